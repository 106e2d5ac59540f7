"""What an officer has written for a task, kept until it is sent: no colleague, login or error costs a word of it."""

from typing import Any

from pydantic import BaseModel

from api.container import Container
from api.web.colleagues import field_of
from domain.base.refusals import Refusal
from domain.base.words import Words
from infra.files.drafts import Content
from infra.identity.oidc import Identity

MATTER = "task/"
"""How these are told from applications that are begun."""


class Fault(BaseModel):
    """Something that keeps the words from being sent."""

    field: str
    """Id of the field on the page; empty where no field is to blame."""
    words: Words
    name: str = ""
    """Of the question, where it is one of the answer's."""


class Written(BaseModel):
    """What was written, and what is wrong with it."""

    said: dict[str, list[str]] = {}
    answer: dict[str, Any] = {}
    """What was filled in where the task asks for an answer."""
    faults: list[Fault] = []

    def one(self, name: str) -> str:
        """The single value of a field."""
        return next(iter(self.said.get(name, [])), "")

    def several(self, name: str) -> list[str]:
        """Every value of a field."""
        return self.said.get(name, [])

    @property
    def decision(self) -> str:
        """What was chosen."""
        return self.one("decide")

    @property
    def errors(self) -> dict[str, Words]:
        """What is wrong by the id of the field."""
        return {fault.field: fault.words for fault in self.faults}

    @property
    def answer_errors(self) -> dict[str, Words]:
        """What is wrong with the answer, by the name of the question."""
        return {fault.name: fault.words for fault in self.faults if fault.name}

    def refused(self, refusal: Refusal) -> "Written":
        """The same with why it was refused."""
        field = field_of(refusal, f"{self.decision}-to")
        return self.model_copy(update={"faults": [Fault(field=field, words=refusal.words)]})


async def written(task: str, who: Identity, tools: Container) -> Written:
    """What the officer wrote for a task and has not sent."""
    draft = await tools.drafts.newest(MATTER + task, who.actor)
    return Written.model_validate(draft.content.form) if draft else Written()


async def keep(task: str, what: Written, who: Identity, tools: Container) -> None:
    """Keep it in the place of what was kept before."""
    form = what.model_dump(mode="json")
    if draft := await tools.drafts.newest(MATTER + task, who.actor):
        await tools.drafts.keep(draft.id, who.actor, draft.content.model_copy(update={"form": form}))
    else:
        await tools.drafts.begin(MATTER + task, who.actor, Content(form=form))


async def forget(task: str, who: Identity, tools: Container) -> None:
    """Forget it: it was sent."""
    if draft := await tools.drafts.newest(MATTER + task, who.actor):
        await tools.drafts.end(draft.id, who.actor)
