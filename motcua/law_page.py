"""A procedure as a lawyer reads it: one page in Vietnamese, made from its class and its facts (bản mô tả thủ tục)."""

import ast
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from domain.base.law import Channel
from domain.base.words import Words, dong, lowered
from domain.dossier.view import ROLES
from domain.registers.registry import Registry
from domain.statute.fees import Fee, When
from domain.statute.versions import Version
from infra.facts.loading import Facts
from infra.facts.open_facts import Unconfirmed, in_words
from motcua.mistakes.reading import Method, Reading, function
from workflows.catalogue import registry
from workflows.engine.procedure import Procedure

UNKNOWN = "…"
"""What a sentence takes from the form or from an answer."""
WORKS = ("task", "verify", "post", "request", "ask", "ask_within", "ask_office", "ask_offices", "confirm", "listen")
ASKS = ("look_up", "find", "record", "pay_out")
SAID = {
    "collect": "Thu phí, lệ phí.",
    "compare": "Đối chiếu tờ khai với cơ sở dữ liệu, làm rõ từng chỗ khác nhau.",
}
BARS = ("require", "refuse", "find")
"""The verbs that may refuse."""
WHENS = {
    When.INTAKE: "khi tiếp nhận hồ sơ",
    When.SUPPLEMENT: "sau khi thẩm tra",
    When.RETURN: "trước khi trả kết quả",
}
CHANNELS = {Channel.ONLINE: "trực tuyến", Channel.DIRECT: "trực tiếp"}
ENDINGS = {
    "not_accepted": "từ chối tiếp nhận",
    "refused": "từ chối giải quyết",
    "stopped": "dừng giải quyết",
    "withdrawn": "rút hồ sơ",
}


@dataclass(frozen=True)
class Section:
    """A heading and what stands below it."""

    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class LawPage:
    """All of it, in the order in which it is read."""

    title: str
    sections: tuple[Section, ...]

    def __str__(self) -> str:
        """Write it as Markdown, as it is stored and signed."""
        parts = [f"# {self.title}"]
        for section in self.sections:
            parts += ["", f"## {section.title}", *(f"- {line}" for line in section.lines)]
        return "\n".join(parts) + "\n"


@dataclass
class Call:
    """A verb of the procedure, as it is written."""

    verb: str
    given: Mapping[str, ast.expr]
    """By the names that the verb has for it."""
    scope: "Scope"

    def said(self, *names: str) -> list[str]:
        """What is given under one of these names, in words; several, where it may be one of several."""
        nodes = (self.given[name] for name in names if name in self.given)
        return [said for node in nodes for said in self.scope.words(node)]


@dataclass
class Scope:
    """What names mean where a verb is written: in its method, and in its module."""

    method: Method
    handed: Mapping[str, ast.expr]
    """What a helper was given, as far as it is written where it is called."""

    def words(self, node: ast.expr) -> list[str]:
        """What an expression may say: a sentence as it stands, with a gap for what is filled in."""
        match node:
            case ast.Constant(value=str(said)):
                return [said]
            case ast.JoinedStr(values=values):
                return ["".join(str(one.value) if isinstance(one, ast.Constant) else UNKNOWN for one in values)]
            case ast.Name(id=name):
                held = self.method.names.get(name)
                return [said for one in self._assigned(name) for said in self.words(one)] or (
                    [held] if isinstance(held, str) else []
                )
            case ast.Call(func=ast.Name(id=name)) if found := function(self.method.names.get(name), self._module):
                return _returned(found)
        return []

    def _assigned(self, name: str) -> list[ast.expr]:
        own = [value for target, value in self.method.assigned() if isinstance(target, ast.Name) and target.id == name]
        return own or [value for one, value in self.handed.items() if one == name]

    @property
    def _module(self) -> str:
        return str(self.method.names["__name__"])


def page_of(procedure: type[Procedure[Any]], day: date, folder: str = "") -> LawPage:
    """Describe a procedure by a province's facts, ours unless its folder is named."""
    facts = Facts.load(folder)
    organs = facts.offices.organs(procedure.code)
    return law_page(procedure, facts.laws.version(procedure.code, day), registry(), Unconfirmed.load(folder), organs)


