"""What was typed becomes a decision; what is missing is said beside its field."""

from datetime import date, datetime
from typing import Any

from pydantic import BaseModel

from api.container import Container
from api.services.deciding import Decision, Opened
from api.web.colleagues import Meant
from api.web.deciding.choices import (
    ANSWER,
    ARTICLE,
    COLLEAGUE,
    ITEMS,
    LENDS_ON,
    NOTE,
    OFFICE,
    OPINION,
    QUESTION,
    REASON,
    TAKE_OVER,
    UNTIL,
    Choice,
)
from api.web.deciding.words import Fault, Written
from api.web.fields import Question, disagree, questions, read
from api.web.fields.questions import Choice as Place
from api.web.fields.questions import id_of
from domain.base.calendar import in_vietnam
from domain.base.text import composed, trick
from domain.base.words import Words, plain
from domain.opinions.acts import CONSULT
from domain.opinions.model import SAYS_ENOUGH
from domain.tasks.model import PROPOSE_REFUSAL

LONGEST = 2000
"""Characters of a reason or a note."""
MOST_ITEMS = 20
STAFF_CODE = 60

CHOOSE = Words(vi="Hãy chọn cách giải quyết.", en="Choose what you decide.")
WHY = Words(
    vi="Hãy chọn lý do trong danh mục hoặc viết lý do.",
    en="Tick a reason from the list, or write it in your own words.",
)
WHERE = Words(
    vi="Hãy ghi căn cứ: điều, khoản, tên văn bản. Lý do trong danh mục có ghi căn cứ thì không cần ghi lại.",
    en="Cite the Article and the law. Where a reason from the list names it, nothing more is needed.",
)
WHAT = Words(vi="Hãy chọn hoặc viết ít nhất một mục cần bổ sung.", en="Tick or write at least one thing to supply.")
TOO_MANY = Words(vi="Tối đa {} mục.", en="Name {} things at most.").format(MOST_ITEMS)
TOO_LONG = Words(vi="Tối đa {} ký tự: hãy viết ngắn hơn.", en="Use {} characters at most.").format(LONGEST)
WHEN = Words(vi="Hãy nhập ngày, ví dụ 27 11 2026.", en="Give a day, a month and a year, for example 27 11 2026.")
PAST = Words(vi="Ngày này đã qua: hãy chọn ngày sau hôm nay.", en="That day is over: choose one that is to come.")
TO_WHOM = Words(
    vi="Hãy chọn đồng nghiệp, hoặc nhập mã cán bộ của họ.", en="Choose a colleague, or type their staff code."
)
ASK_WHAT = Words(vi="Hãy viết nội dung cần lấy ý kiến.", en="Write what the other office is to say.")
SAY_WHAT = Words(
    vi="Hãy viết ý kiến, hoặc vì sao cơ quan ông/bà không trả lời được.",
    en="Write the opinion, or why it is not yours to answer.",
)
OWN_OFFICE = Words(
    vi="Đây là cơ quan của ông/bà: hãy chọn cơ quan khác.", en="This is your own office: choose another."
)
OTHER_OFFICE = Words(vi="Cơ quan được hỏi", en="Office that is asked")


def typed(posted: Any) -> dict[str, list[str]]:
    """Every field as it was typed, each letter written the one way."""
    fields: dict[str, list[str]] = {}
    for name, value in posted.multi_items():
        if isinstance(value, str):
            fields.setdefault(name, []).append(composed(value).replace("\r\n", "\n"))
    return fields


def other_offices(decision: str, tools: Container, own: str = "") -> Question:
    """Ask which office is meant; ``own`` is none of them."""
    others = [office for office in tools.offices.offices if office.code != own]
    places = tuple(Place(office.code, plain(office.body)) for office in others)
    return Question(f"{decision}-{OFFICE}", "place", OTHER_OFFICE, choices=places, pattern="^$")


