"""A procedure as a lawyer reads it: one page in Vietnamese, made from its class and its facts (bản mô tả thủ tục)."""

import ast
import inspect
import re
import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from domain.base.law import Channel
from domain.base.words import Words
from domain.dossier.view import ROLES
from domain.registers.registry import Registry
from domain.statute.fees import Fee, When
from domain.statute.versions import Version
from infra.facts.loading import Facts
from infra.facts.open_facts import Unconfirmed, in_words
from workflows.catalogue import registry
from workflows.engine.procedure import Procedure

UNKNOWN = "…"
"""What a sentence takes from the form or from an answer."""
WORKS = ("task", "verify", "post", "request", "ask", "ask_within", "ask_office", "ask_offices", "confirm")
ASKS = ("look_up", "find", "record", "pay_out")
SAID = {
    "collect": "Thu phí, lệ phí.",
    "compare": "Đối chiếu tờ khai với cơ sở dữ liệu, làm rõ từng chỗ khác nhau.",
}
BARS = {"require": 1, "refuse": 0, "find": 2}
"""The verbs that may refuse, and where their reason stands among what they are given."""
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
    given: list[ast.expr]
    named: dict[str, ast.expr]
    scope: "Scope"

    def said(self, place: int, name: str = "") -> list[str]:
        """What is given there, in words; several, where it may be one of several."""
        node = self.named.get(name) or (self.given[place] if place < len(self.given) else None)
        return self.scope.words(node) if node is not None else []


@dataclass
class Scope:
    """What names mean where a verb is written: in its method, and in its module."""

    module: Mapping[str, Any]
    local: dict[str, list[ast.expr]] = field(default_factory=dict)

    def words(self, node: ast.expr) -> list[str]:
        """What an expression may say: a sentence as it stands, with a gap for what is filled in."""
        match node:
            case ast.Constant(value=str(said)):
                return [said]
            case ast.JoinedStr(values=values):
                return ["".join(str(one.value) if isinstance(one, ast.Constant) else UNKNOWN for one in values)]
            case ast.Name(id=name) if name in self.local:
                return [said for one in self.local[name] for said in self.words(one)]
            case ast.Name(id=name) if isinstance(self.module.get(name), str):
                return [self.module[name]]
            case ast.Call(func=ast.Name(id=name)) if inspect.isfunction(self.module.get(name)):
                return _returned(self.module[name])
        return []


def page_of(procedure: type[Procedure[Any]], day: date, folder: str = "") -> LawPage:
    """Describe a procedure by a province's facts, ours unless its folder is named."""
    version = Facts.load(folder).laws.version(procedure.code, day)
    return law_page(procedure, version, registry(), Unconfirmed.load(folder))


