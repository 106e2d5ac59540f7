"""A form as a browser has it before it is sent: every control of a page with what stands in it."""

from html.parser import HTMLParser
from typing import Any

from api.web.fields import Part
from api.web.show import _environment
from infra.runtime.languages import LANGUAGES

PAGE = """
{% from "web/filing/field.html" import fields, error_summary %}
{{ error_summary(errors) }}{{ fields(parts, answers, errors, locked) }}
"""


def rendered(parts: tuple[Part, ...], answers: Any, errors: Any = None, language: str = "vi", **more: Any) -> str:
    """Show questions on a page."""
    given = {"parts": parts, "answers": answers, "errors": errors or {}, "locked": {}} | more
    return _environment(LANGUAGES[language]).from_string(PAGE).render(given)


class Sheet(HTMLParser):
    """Reads a page's controls; ``sent`` is what a browser would post."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.sent: dict[str, str] = {}
        self.ids: list[str] = []
        self._text: str | None = None
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take a control in."""
        said = dict(attrs)
        name, value = said.get("name") or "", said.get("value") or ""
        self.ids += [said["id"] or ""] if "id" in said else []
        if tag == "textarea":
            self._text, self.sent[name] = name, ""
        elif tag == "input" and (said.get("type") != "radio" or "checked" in said):
            self.sent[name] = value

    def handle_data(self, data: str) -> None:
        """Take in what stands in a text of several lines."""
        if self._text is not None:
            self.sent[self._text] += data

    def handle_endtag(self, tag: str) -> None:
        """End a text of several lines."""
        if tag == "textarea":
            self._text = None
