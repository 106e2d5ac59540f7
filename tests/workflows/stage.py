"""A house in which people file and decide and agencies answer, whatever it is that runs its workflows."""

import secrets
from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from domain.base.calendar import in_vietnam
from domain.base.law import Channel
from domain.dossier import acts
from domain.dossier.acts import ENGINE
from domain.dossier.journal import Event
from domain.filing.consenting import consents_of
from infra.journal.journal import Delivery, Journal
from tests.support.examples import LAWS, MOTHER, MOTHER_NUMBER, filed, personal
from tests.support.ledger import Clock, prefix
from tests.workflows.outside import KNOWN, Outside
from workflows.catalogue import PROCEDURES
from workflows.engine.forms import Filing
from workflows.engine.procedure import Procedure
from workflows.vietnam.certification.certified_copy import CertifiedElectronicCopy
from workflows.vietnam.civil_status.birth_registration import BirthRegistration

FEES_OF = date(2026, 12, 1)
"""The last day by which fees count here: the examples' child, born in that November, is never declared late."""


@dataclass(repr=False, kw_only=True)
class Stage(Outside):
    """Journals, a clock, an outside world, and people's way to all of it."""

    api: Journal
    """People's."""
    engine: Journal
    clock: Clock
    pushed: list[Delivery] = field(default_factory=list)
    """What people did of which no workflow has heard yet."""
    scan: bytes = field(default_factory=lambda: b"%PDF a paper of this test: " + secrets.token_bytes(8))
    """What is filed to be certified: the database is shared, the store is not."""
    sleeps_after: float = 0
    """Seconds after which workflows that begin from now on fall asleep."""

    @abstractmethod
    async def deliver(self) -> None:
        """Bring what people did to the workflows."""

    @abstractmethod
    async def wake(self, code: str, *events: Event, procedure: str = BirthRegistration.code) -> None:
        """Wake as the sweep does, or bring events once more."""

    @abstractmethod
    async def lose(self, code: str) -> bool:
        """Let a dossier's workflow be gone; False where none is open."""

    @abstractmethod
    def let_sleep(self, after: float) -> None:
        """Let what begins from now on fall asleep after so many seconds; 0 is never."""

    @abstractmethod
    async def entered(self, papers: Sequence[tuple[str, bytes]]) -> list[dict[str, str]]:
        """Upload papers, and name them by kind as a filing does."""

    async def apply(
        self,
        procedure: type[Procedure[Any]],
        form: dict[str, Any],
        *,
        channel: Channel = Channel.ONLINE,
        owner: str = "",
        papers: Sequence[tuple[str, bytes]] = (),
        **changes: Any,
    ) -> str:
        """File what a procedure declares, as the front door would, and wake the workflow."""
        declared = procedure.form.model_validate(form)
        filing = Filing(applicant=MOTHER_NUMBER, day=in_vietnam(self.clock()).date())
        if procedure is CertifiedElectronicCopy and not papers:
            papers = (("scan", self.scan),)
        fees_of = min(filing.day, FEES_OF)
        rules = changes.pop("rules", LAWS.in_force(procedure.code, self.clock().date()))
        secret, kept = secrets.token_hex(16), await self.entered(papers)
        act = filed(
            procedure=procedure.code,
            channel=channel,
            receiving=declared.competent,
            competent=declared.competent,
            consents=consents_of(declared.agreements(filing), KNOWN.of, secret, (MOTHER_NUMBER,)),
            owner=owner,
            parties=(MOTHER.id,),
            case=declared.case,
            units=rules.fee.counted(declared.units, declared.payers_born, fees_of) if rules.fee else declared.units,
            fee_class=rules.fee.class_of(declared.fee_class, declared.payers_born, fees_of) if rules.fee else "",
            rules=rules,
            personal=personal(form=declared.model_dump(mode="json"), documents=kept, secret=secret),
            **({"documents": tuple(paper["sha256"] for paper in kept)} if kept else {}),
            **changes,
        )
        _, code = await self.api.file(prefix(), act, MOTHER, secrets.token_hex(8), "body")
        await self.deliver()
        return code

    async def declares(self, code: str, form: dict[str, Any]) -> dict[str, Any]:
        """What an act that brings a form holds, as the front door would make it: the form, and who agrees to what."""
        filed = (await self.engine.events(code, ENGINE))[0].act
        assert isinstance(filed, acts.Filed)
        declared = next(one for one in PROCEDURES if one.code == filed.procedure).form.model_validate(form)
        filing = Filing(applicant=MOTHER_NUMBER, day=in_vietnam(self.clock()).date())
        secret = filed.personal.get("secret", "")
        consents = consents_of(declared.agreements(filing), KNOWN.of, secret, (MOTHER_NUMBER,)) if secret else ()
        return {"consents": consents, "personal": {"form": form}}
