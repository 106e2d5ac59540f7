"""How things are said at a terminal."""

import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import structlog
from rich.console import Console
from rich.markup import escape

from domain.base.calendar import VIETNAM

if TYPE_CHECKING:
    from infra.signing.validate import Validation

Json = dict[str, Any]
WHO = dict.fromkeys(("citizen", "organisation"), "the applicant")
WHO |= {"engine": "Motcua", "agency": "the payment platform"}
UNTOUCHED = "[green]✓ Valid:[/] nobody changed it since it was sealed."


def console(*, stderr: bool = False) -> Console:
    """Where people read: lines are never cut, colours only for a terminal."""
    return Console(stderr=stderr, highlight=False, soft_wrap=True)


def log_aside() -> None:
    """Keep logs off standard output, which belongs to what was asked for."""
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))


def short(moment: str | None) -> str:
    """A time of the API as people read it."""
    return f"{datetime.fromisoformat(moment):%d.%m.%Y %H:%M}" if moment else "-"


def told(events: list[Json]) -> Iterator[str]:
    """A journal as lines: when, what, by whom."""
    for event in events:
        by = ", ".join(event["by"].get("roles", [])).replace("_", " ") or WHO[event["by"]["kind"]]
        at = datetime.fromisoformat(event["at"])
        yield f"{event['seq']:>4}  {at:%d.%m. %H:%M:%S}  {by:<21} {event['words']}"


def summary(shown: Json) -> Iterator[str]:
    """A dossier as lines: where it is, who has it, why it waits, until when, and what its applicant can do."""
    waits, status = shown["waits"], shown["status"]
    facts = {
        "status": f"{status['words']} ({status['code']})" + ", late" * shown["late"],
        "who has it": shown["holder"],
        "why": f"{waits['why']}, since {short(waits['since'])}",
        "until": short(waits["until"]),
        "due": f"{short(shown['due_at'])}, {shown['due_because']}" if shown["due_at"] else "fixed when it is accepted",
        "clock": shown["clock"] or "",
        "to pay": f"{owed:,} đồng" if (owed := sum(p["outstanding"] for p in shown["payments"])) else "",
        "reason": shown["reason"],
        "result": f"{shown['result']['number']}" if shown["result"] else "",
        "you can": ", ".join(shown["can"]),
    }
    yield f"{shown['code']}  {shown['procedure']['title']}"
    yield from (f"  {name:<12}{fact}" for name, fact in facts.items() if fact not in ("", "-"))


def cost(fee: Json | None) -> str:
    """What a procedure costs: by channel and case, then by the unit."""
    if fee is None:
        return "free"
    rates = [
        " ".join(filter(None, (f"{rate['amount']:,} đồng", rate["case"], rate["channel"]))) for rate in fee["rates"]
    ]
    units = [f"{tier['each']:,} đồng" + f" up to {tier['up_to']}" * bool(tier["up_to"]) for tier in fee["per_unit"]]
    each = [f"each page {', then '.join(units)}" + f", at most {fee['cap']:,} đồng" * bool(fee["cap"])] if units else []
    return "; ".join(rates + each)


def judgement(proof: "Validation", roots: list[Path]) -> Iterator[str]:
    """What a sealed file proves, as lines."""
    yield f"[red]✗ Not valid:[/] {escape('; '.join(proof.problems))}." if proof.problems else UNTOUCHED
    if proof.signatory and proof.signatory.at:
        who = ", ".join(filter(None, (proof.signatory.name, proof.signatory.title, proof.signatory.organisation)))
        yield f"  signed by  {escape(who)}"
        yield f"  signed at  {proof.signatory.at.astimezone(VIETNAM):%d.%m.%Y %H:%M:%S %Z}"
    if proof.number:
        yield f"  number     {escape(' '.join(filter(None, (proof.number, proof.issued))))}"
    if proof.signed_at:
        yield f"  sealed by  {escape(proof.signer)}"
        yield f"  sealed at  {proof.signed_at.astimezone(VIETNAM):%d.%m.%Y %H:%M:%S %Z}"
        until = f", proved until {proof.stamped_until:%d.%m.%Y}" if proof.stamped_until else ""
        yield f"  level      PAdES {proof.level}{until}"
    yield f"  trusting   {escape(', '.join(map(str, roots))) or 'nobody: name the certificates to trust with --trust'}"
    if proof.development:
        yield "  [yellow]A development seal: it shows that sealing works and has no legal force.[/]"
