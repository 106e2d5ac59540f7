"""What agencies answer in their own time: each message is proved by its signature and finds the task that asks."""

from typing import Any

from fastapi import APIRouter, Request

from activities.connector import Unreadable
from activities.connectors import CONNECTORS
from api.container import Container, Tools
from api.http.callbacks import UNDERSTOOD, fingerprint, journal_forgery, spelt
from api.http.openapi import told
from api.http.problems import Unauthenticated
from api.schemas.callbacks import Understood
from api.services.views import ROOT
from domain.agencies.answering import in_time, late
from domain.base.refusals import Conflict, Missing, Unacceptable
from domain.dossier import keys
from domain.dossier.acts import Actor
from domain.dossier.state import Dossier
from domain.registers.query import Answer
from domain.tasks.model import Task
from infra.agencies.signatures import is_signed

router = APIRouter(prefix=f"{ROOT}/agencies", tags=["agencies"], responses=told(401, 404, 422, 503))


class AnswerUnreadable(Unacceptable):
    """What an agency answers is not what it was asked for."""


@router.post("/{agency}/answers", responses=told(400, 413))
async def answer(agency: str, tools: Tools, request: Request, said: dict[str, Any] | None = None) -> Understood:
    """Hear what an agency answers to the message that it names; heard again, it is the same answer."""
    message, who = said or {}, Actor(kind="agency", id=agency)
    secret = tools.settings.register_secrets.get(agency)
    if secret is None or agency not in CONNECTORS:
        raise Unauthenticated("Chữ ký không hợp lệ.", "The signature does not hold.")
    asked = await _asked(spelt(message.get("MaThongDiep", "")), who, tools)
    request.state.dossier = asked[0].code if asked else ""
    if not is_signed(message, secret.get_secret_value().encode()):
        if asked is not None:
            await journal_forgery(asked[0].code, asked[1].id, message, who, tools)
        raise Unauthenticated("Chữ ký không hợp lệ.", "The signature does not hold.")
    if asked is None:
        raise Missing("Không có yêu cầu này.", "There is no such request.")
    dossier, task = asked
    await _hear(dossier, task, _read(agency, task, message, tools), who, tools)
    return UNDERSTOOD


async def _asked(message: str, who: Actor, tools: Container) -> tuple[Dossier, Task] | None:
    """Find what a message was about; an agency sees no dossier that did not ask it."""
    code, step = keys.parted(message)
    try:
        dossier = await tools.journal.dossier(code, who)
    except Missing:
        return None
    task = dossier.asked(who.id, step)
    return (dossier, task) if task else None


def _read(agency: str, task: Task, message: dict[str, Any], tools: Container) -> Answer:
    try:
        return CONNECTORS[agency].hear(tools.registry.answers[task.answer], message)
    except Unreadable as error:
        raise AnswerUnreadable("Không đọc được nội dung trả lời.", "The answer cannot be read.") from error


async def _hear(dossier: Dossier, task: Task, said: Answer, who: Actor, tools: Container) -> None:
    """Close the task, or keep what came too late for it; nothing an agency found out is thrown away."""
    key = keys.answer(task.message, fingerprint(said.model_dump(mode="json"), tools))
    try:
        await tools.journal.act(dossier.code, in_time(key, task, said), who)
    except Conflict:
        came, *compare = late(key, dossier, task, said, await tools.journal.events(dossier.code, who), tools.registry)
        await tools.journal.act(dossier.code, came, who, *compare)
