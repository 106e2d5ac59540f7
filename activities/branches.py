"""Filing the branches of interlinked procedures."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from temporalio import activity

from activities.contracts import BRANCH, Branch
from domain.branches.model import Parent
from domain.branches.opening import carried, filed_for
from domain.dossier import acts
from domain.dossier.journal import Event
from domain.dossier.messages import News
from domain.dossier.state import Dossier
from domain.filing.consenting import consents_of
from domain.statute.offices import Offices
from infra.crypto.blind_index import BlindIndex
from infra.journal.journal import Journal


@dataclass(frozen=True)
class Branches:
    """Files a branch as the engine, under a key of the step that opens it: a retry finds the dossier that is there."""

    journal: Journal
    offices: Offices
    index: BlindIndex

    @activity.defn(name=BRANCH)
    async def open(self, branch: Branch) -> News:
        """File it with the papers and for the people of its parent, and tell the parent its code."""
        prefix = self.offices.office(branch.competent).dossier_prefix

        def filed(parent: Dossier, told: Sequence[Event], at: datetime) -> acts.Filed:
            return self._filed(branch, parent, told, at)

        return News(events=await self.journal.open_branch(branch.code, branch.step, prefix, filed, branch.since))

    def _filed(self, branch: Branch, parent: Dossier, told: Sequence[Event], at: datetime) -> acts.Filed:
        filed = cast("acts.Filed", told[0].act)
        people = filed_for(parent, filed, told, at)
        office = self.offices.office(branch.competent)
        asked = consents_of(branch.agreements, self.index.of, filed.personal.get("secret", ""))
        return acts.Filed(
            procedure=branch.procedure,
            channel=parent.channel,
            receiving=branch.competent,
            competent=branch.competent,
            parties=tuple(self.index.of(number) for number in branch.parties),
            consents=carried(parent, asked, at),
            parent=Parent(code=branch.code, step=branch.step, offices=(filed.receiving, filed.competent)),
            documents=filed.documents,
            rules=self.journal.laws.in_force(branch.procedure, self.journal.today()),
            case=branch.case,
            units=branch.units,
            edition=filed.edition,
            reviewed=office.reviewed(branch.procedure),
            organ=office.organ(branch.procedure),
            **people | {"personal": people["personal"] | {"form": branch.form}},
        )
