"""Finds mistakes in procedures before they cost a dossier: each with its file, its line and what to write instead."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from activities.connectors import CONNECTED
from domain.registers.registry import Registry
from domain.statute.versions import Laws, NotInForce, Rules
from infra.runtime.packages import template_folders
from motcua.mistakes.chance import of_its_own
from motcua.mistakes.declared import declared, unlisted, unsaid_in
from motcua.mistakes.facts import not_in_the_facts
from motcua.mistakes.mistake import Mistake, ProceduresWrong, place
from motcua.mistakes.names import misnamed
from motcua.mistakes.order import out_of_order
from motcua.mistakes.reading import Reading
from motcua.mistakes.templates import unprintable
from motcua.mistakes.waiting import never_done
from motcua.mistakes.written import written
from workflows.catalogue import registry
from workflows.engine.procedure import Procedure

__all__ = ["Mistake", "ProceduresWrong", "find", "refuse_mistakes"]


def refuse_mistakes(procedures: Iterable[type[Procedure[Any]]], laws: Laws, today: date) -> None:
    """Refuse to go on with procedures that have mistakes: ``ProceduresWrong`` names each."""
    if mistakes := sorted(set(find(list(procedures), laws, today))):
        raise ProceduresWrong(mistakes)


def find(
    procedures: list[type[Procedure[Any]]],
    laws: Laws,
    today: date,
    connected: Collection[str] = CONNECTED,
    folders: Sequence[Path] | None = None,
) -> Iterator[Mistake]:
    """Every mistake of these procedures, under the law of a day.

    ``connected`` are the agencies that something speaks to, ``folders`` where templates lie; those of this
    installation, where nothing is said.
    """
    codes, known = Counter(procedure.code for procedure in procedures), registry(procedures)
    folders = template_folders() if folders is None else folders
    for procedure in procedures:
        at = place(procedure)
        if codes[procedure.code] > 1:
            yield Mistake(*at, f"two procedures have the code {procedure.code}", "keep one, or give the other its own")
        if unsaid := [*unsaid_in(procedure, at)]:
            yield from unsaid
            continue
        yield from declared(procedure, at, known)
        yield from unprintable(procedure.result, at, folders)
        rules = _in_force(laws, procedure.code, today)
        if rules is None:
            wanted = f'add {{"code": "{procedure.code}", "valid_from": …, "term": …}} to a procedures-*.json'
            yield Mistake(*at, f"no version of {procedure.code} is in force", wanted)
        yield from _read(Reading.of(procedure), rules, known, connected)
        for query in unlisted(procedure, known):
            yield Mistake(*at, f"no agency lists the query {query.__name__}", "write it in an Agency of its agencies")


def _in_force(laws: Laws, code: str, today: date) -> Rules | None:
    try:
        return laws.in_force(code, today)
    except NotInForce:
        return None


def _read(reading: Reading, rules: Rules | None, known: Registry, connected: Collection[str]) -> Iterator[Mistake]:
    """What only who reads its methods finds."""
    yield from written(reading, known, connected)
    yield from misnamed(reading)
    yield from of_its_own(reading)
    yield from never_done(reading)
    yield from out_of_order(reading)
    if rules is not None:
        yield from not_in_the_facts(reading, rules)
