"""What a procedure needs, gives and costs today."""

from datetime import date
from typing import Any, Literal

from api.schemas.procedures import CaseView, FeeView, NeededPaper, ProcedureView, RateView, TierView
from domain.base.refusals import Missing
from domain.base.words import Words
from domain.province.scoring import Counted
from domain.registers.registry import Registry
from domain.results.printed import Printed, schema_name
from domain.statute.fees import Fee
from domain.statute.versions import Laws, NotInForce
from infra.journal.journal import Journal
from workflows.catalogue import Procedures
from workflows.engine.forms import Form, Paper, assumed
from workflows.engine.procedure import Procedure


def known(code: str, procedures: Procedures) -> type[Procedure[Any]]:
    """A procedure by its code, or ``Missing``."""
    if (procedure := procedures.get(code)) is None:
        raise Missing(
            "Không có thủ tục này: xem mã các thủ tục tại /procedures.",
            "There is no such procedure: /procedures has their codes.",
        )
    return procedure


def level(procedure: type[Procedure[Any]]) -> Literal["partial", "full"]:
    """Whether it goes on-line from filing to result (toàn trình), or somebody has to come for a part of it."""
    return "partial" if procedure.in_person else "full"


def full_services(procedures: Procedures, laws: Laws, day: date) -> Counted | None:
    """The procedures with a full service, of those in force on a day; None where none of them is."""
    there = [procedure for procedure in procedures.values() if _holds(procedure.code, laws, day)]
    return Counted.of(sum(level(one) == "full" for one in there), len(there)) if there else None


def _holds(code: str, laws: Laws, day: date) -> bool:
    try:
        laws.version(code, day)
    except NotInForce:
        return False
    return True


def summary(procedure: type[Procedure[Any]], journal: Journal, locale: str) -> ProcedureView:
    """Say what a procedure needs, gives and costs today."""
    rules = journal.laws.in_force(procedure.code, journal.today())
    return ProcedureView(
        code=procedure.code,
        title=procedure.title.in_(locale),
        version=rules.version,
        term=rules.term.words().in_(locale),
        cases=[
            CaseView(case=name, title=case.title.in_(locale), term=case.term.words().in_(locale))
            for name, case in rules.cases.items()
        ],
        fee=_fee(rules.fee, locale) if rules.fee else None,
        level=level(procedure),
        applicants=["citizen", "organisation"] if procedure.organisations else ["citizen"],
        papers=[_paper(paper, procedure.form, journal.registry, locale) for paper in procedure.papers],
    )


def labelled(schema: dict[str, Any], locale: str) -> dict[str, Any]:
    """Say of every field in the reader's language what it is; ``x-titles`` has both."""
    for model in (schema, *schema.get("$defs", {}).values()):
        for field in model.get("properties", {}).values():
            titles = Words(vi=field.get("title", ""), en=field.pop("description", ""))
            field |= {"title": titles.in_(locale), "x-titles": titles.model_dump()}
    return schema


def result_schema(procedure: type[Procedure[Any]]) -> dict[str, Any]:
    """Describe what a procedure's result says, its own content and what all results share."""
    own, shared = (model.model_json_schema(mode="serialization") for model in (procedure.result, Printed))
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": schema_name(procedure.result.template),
        "title": procedure.title.vi,
        "description": procedure.title.en,
        "type": "object",
        "properties": {
            "$schema": {"const": schema_name(procedure.result.template)},
            **shared["properties"],
            **own["properties"],
        },
        "required": [
            *own.get("required", []),
            *(name for name in Printed.model_fields if Printed.model_fields[name].is_required()),
        ],
        "$defs": {**shared.get("$defs", {}), **own.get("$defs", {})},
    }


def _paper(paper: Paper, form: type[Form], registry: Registry, locale: str) -> NeededPaper:
    """Say whether a paper is to be brought, or which register has it already."""
    return NeededPaper(
        kind=paper.kind,
        title=paper.title.in_(locale),
        required=paper.needed(assumed(form, {})),
        known_by=registry.agency(paper.known_by).in_(locale) if paper.known_by and not paper.results else "",
        taken_from=registry.agency(paper.known_by).in_(locale) if paper.results else "",
    )


def _fee(fee: Fee, locale: str) -> FeeView:
    """Say what it costs, in đồng, and when it is due."""
    return FeeView(
        title=fee.title.in_(locale),
        when=fee.when.name.lower(),
        rates=[
            RateView(
                channel=rate.channel.name.lower() if rate.channel else None,
                case=rate.case,
                amount=rate.amount,
                each=rate.each,
            )
            for rate in fee.rates
        ],
        per_unit=[TierView(up_to=tier.up_to, each=tier.each) for tier in fee.tiers],
        cap=fee.cap,
        refunded_on=fee.refunded_on,
    )