def law_page(
    procedure: type[Procedure[Any]],
    version: Version,
    known: Registry,
    unconfirmed: Unconfirmed,
    organs: Sequence[str] = (),
) -> LawPage:
    """Describe a procedure as one of its versions has it, and say what of that nobody has confirmed."""
    reading = Reading.of(procedure)
    calls = list(_calls(reading, "examine"))
    after = [*_calls(reading, "afterwards"), *_calls(reading, "later")]
    sections = (
        Section("Căn cứ", (version.basis, f"Áp dụng từ ngày {version.valid_from:%d/%m/%Y}{_until(version)}.")),
        Section("Ai được nộp", tuple(f"{_upper(one.words.vi)}." for one in procedure.form.filed_by)),
        Section("Giấy tờ", tuple(_papers(procedure, known)) or ("Không phải nộp giấy tờ.",)),
        Section("Các bước", tuple(_steps(procedure, calls, known, organs))),
        Section("Sau khi có kết quả", tuple(_steps(procedure, after, known)) or ("Trả kết quả.",)),
        Section(
            "Điều kiện và trường hợp từ chối", tuple(_refusals(calls, version)) or ("Theo thẩm tra của công chức.",)
        ),
        Section("Thời hạn", tuple(_terms(version))),
        Section("Phí, lệ phí", tuple(_fees(version.fee, version)) if version.fee else ("Không thu.",)),
        Section("Chưa xác nhận", tuple(in_words(unconfirmed.of(version.version))) or ("Không có.",)),
    )
    return LawPage(f"{procedure.title.vi} ({procedure.code})", sections)


def _until(version: Version) -> str:
    return (
        f" đến hết ngày {date.fromordinal(version.valid_until.toordinal() - 1):%d/%m/%Y}" if version.valid_until else ""
    )


def _upper(words: str) -> str:
    return words[:1].upper() + words[1:]


def _papers(procedure: type[Procedure[Any]], known: Registry) -> Iterator[str]:
    for paper in procedure.papers:
        at = f" (không phải nộp: tra cứu tại {known.agency(paper.known_by).vi})" if paper.known_by else ""
        if paper.results:
            at = f" (không phải nộp nếu {lowered(known.agency(paper.known_by)).vi} đã có)"
        yield f"{paper.title.vi}{at or ('' if paper.required else ' (nếu có)')}."


def _steps(
    procedure: type[Procedure[Any]], calls: list[Call], known: Registry, organs: Sequence[str] = ()
) -> Iterator[str]:
    for call in calls:
        for name in _expanded(call.said("name") if call.verb in ASKS else [], known.steps):
            about = known.steps.get(name, Words(vi=name, en=name)).vi
            yield f"{'Tra cứu' if call.verb in ('look_up', 'find') else 'Ghi nhận, thực hiện'}: {about}."
        if call.verb in WORKS:
            for kind in call.said("kind") if call.verb not in ("verify", "confirm") else [call.verb]:
                waits = known.waits_for(kind).vi.removeprefix("Chờ ")
                yield f"{_upper(waits)}."
        elif call.verb in SAID:
            yield SAID[call.verb]
        elif call.verb == "approve":
            heads = [f"người đứng đầu {organ}" for organ in organs]
            yield f"{_upper('; '.join(heads) or ROLES[procedure.decided_by].vi)} phê duyệt, ký kết quả."
        elif call.verb == "branch":
            yield f"Thủ tục liên thông: {call.scope.method.names[ast.unparse(call.given['procedure'])].title.vi}."


def _expanded(names: list[str], steps: Mapping[str, Words]) -> Iterator[str]:
    """The steps that a name may be, part of which is filled in."""
    for name in names:
        fits = re.compile(".+".join(map(re.escape, name.split(UNKNOWN))))
        yield from [step for step in steps if fits.fullmatch(step)] if UNKNOWN in name else [name]


