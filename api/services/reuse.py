"""Takes a paper that the applicant need not bring from the shared warehouse: as it was sealed, or from its agency."""

import asyncio
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import structlog

from api.services.application import PaperTaken
from domain.base.refusals import Erased, Missing, Unacceptable
from domain.base.words import Words
from domain.dossier.acts import Actor
from domain.province.warehouse import RESULTS, WAREHOUSE, Agreement, SharedResult
from infra.crypto.blind_index import BlindIndex
from infra.files.storage import NotStored
from infra.files.uploads import ScannerDown, Uploads
from infra.files.vault import Vault
from infra.identity.oidc import Identity
from infra.journal.journal import Journal
from infra.reads.results import issued
from infra.runtime.confined import NotDone
from infra.warehouse.fetching import FIELDS, NotFetched, ResultFiles, asked_by
from infra.warehouse.shelf import Exchange, Shelf
from workflows.engine.forms import Paper

KEEPER = Actor(kind="agency", id=WAREHOUSE)
"""In whose name an agency is asked for a file: whom it is about reads that the warehouse did."""

log = structlog.get_logger()


@dataclass(frozen=True)
class ReuseTools:
    """What it takes to find a result and its file."""

    journal: Journal
    index: BlindIndex
    uploads: Uploads
    store: Vault
    shelf: Shelf
    result_files: ResultFiles | None
    """Of other agencies; None: of theirs nothing is used."""


@dataclass(frozen=True)
class NotTaken:
    """Why the warehouse has a paper and it cannot be taken from there."""

    words: Words
    to_do: Words
    passes: bool = False
    """Whether that may be over in a while."""


UPLOAD = Words(
    vi="Ông/bà tải giấy này lên ở mục “Giấy tờ” rồi nộp lại; nội dung đã khai vẫn còn nguyên.",
    en="Upload it yourself under “Papers” and file again; nothing that you filled in is lost.",
)
ANOTHER = Words(
    vi="Ông/bà tải giấy khác còn giá trị lên ở mục “Giấy tờ” rồi nộp lại; nội dung đã khai vẫn còn nguyên.",
    en="Upload one that counts under “Papers” and file again; nothing that you filled in is lost.",
)
RECALLED = NotTaken(Words(vi="giấy đã bị thu hồi", en="it was recalled"), ANOTHER)
OVER = NotTaken(Words(vi="giấy đã hết thời hạn sử dụng", en="its time is over"), ANOTHER)
UNCHECKED = NotTaken(
    Words(vi="hệ thống chưa kiểm tra được tệp vào lúc này", en="nobody can look into its file now"), UPLOAD, passes=True
)


@dataclass(frozen=True)
class Reused:
    """What the warehouse has of the papers that were asked for, and by kind why some could not be taken."""

    papers: Sequence[PaperTaken] = ()
    not_taken: Mapping[str, NotTaken] = field(default_factory=dict)


async def from_warehouse(
    papers: Sequence[Paper], said: Mapping[str, Any], number: str, who: Identity, tools: ReuseTools
) -> Reused:
    """Those of the papers that the warehouse has for whoever holds this number, each as an upload of the sender's own.

    What the sender may not see themself is as if it were not there, and so is what no agreement gives.
    """
    asked = [paper for paper in papers if paper.known_by == WAREHOUSE and paper.asked(said)]
    # Beside one another: agencies that are down are waited for once, and not once for each paper.
    found = await asyncio.gather(*(_found(paper, number, who, tools) for paper in asked))
    return Reused(
        [one for one in found if isinstance(one, PaperTaken)],
        {paper.kind: one for paper, one in zip(asked, found, strict=True) if isinstance(one, NotTaken)},
    )


