"""What a reader can do with a dossier now, each a page of its own."""

from dataclasses import dataclass
from datetime import datetime

from domain.base.words import Words, lowered
from domain.dossier.act import Actor
from domain.dossier.state import Dossier
from domain.dossier.view import asked_of, offers
from domain.registers.registry import Registry
from domain.tasks.model import CONSENT, PAY, PAY_TO, Task

LABELS = {
    "supply": Words(vi="Bổ sung giấy tờ hoặc sửa tờ khai", en="Supply what is missing, or correct the form"),
    "draft": Words(vi="Kiểm tra và xác nhận bản nháp", en="Check and confirm the draft"),
    "consent": Words(vi="Đồng ý hoặc không đồng ý", en="Agree or do not agree"),
    "pay": Words(vi="Nộp phí, lệ phí", en="Pay the fee"),
    "mandate": Words(vi="Hủy bỏ ủy quyền", en="Take back the mandate"),
    "commitment": Words(vi="Viết lời cam đoan", en="Give your word"),
    PAY_TO: Words(vi="Cho biết tài khoản nhận tiền", en="Name the account that the money goes to"),
    "found_work": Words(vi="Thông báo đã có việc làm", en="Say that you have found work"),
    "works_again": Words(vi="Thông báo đã có việc làm", en="Say that you have found work"),
    "job_search_report": Words(vi="Thông báo về việc tìm kiếm việc làm", en="Report on looking for work"),
}
PAGES = {"supply": "supply", "confirm": "draft", CONSENT: "consent"}
"""By the kind of a task, the page on which whoever is asked answers it; others have one for each kind."""
ANY_TIME = ("works_again",)
"""What may be said at any time: nothing waits for it."""


@dataclass(frozen=True)
class Job:
    """Something that the reader can do."""

    slug: str
    label: Words
    href: str
    urgent: bool
    """Whether the dossier waits for it."""
    until: datetime | None = None


def jobs(dossier: Dossier, reader: Actor, now: datetime, registry: Registry) -> list[Job]:
    """What a person can do, what the dossier waits for first; officers act elsewhere."""
    if not reader.applies or dossier.mandate_over(reader.id, now):
        return []
    asked = [_asked(task, dossier, registry) for task in dossier.open_tasks if asked_of(task, dossier, reader.id)]
    if reader.id in dossier.applicants:
        paid = [task for task in dossier.open_tasks if task.kind == PAY]
        asked += [_job("pay", dossier, urgent=True, until=task.lapses_at) for task in paid]
        asked += [Job(offer.name, offer.words, _page(offer.name, dossier), urgent=False) for offer in offers(dossier)]
    if dossier.by_mandate and reader.id == dossier.owner and not dossier.mandate_revoked_at:
        asked.append(_job("mandate", dossier))
    return asked


def _asked(task: Task, dossier: Dossier, registry: Registry) -> Job:
    if slug := PAGES.get(task.kind):
        return _job(slug, dossier, urgent=True, until=task.lapses_at)
    asked = Words(vi="Trả lời: {}", en="Answer: {}").format(lowered(registry.waits_for(task.kind)))
    label = LABELS.get(task.kind, asked)
    href, urgent = f"/dossiers/{dossier.code}/answers/{task.kind}", task.kind not in ANY_TIME
    return Job(task.kind, label, href, urgent, until=task.lapses_at)


def _job(slug: str, dossier: Dossier, *, urgent: bool = False, until: datetime | None = None) -> Job:
    return Job(slug, LABELS[slug], _page(slug, dossier), urgent, until)


def _page(slug: str, dossier: Dossier) -> str:
    return f"/dossiers/{dossier.code}/{slug}"
