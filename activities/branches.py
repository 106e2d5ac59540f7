"""Filing the branches of interlinked procedures."""

from dataclasses import dataclass
from typing import cast

from temporalio import activity

from activities.contracts import BRANCH, Branch
from domain.base.law import Channel
from domain.branches.model import Parent
from domain.dossier import acts, keys
from domain.dossier.acts import ENGINE
from domain.dossier.journal import Entry
from domain.dossier.messages import News
from domain.statute.offices import Offices
from infra.crypto.blind_index import BlindIndex
from infra.journal.journal import Journal, Rest


@dataclass(frozen=True)
class Branches:
    """Files a branch as the engine, under a key of the step that opens it: a retry finds the dossier that is there."""

    journal: Journal
    offices: Offices
    index: BlindIndex

    @activity.defn(name=BRANCH)
    async def open(self, branch: Branch) -> News:
        """File it with the papers and for the people of its parent, and tell the parent its code."""
        parent = await self.journal.events(branch.code, ENGINE)
        filed, office = cast("acts.Filed", parent[0].act), self.offices.office(branch.competent)
        act = acts.Filed(
            procedure=branch.procedure,
            channel=Channel.ONLINE,
            receiving=office.code,
            competent=office.code,
            applicant=filed.applicant,
            owner=filed.owner,
            mandate_until=filed.mandate_until,
            parties=tuple(self.index.of(number) for number in branch.parties),
            parent=Parent(code=branch.code, step=branch.step, offices=(filed.receiving, filed.competent)),
            documents=filed.documents,
            rules=self.journal.laws.in_force(branch.procedure, self.journal.today()),
            case=branch.case,
            units=branch.units,
            edition=filed.edition,
            personal=filed.personal | {"form": branch.form},
        )
        wish = keys.outside(branch.code, branch.step)
        _, code = await self.journal.file(office.dossier_prefix, act, ENGINE, wish, "branch")
        opened = acts.BranchOpened(step=branch.step, branch=code, procedure=branch.procedure)
        entry = Entry(key=branch.step, act=opened)
        return News(events=await self.journal.advance(branch.code, [entry], branch.since, Rest(waits=True)))