def law_page(procedure: type[Procedure[Any]], version: Version, known: Registry, unconfirmed: Unconfirmed) -> LawPage:
    """Describe a procedure as one of its versions has it, and say what of that nobody has confirmed."""
    calls = list(_calls(procedure, "examine"))
    after = [*_calls(procedure, "afterwards"), *_calls(procedure, "later")]
    sections = (
        Section("Căn cứ", (version.basis, f"Áp dụng từ ngày {version.valid_from:%d/%m/%Y}{_until(version)}.")),
        Section("Ai được nộp", tuple(f"{_upper(one.words.vi)}." for one in procedure.form.filed_by)),
        Section("Giấy tờ", tuple(_papers(procedure, known)) or ("Không phải nộp giấy tờ.",)),
        Section("Các bước", tuple(_steps(procedure, calls, known))),
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
        yield f"{paper.title.vi}{at or ('' if paper.required else ' (nếu có)')}."


def _steps(procedure: type[Procedure[Any]], calls: list[Call], known: Registry) -> Iterator[str]:
    for call in calls:
        for name in _expanded(call.said(0) if call.verb in ASKS else [], known.steps):
            about = known.steps.get(name, Words(vi=name, en=name)).vi
            yield f"{'Tra cứu' if call.verb in ('look_up', 'find') else 'Ghi nhận, thực hiện'}: {about}."
        if call.verb in WORKS:
            for kind in call.said(0) if call.verb not in ("verify", "confirm") else [call.verb]:
                waits = known.waits_for(kind).vi.removeprefix("Chờ ")
                yield f"{_upper(waits)}."
        elif call.verb in SAID:
            yield SAID[call.verb]
        elif call.verb == "approve":
            yield f"{_upper(ROLES[procedure.decided_by].vi)} phê duyệt, ký kết quả."
        elif call.verb == "branch":
            yield f"Thủ tục liên thông: {call.scope.module[ast.unparse(call.given[1])].title.vi}."


def _expanded(names: list[str], steps: Mapping[str, Words]) -> Iterator[str]:
    """The steps that a name may be, part of which is filled in."""
    for name in names:
        fits = re.compile(".+".join(map(re.escape, name.split(UNKNOWN))))
        yield from [step for step in steps if fits.fullmatch(step)] if UNKNOWN in name else [name]


def _refusals(calls: list[Call], version: Version) -> Iterator[str]:
    for call in calls:
        if call.verb not in BARS:
            continue
        place = BARS[call.verb]
        cited = [version.articles.get(name, "") for name in call.said(place + 1, "article")]
        doubt = isinstance(call.named.get("doubt"), ast.Constant)
        who = "lãnh đạo xem xét" if doubt else "không ai được bỏ qua"
        for reason in call.said(place, "reason"):
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
        yield f"{_dong(rate.amount)}" + (f" ({', '.join(filter(None, of))})" if any(of) else "") + "."
    for tier in fee.tiers:
        up_to = f" đến đơn vị thứ {tier.up_to}" if tier.up_to else ""
        yield f"{_dong(tier.each)} mỗi đơn vị{up_to}."
    if fee.cap:
        yield f"Tối đa {_dong(fee.cap)}."
    for one in fee.exempt:
        by_age = f" dưới {one.under} tuổi" if one.under else f" từ {one.since} tuổi" if one.since else ""
        yield f"Miễn: {one.title.vi[:1].lower()}{one.title.vi[1:]}{by_age}."
    if fee.refunded_on:
        yield f"Hoàn lại khi {', '.join(ENDINGS[one] for one in fee.refunded_on)}."


def _dong(amount: int) -> str:
    return f"{amount:,} đồng".replace(",", ".")


def _calls(procedure: type[Procedure[Any]], method: str) -> Iterator[Call]:
    """The verbs of a method in the order in which they stand, those of its helpers where it calls them."""
    yield from _of_method(procedure, method, {}, (method,))


def _of_method(
    procedure: type[Procedure[Any]], method: str, given: dict[str, list[ast.expr]], on_the_way: tuple[str, ...]
) -> Iterator[Call]:
    function = getattr(procedure, method)
    if function.__module__.startswith("workflows.engine"):
        return
    tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    scope = Scope(function.__globals__, given | _assigned(tree))
    for node in _in_order(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        if not (isinstance(node.func.value, ast.Name) and node.func.value.id == "self"):
            continue
        verb, named = node.func.attr, {one.arg: one.value for one in node.keywords if one.arg}
        if verb == "look_up_all":
            for one in node.args:
                yield Call("look_up", one.elts if isinstance(one, ast.Tuple) else [], {}, scope)
        elif hasattr(Procedure, verb):
            yield Call(verb, node.args, named, scope)
        elif verb not in on_the_way and inspect.isfunction(helper := getattr(procedure, verb, None)):
            names = [name for name in inspect.signature(helper).parameters if name != "self"]
            told = dict(zip(names, node.args, strict=False)) | named
            handed: dict[str, list[ast.expr]] = {
                name: [value] for name, value in told.items() if isinstance(value, ast.Constant)
            }
            yield from _of_method(procedure, verb, handed, (*on_the_way, verb))


def _in_order(node: ast.AST) -> Iterator[ast.AST]:
    """Every node as it is read: what a call is given comes before the call."""
    for child in ast.iter_child_nodes(node):
        yield from _in_order(child)
        yield child


def _assigned(tree: ast.AST) -> dict[str, list[ast.expr]]:
    """What each name of a method was given."""
    found: dict[str, list[ast.expr]] = {}
    for node in ast.walk(tree):
        match node:
            case (
                ast.Assign(targets=[ast.Name(id=name)], value=value)
                | ast.NamedExpr(target=ast.Name(id=name), value=value)
            ):
                found.setdefault(name, []).append(value)
            case ast.Assign(targets=[ast.Tuple(elts=names)], value=ast.Tuple(elts=values)):
                for one, value in zip(names, values, strict=False):
                    if isinstance(one, ast.Name):
                        found.setdefault(one.id, []).append(value)
    return found


def _returned(function: Any) -> list[str]:
    """Every sentence that a function may give."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    scope = Scope(function.__globals__, _assigned(tree))
    values = [node.value for node in ast.walk(tree) if isinstance(node, ast.Return) and node.value is not None]
    either = [part for one in values for part in ((one.body, one.orelse) if isinstance(one, ast.IfExp) else (one,))]
    return [said for one in either for said in scope.words(one) if said]