async def _found(paper: Paper, number: str, who: Identity, tools: ReuseTools) -> PaperTaken | NotTaken | None:
    owner, day, files = tools.index.of(number), tools.journal.today(), tools.result_files
    stale: NotTaken | None = None
    failed: NotTaken | None = None
    for result in await tools.shelf.of_owner(who.actor, owner, paper.results):
        agreement = files.agreed(result, day) if files else None
        if result.issued_on > day or (result.provider and agreement is None):
            continue
        if why := _stale(result, paper, day):
            stale = stale or why
            continue
        taken: str | NotTaken = ""
        if agreement is None or files is None:
            taken = await _copied(result, who, tools)
        elif failed is None:  # of one that failed others may be waited for as long
            taken = await _taken(result, Asking(files, agreement, owner), who, tools)
        if isinstance(taken, NotTaken):
            failed = taken
        elif taken:
            return PaperTaken(kind=paper.kind, upload=taken, result=result.number)
    return failed or stale


def _stale(result: SharedResult, paper: Paper, day: date) -> NotTaken | None:
    if result.recalled_at:
        return RECALLED
    lasting = result.model_copy(update={"valid_until": None}) if paper.expired else result
    return None if lasting.usable(day) else OVER


async def _copied(result: SharedResult, who: Identity, tools: ReuseTools) -> str:
    """An upload of the sender's with the file of a result of ours, the same one each time; "" where they may not."""
    try:
        # The journal's own word: the warehouse may not have heard of a recall yet.
        kept = await issued(tools.journal.database, who.actor, result.number)
        if kept.recalled_at:
            return ""
        if held := await tools.uploads.held([result.sha256], who.actor):
            return held[result.sha256]
        pdf = await tools.store.get(kept.path, who.actor)
    except (Missing, Erased, NotStored):
        return ""
    # It is our own: nobody has to look into it.
    name = f"{result.number}.pdf"
    return (await tools.uploads.enter(name, "application/pdf", pdf, who.actor.id, who.actor)).id


@dataclass(frozen=True)
class Asking:
    """By what another agency is asked for a file, and of whose results it is."""

    files: ResultFiles
    agreement: Agreement
    owner: str


async def _taken(result: SharedResult, asking: Asking, who: Identity, tools: ReuseTools) -> str | NotTaken:
    """An upload of the sender's with the file of another agency's result, judged like whatever they would bring."""
    if held := await tools.uploads.held([result.sha256], who.actor):
        return held[result.sha256]
    try:
        content = await _fetched(result, asking, tools)
        # Recalled while its file was on its way; what is recalled later the warehouse's feed finds by the file.
        now = await tools.shelf.of_owner(who.actor, asking.owner, [result.kind])
        if not any(one.number == result.number and not one.recalled_at for one in now):
            return RECALLED
        return (await tools.uploads.keep(f"{result.number}.pdf", content, who.actor)).id
    except NotFetched as error:
        return NotTaken(error.words, UPLOAD, passes=error.passes)
    except Unacceptable as refusal:
        why = NotTaken(
            Words(vi="tệp không được nhận. {}", en="its file is not accepted. {}").format(refusal.words), UPLOAD
        )
        asking.files.leave(result.address)
        kept_by = refusal.slug
    except (NotDone, ScannerDown) as error:
        why, kept_by = UNCHECKED, type(error).__name__
    log.warning("result_file_not_kept", agency=result.provider, why=kept_by)
    return why


async def _fetched(result: SharedResult, asking: Asking, tools: ReuseTools) -> bytes:
    """The file from its agency; that it was asked for is written down before anybody gets it, or hears why not."""
    agreement = asking.agreement
    line = Exchange(
        WAREHOUSE, secrets.token_hex(16), asked_by(result), "asked", RESULTS, agreement.purpose, agreement.decision,
        FIELDS, result.owners, [result.number],
    )  # fmt: skip
    try:
        content = await asking.files.of(result, agreement, line.message)
    except NotFetched as error:
        if error.asked:
            await tools.shelf.note(KEEPER, replace(line, refused="not-fetched"))
        raise
    await tools.shelf.note(KEEPER, line)
    return content