def _refusals(calls: list[Call], version: Version) -> Iterator[str]:
    for call in calls:
        if call.verb not in BARS:
            continue
        cited = [version.articles.get(name, "") for name in call.said("article")]
        doubt = isinstance(call.given.get("doubt"), ast.Constant)
        who = "lãnh đạo xem xét" if doubt else "không ai được bỏ qua"
        for reason in call.said("reason"):
            yield f"{reason.rstrip('.')} ({'; '.join(filter(None, cited)) or 'chưa ghi căn cứ'}; {who})."


def _terms(version: Version) -> Iterator[str]:
    yield f"{_upper(version.term.words().vi)}."
    for case in version.cases.values():
        yield f"{case.title.vi}: {case.term.words().vi}."
    yield f"Được yêu cầu bổ sung {version.supplement_limit} lần, mỗi lần {version.supplement_wait.days} ngày."
    yield f"Được hẹn lại ngày trả kết quả {version.apologies} lần."


def _fees(fee: Fee, version: Version) -> Iterator[str]:
    yield f"{fee.title.vi}, thu {WHENS[fee.when]}."
    for rate in fee.rates:
        case, whose = version.cases.get(rate.case), rate.title.vi if rate.title else rate.fee_class
        of = [CHANNELS.get(rate.channel, "") if rate.channel else "", case.title.vi if case else rate.case, whose]
        costs = dong(rate.amount) + " mỗi người" * rate.each
        yield costs + (f" ({', '.join(filter(None, of))})" if any(of) else "") + "."
    for tier in fee.tiers:
        up_to = f" đến đơn vị thứ {tier.up_to}" if tier.up_to else ""
        yield f"{dong(tier.each)} mỗi đơn vị{up_to}."
    if fee.cap:
        yield f"Tối đa {dong(fee.cap)}."
    for one in fee.exempt:
        by_age = f" dưới {one.under} tuổi" if one.under else f" từ {one.since} tuổi" if one.since else ""
        yield f"Miễn: {one.title.vi[:1].lower()}{one.title.vi[1:]}{by_age}."
    if fee.refunded_on:
        yield f"Hoàn lại khi {', '.join(ENDINGS[one] for one in fee.refunded_on)}."


def _calls(reading: Reading, name: str) -> Iterator[Call]:
    """The verbs of a method in the order in which they stand, those of its helpers where it calls them."""
    if method := reading.methods.get(name):
        yield from _of_method(reading, method, {}, (name,))


def _of_method(
    reading: Reading, method: Method, handed: Mapping[str, ast.expr], on_the_way: tuple[str, ...]
) -> Iterator[Call]:
    scope = Scope(method, handed)
    for node in _in_order(method.node):
        if not isinstance(node, ast.Call):
            continue
        name, verb = reading.called(node), reading.verb(node)
        if verb == "look_up_all":
            asked = (one.elts[0] for one in node.args if isinstance(one, ast.Tuple))
            yield from (Call("look_up", {"name": one}, scope) for one in asked)
        elif verb:
            yield Call(verb, reading.arguments(node) or {}, scope)
        elif name in reading.methods and name not in on_the_way:
            helper = reading.methods[name]
            told = dict(zip(helper.parameters, node.args, strict=False))
            told |= {one.arg: one.value for one in node.keywords if one.arg}
            known = {one: value for one, value in told.items() if isinstance(value, ast.Constant)}
            yield from _of_method(reading, helper, known, (*on_the_way, name))


def _in_order(node: ast.AST) -> Iterator[ast.AST]:
    """Every node as it is read: what a call is given comes before the call."""
    for child in ast.iter_child_nodes(node):
        yield from _in_order(child)
        yield child


def _returned(method: Method) -> list[str]:
    """Every sentence that a function may give."""
    values = [node.value for node in method.walk() if isinstance(node, ast.Return) and node.value is not None]
    either = [part for one in values for part in ((one.body, one.orelse) if isinstance(one, ast.IfExp) else (one,))]
    return [said for one in either for said in Scope(method, {}).words(one) if said]