class Reading:
    """Reads one decision."""

    def __init__(self, what: Written, choice: Choice, found: Opened, tools: Container) -> None:
        self._what, self._choice, self._tools, self._task = what, choice, tools, found.task
        self._calendar = tools.journal.calendar_of(found.dossier)
        self.faults: list[Fault] = []

    def decision(self, model: type[BaseModel] | None, now: datetime) -> Decision:
        """The decision, as far as it can be read; ``faults`` says what is wrong with it."""
        asks, given = self._choice.asks, dict[str, Any]()
        if ITEMS in asks:
            given["items"] = self._items()
        if REASON in asks:
            given["reason"] = self._reason()
        if ARTICLE in asks:
            given["article"] = self._article()
        if NOTE in asks:
            given["note"] = self._text(NOTE)
        if OFFICE in asks:
            given["office"] = self._office()
        if QUESTION in asks:
            given["words"] = self._said(QUESTION, ASK_WHAT)
        if OPINION in asks:
            given["words"] = self._said(OPINION, SAY_WHAT if self._choice.decision != SAYS_ENOUGH else None)
        if UNTIL in asks:
            given["until"] = self._until(now)
        if ANSWER in asks and model is not None:
            given["answer"] = self._answer(model)
        self._check_tricks()
        return Decision.model_construct(decision=self._choice.decision, **_defaults(given))

    def colleague(self) -> Meant:
        """Whom it goes to."""
        chosen, typed = (self._own(name).strip()[:STAFF_CODE] for name in (COLLEAGUE, "code"))
        if not chosen and not typed and self._choice.decision != TAKE_OVER:
            self._fault(COLLEAGUE, TO_WHOM)
        return Meant.of(chosen, typed, self._own("sure"))

    @property
    def lends_on(self) -> bool:
        """Whether whom it goes to may lend it on."""
        return bool(self._own(LENDS_ON))

    def _own(self, name: str) -> str:
        return self._what.one(f"{self._choice.decision}-{name}")

    def _fault(self, name: str, words: Words) -> None:
        self.faults.append(Fault(field=f"{self._choice.decision}-{name}", words=words))

    def _text(self, name: str) -> str:
        text = self._own(name).strip()
        if len(text) > LONGEST:
            self._fault(name, TOO_LONG)
        return text

    def _said(self, name: str, wanted: Words | None) -> str:
        text = self._text(name)
        if not text and wanted:
            self._fault(name, wanted)
        return text

    def _office(self) -> str:
        asked = other_offices(self._choice.decision, self._tools)
        answer, errors = read((asked,), {asked.name: self._own(OFFICE)})
        self.faults += [Fault(field=asked.id, words=words) for words in errors.values()]
        office = str(answer[asked.key])
        if office == self._task.agency:
            self._fault(OFFICE, OWN_OFFICE)
        return office

    def _ticked(self) -> list[str]:
        return self._what.several(f"{self._choice.decision}-ticked")

    def _article(self) -> str:
        article = self._tools.reasons.articles(self._ticked(), self._text(ARTICLE))
        if not article and self._choice.decision == PROPOSE_REFUSAL:
            self._fault(ARTICLE, WHERE)
        elif len(article) > LONGEST:
            self._fault(ARTICLE, TOO_LONG)
        return article

    def _reason(self) -> str:
        cites = ARTICLE not in self._choice.asks
        reason = self._tools.reasons.written(self._ticked(), self._text(REASON), cites=cites)
        if not reason:
            self._fault(REASON, WHY)
        elif len(reason) > LONGEST:
            self._fault(REASON, TOO_LONG)
        return reason

    def _items(self) -> list[str]:
        ticked = self._what.several(f"{self._choice.decision}-items")
        own = [line.strip() for line in self._text("own").split("\n") if line.strip()]
        items = list(dict.fromkeys((*ticked, *own)))
        if not items:
            self._fault("own", WHAT)
        elif len(items) > MOST_ITEMS:
            self._fault("own", TOO_MANY)
        return items

    def _until(self, now: datetime) -> datetime | None:
        """The close of the office on the day that was typed."""
        parts = [self._own(f"{UNTIL}-{part}").strip() for part in ("year", "month", "day")]
        if self._choice.decision == CONSULT and not any(parts):
            return None  # then it is the usual day
        try:
            year, month, day = (int(part) for part in parts)
            until = self._calendar.closing(date(year, month, day))
        except (ValueError, OverflowError):
            self._fault(UNTIL, WHEN)
            return None
        if until <= in_vietnam(now):
            self._fault(UNTIL, PAST)
        return until

    def _answer(self, model: type[BaseModel]) -> dict[str, Any]:
        parts = questions(model, self._tools.offices)
        posted = {name: values[0] for name, values in self._what.said.items()}
        answer, errors = read(parts, posted)
        self._what.answer = answer
        self.faults += [Fault(field=id_of(name), words=words, name=name) for name, words in errors.items()]
        if not errors:
            self.faults += [Fault(field="", words=words) for words in disagree(model, answer)]
        return answer

    def _check_tricks(self) -> None:
        mine = f"{self._choice.decision}-"
        for name, values in self._what.said.items():
            found = next((words for value in values if (words := trick(value))), None)
            if found and name.startswith(mine):
                again = Words(vi="Ô này có {}: hãy gõ lại.", en="This holds {}: type it again.").format(found)
                self.faults.append(Fault(field=name, words=again))


def _defaults(given: dict[str, Any]) -> dict[str, Any]:
    nothing = dict.fromkeys(("reason", "article", "note", "office", "words"), "")
    return {**nothing, "items": [], "answer": None, "until": None} | given
