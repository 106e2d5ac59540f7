"""Every page, answer and refusal in a language that is a folder of catalogues and nothing else."""

import re
from html.parser import HTMLParser
from typing import Any

import pytest

from commands.translations import PSEUDO
from tests.support.pseudo import untranslated
from tests.system.access.setting import STREAMS, Setting
from tests.system.access.test_access import OWN, Row
from tests.system.access.ways import way

pytestmark = pytest.mark.timeout(300)
UNREAD = ("script", "style", "svg")
VOID = ("area", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr")
LABELS = ("aria-label", "alt", "placeholder", "title")
WORD = re.compile(r"[^\W\d_]+")
CURRENCY = "đồñĝ"
"""Our own, two letters of which no accent changes."""


class Read(HTMLParser):
    """Reads what a page shows in its own language, or says to who does not see it."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._unread: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        in_another = tag != "html" and "lang" in dict(attrs)
        if tag not in VOID and (self._unread or tag in UNREAD or in_another):
            self._unread.append(tag)
        if not self._unread:
            self.texts += [value or "" for name, value in attrs if name in LABELS]

    def handle_endtag(self, tag: str) -> None:
        if tag in self._unread:
            while self._unread.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        if not self._unread:
            self.texts.append(data)


async def read(setting: Setting, row: Row, who: str, language: str) -> str:
    """Come, and read what is answered in a language."""
    asked: dict[str, Any] = way(row.route, row.about, setting, row.page)
    headers = asked.pop("headers", {}) | {"Accept-Language": language}
    asked = {name: value for name, value in asked.items() if name not in ("names", "page")}
    answer = await setting.answer(who, page=row.page, headers=headers, **asked)
    kind = answer.headers.get("content-type", "")
    return "\n".join(Read(answer.text).texts) if "html" in kind else answer.text if "json" in kind else ""


@pytest.mark.parametrize(
    "row", [row for row in OWN if not row.route.endswith(STREAMS)], ids=lambda row: f"{row.route} {row.about}".strip()
)
async def test_nothing_is_said_that_the_language_does_not_have(setting: Setting, row: Row) -> None:
    told = row.expected(set(setting.callers))
    one_of_each = {status: who for who, status in sorted(told.items()) if status not in ("login", 303)}
    left = {f"{status} {who}": await _left(setting, row, who) for status, who in one_of_each.items()}
    assert {who: words for who, words in left.items() if words} == {}


async def _left(setting: Setting, row: Row, who: str) -> list[str]:
    """Give the words that are not translated; what reads alike in both languages of the house is a name, or data."""
    vietnamese, english, further = [await read(setting, row, who, one) for one in ("vi", "en", PSEUDO)]
    assert not (row.page and english) or "[" in further
    data = {*WORD.findall(vietnamese)} & {*WORD.findall(english)}
    return sorted({*untranslated(further, CURRENCY)} - data)
