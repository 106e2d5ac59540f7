"""The pages that lawyers sign, one a procedure, stored so that a change of law shows in review.

``python -m tests.motcua.stored_law`` writes them anew.
"""

from datetime import date
from pathlib import Path

from infra.facts.loading import load_laws, load_offices
from infra.facts.open_facts import Unconfirmed
from motcua.law_page import law_page
from workflows.catalogue import PROCEDURES, registry

STORED = Path(__file__).parents[2] / "docs" / "law"
DAY = date(2026, 12, 1)
"""The day whose versions are described."""


def pages() -> dict[str, str]:
    """The page of each procedure, by its code."""
    laws, known, open_ = load_laws(), registry(), Unconfirmed.load()
    every = ((one.code, laws.version(one.code, DAY), one) for one in PROCEDURES)
    organs = load_offices().organs
    return {code: str(law_page(one, version, known, open_, organs(code))) for code, version, one in every}


if __name__ == "__main__":
    STORED.mkdir(exist_ok=True)
    for code, page in pages().items():
        (STORED / f"{code}.md").write_text(page, encoding="utf-8")
