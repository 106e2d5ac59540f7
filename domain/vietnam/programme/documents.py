"""Documents that the standing body issues: the monthly report, the note of acceptance (biên bản nghiệm thu)."""

from collections.abc import Mapping
from typing import Literal

from domain.base.law import Frozen
from domain.base.words import Words

Kind = Literal["report", "acceptance"]


class Form(Frozen):
    """How a kind of document is printed and numbered."""

    template: str
    symbol: str
    """Of its kind, before that of who issues it (Decree 30/2020, Annex III)."""
    title: Words
    reason: str
    """What its signature says of itself."""


FORMS: Mapping[Kind, Form] = {
    "report": Form(
        template="reports/programme.html",
        symbol="BC",
        title=Words(vi="Báo cáo kết quả thực hiện Đề án 06", en="Report on Project 06"),
        reason="Báo cáo kết quả thực hiện Đề án 06",
    ),
    "acceptance": Form(
        template="reports/acceptance.html",
        symbol="BB",
        title=Words(vi="Biên bản nghiệm thu nhiệm vụ Đề án 06", en="Note of acceptance, Project 06"),
        reason="Nghiệm thu nhiệm vụ Đề án 06",
    ),
}


def number_of(kind: Kind, office: str, year: int, serial: int) -> str:
    """The number by which programs know a document."""
    return f"{FORMS[kind].symbol}-{office}-{year}-{serial:04}"


def reference_of(kind: Kind, symbol: str, serial: int) -> str:
    """Số, ký hiệu: the number as the law writes it."""
    return f"{serial:02}/{FORMS[kind].symbol}-{symbol}"
