"""Every name that is stored or sent, a section a kind: found by what it is, never by the module that it lies in.

``python -m tests.system.stored_names`` adds to the list what the code has and the list has not; it removes nothing.
"""

import ast
import inspect
import json
import re
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime
from enum import Enum
from pathlib import Path
from typing import Any, get_args

import typer
from fastapi.routing import iter_route_contexts
from pydantic import BaseModel, TypeAdapter
from temporalio import activity, workflow

from api.app import create_app
from domain.base.law import Channel, Role, Status
from domain.base.refusals import Refusal
from domain.dossier import keys
from domain.dossier.acts import Actor, AnyAct
from domain.dossier.messages import queue_of
from domain.dossier.state import Dossier
from domain.transparency.archive import Growth, Line, Manifest, Payload
from domain.transparency.heads import ConsistencyProof, DossierProof, SignedHead
from domain.vietnam.guide import sector_of
from infra.batches.batch_rows import Content as Batch
from infra.db.every_table import METADATA
from infra.files.drafts import Content as Draft
from infra.identity.oidc import Identity
from infra.notifications.notices import KINDS
from infra.runtime.settings import Settings
from motcua.code_version import code_version
from motcua.command_line import app as command_line
from sandbox.__main__ import create_app as create_sandbox
from tests.system.written_names import OURS, argument, calls, classes, literals, loaded, nodes, texts, told
from workflows.catalogue import catalogue, registry
from workflows.engine.procedure import Procedure

LIST = Path(__file__).with_name("stored_names.json")
INSIDE = re.compile(r"(events|entries|then)\[\]\.act\.")
"""What acts hold has a section of its own."""
PATH = re.compile(r"[\w{}#.-]+(/[\w{}#.-]+)+")
MARK = re.compile(r"(?:urn:)?motcua[-_.:/](?!py\b)[\w.:/{}-]+|__Host-\w+|[\w-]+\+jwt|(?<!\S)(?:X|Motcua)-[A-Z][\w-]+")
FILE = re.compile(r"[\w-]+\.(?:jsonl?|jwe)")
NOT_KEPT = {"commands", "local", "motcua", "web"}
"""Rooms whose paths are files of a developer's, or of pages."""
EXAMPLES = {str: "{}", int: 2, date: date(2026, 11, 25), datetime: datetime(2026, 11, 25, 8, 30, tzinfo=UTC)}
OPENING = ("do", "weighed", "opening", "step")
"""By what the parts of the engine open tasks and come to steps."""
LEVELS = ("debug", "info", "warning", "error")
Json = Mapping[str, Any]


def fields(model: Any) -> Iterator[str]:
    """The fields of a model's JSON, each by its path and with its type, through all that it holds."""
    schema = TypeAdapter(model).json_schema(mode="serialization")
    yield from _paths("", schema, schema.get("$defs", {}), ())


def _paths(at: str, node: Json, models: Json, above: tuple[str, ...]) -> Iterator[str]:
    if at:
        yield f"{at}: {' | '.join(sorted(set(_types(node, models))))}"
    for one, path in _unfolded(node, models, above):
        for name, inner in one.get("properties", {}).items():
            yield from _paths(f"{at}.{name}" if at else name, inner, models, path)
        for within, mark in (("items", "[]"), ("additionalProperties", ".*")):
            if isinstance(inner := one.get(within), Mapping):
                yield from _paths(f"{at}{mark}", inner, models, path)


def _unfolded(node: Json, models: Json, above: tuple[str, ...] = ()) -> Iterator[tuple[Json, tuple[str, ...]]]:
    """What a node may be, without references; a model within itself is not entered again."""
    if "$ref" in node:
        name = node["$ref"].rpartition("/")[2]
        if name not in above:
            yield from _unfolded(models[name], models, (*above, name))
    elif ways := node.get("anyOf", node.get("oneOf", node.get("allOf"))):
        for way in ways:
            yield from _unfolded(way, models, above)
    else:
        yield node, above


def _types(node: Json, models: Json) -> Iterator[str]:
    for one, _ in _unfolded(node, models):
        if "const" in one or "enum" in one:
            yield from (json.dumps(value, ensure_ascii=False) for value in one.get("enum", [one.get("const")]))
        else:
            yield f"{one.get('type', 'anything')} {one.get('format', '')}".strip()


def of_each(named: Mapping[str, Any]) -> set[str]:
    """Names, and behind each the fields of what it names."""
    return set(named) | {f"{name} {line}" for name, model in named.items() for line in fields(model)}


def _is_ours(one: type) -> bool:
    return one.__module__.partition(".")[0] in OURS


def acts() -> set[str]:
    """Types of acts; what they hold, as it is hashed; what of it is kept as personal; the decisions that they are."""
    kinds = {act.model_fields["type"].default: act for act in get_args(get_args(AnyAct)[0])}
    found = of_each(kinds) | {f"(actor) {line}" for line in fields(Actor)}
    for name, act in kinds.items():
        found |= {f"{name} {field} is personal" for field in act.said if field in act.model_fields}
        found |= {f"{name} is the decision {verb}" for verb in {getattr(act, "verb", "")} - {""}}
    return found


def payloads() -> set[str]:
    """What stands in an act's personal payload, and what agencies are told in a token, by its key."""
    return {text for module in loaded(*OURS) for node in nodes(module) for text in _personal(node, vars(module))}


def _personal(node: ast.AST, scope: Json) -> set[str]:
    match node:
        case ast.Subscript(value=ast.Attribute(attr="personal"), slice=key):
            return texts(key, scope)
        case ast.Call(func=ast.Attribute(value=ast.Attribute(attr="personal"), attr="get"), args=[key, *_]):
            return texts(key, scope)
        case ast.keyword(arg="personal", value=made) | ast.Assign(targets=[ast.Name(id="personal")], value=made):
            return _keys_in(made, scope)
        case ast.Assign(targets=[ast.Name(id="claims")], value=made):
            return {f"claim {key}" for key in _keys_in(made, scope)}
    return set()


def _keys_in(node: ast.AST, scope: Json) -> set[str]:
    """The keys of every dictionary that is written there."""
    made = (one for one in ast.walk(node) if isinstance(one, ast.Dict))
    return {text for one in made for key in one.keys for text in texts(key, scope)}


def answers() -> set[str]:
    """Classes of answers, whose names lie in journals, with what they hold."""
    own = {model.__name__: model for one in _procedures() for model in one.answers}
    return of_each({name: one for name, one in {**registry().answers, **own}.items() if _is_ours(one)})


def queries() -> set[str]:
    """Kinds of queries, with what is asked of whom, on what ground, and what is answered."""
    ours = {kind: query for kind, query in registry().queries.items() if _is_ours(query)}
    later = {f"{kind} later {one.later.__name__}" for kind, one in ours.items() if hasattr(one, "later")}
    return (
        of_each(ours)
        | later
        | {f"{kind} asks {one.agency} by {one.basis.rests_on} for {one.answer.__name__}" for kind, one in ours.items()}
    )


def _procedures() -> list[type[Procedure[Any]]]:
    return [one for one in catalogue().values() if _is_ours(one)]


def procedures() -> set[str]:
    """Procedures by their code: forms, papers, answers, results, sector, and the name that archives know them by."""
    found = of_each({f"{one.code} form": one.form for one in _procedures()})
    found |= of_each({f"{one.code} result {one.result.kind}": one.result for one in _procedures()})
    for one in _procedures():
        brought = {paper.kind: "" if paper.results else paper.known_by for paper in one.papers}
        found |= {f"{one.code} paper {kind} {known_by}".strip() for kind, known_by in brought.items()}
        found |= {f"{one.code} answer {answer.__name__}" for answer in one.answers}
        found |= {f"{one.code} template {one.result.template}", f"{one.code} sector {sector_of(one.__module__)}"}
        found.add(f"{one.code} archived as {code_version(one.code, '')['procedure']}")
    return found


def steps() -> set[str]:
    """What each procedure calls its steps, its tasks and their decisions; and what the engine calls those of all."""
    shared = {module.__name__ for module in loaded("workflows") if module.__name__.startswith("workflows.engine.")}
    found = {f"(every) {line}" for line in _steps_in(shared)}
    for one in _procedures():
        own = {base.__module__ for base in one.__mro__ if _is_ours(base)} - shared
        found |= {f"{one.code} {line}" for line in (*_steps_in(own), *(f"wait {kind}" for kind in one.waits))}
    return found


def _steps_in(modules: set[str]) -> Iterator[str]:
    for name, call, scope in calls(*(sys.modules[module] for module in modules)):
        match call.func:
            case ast.Attribute() if name == "look_up_all":
                yield from (
                    text for one in call.args if isinstance(one, ast.Tuple) for text in texts(one.elts[0], scope)
                )
            case ast.Attribute(value=of) if name in OPENING or (ast.unparse(of) == "self" and name != "_stop"):
                yield from texts(argument(call, 0), scope) - set(Role)
                choices = (one for one in call.args[1:] if isinstance(one, ast.Tuple))
                yield from (f"decision {text}" for one in choices for text in texts(one, scope))
        yield from (f"about {text}" for text in texts(argument(call, "about"), scope))


def tasks() -> set[str]:
    """Kinds and decisions of tasks that others than procedures open."""
    ours = loaded(*OURS)
    decisions = told({"TaskOpened": "decisions", "Done": "decision"}, *ours)
    return told({"TaskOpened": "kind"}, *ours) | {f"decision {one}" for one in decisions}


def event_keys() -> set[str]:
    """What the grammar of event keys makes of an example of each thing that it takes."""
    forms = keys.__annotations__
    return {one for name in vars(keys) if name[0] != "_" for one in _made(getattr(keys, name), forms.get(name))}


def _made(one: Any, form: Any) -> Iterator[str]:
    if isinstance(one, str):
        yield one
    elif form is not None:
        yield one(*(EXAMPLES[each] for each in get_args(form)[0]))
    elif inspect.isfunction(one) and inspect.signature(one).return_annotation is str:
        takes = inspect.signature(one).parameters.values()
        for given in (takes, [each for each in takes if each.default is each.empty]):
            yield one(*(EXAMPLES[each.annotation] for each in given))


def paths() -> set[str]:
    """What objects in the store, keys of encryption and addresses outside are called."""
    ours = (module for module in loaded(*OURS) if module is not keys)
    kept = [module for module in ours if not NOT_KEPT & set(module.__name__.split("."))]
    return {text for text in literals(ast.JoinedStr, *kept) if PATH.fullmatch(text)}


def marks() -> set[str]:
    """What else bears our name: formats, settings of the database, cookies, kinds of tokens, headers."""
    said = literals(ast.Constant, *loaded(*OURS)) | literals(ast.JoinedStr, *loaded(*OURS))
    return {mark for text in said for mark in MARK.findall(text)}


def engine() -> set[str]:
    """What Temporal knows by name: workflows, signals, queries, activities, with what goes in and comes out."""
    found = {f"queue {queue_of('{}', '{agency}')}"}
    for one in classes(*OURS):
        if known := workflow._Definition.from_class(one):
            found |= {f"signal {name}" for name in known.signals} | {f"query {name}" for name in known.queries}
            found |= {f"update {name}" for name in known.updates} | _traffic(f"workflow {known.name}", known)
        for method in filter(callable, vars(one).values()):
            if done := activity._Definition.from_callable(method):
                found |= _traffic(f"activity {done.name}", done)
    ours = loaded(*OURS)
    begun = {"start_workflow": "id", "execute_workflow": "id", "ScheduleActionStartWorkflow": "id"}
    found |= {f"id {one}" for one in told(begun, *ours)}
    return found | {f"failure {one}" for one in told({"ApplicationError": "type", "__init__": "type"}, *ours)}


def _traffic(of: str, known: Any) -> set[str]:
    ways = [("takes", one) for one in known.arg_types or ()] + [("gives", known.ret_type)]
    models = [(way, one) for way, one in ways if isinstance(one, type) and issubclass(one, BaseModel)]
    return {of} | {f"{of} {way} {line}" for way, one in models for line in fields(one) if not INSIDE.match(line)}


def problems() -> set[str]:
    """Slugs of refusals, and of what else is told as a problem."""
    return {one.slug for one in classes(*OURS) if issubclass(one, Refusal)} | told({"problem": 2}, *loaded(*OURS))


def telemetry() -> set[str]:
    """Meters, spans and their labels; what is logged, and with what beside it."""
    ours, found = loaded(*OURS), set[str]()
    for name in ("create_counter", "create_histogram", "start_as_current_span", "get_tracer", "get_meter"):
        found |= {f"{name.rpartition('_')[2]} {text}" for text in told({name: 0}, *ours)}
    for module in ours:
        if told({"get_meter": 0}, module):
            labels = _keys_in(nodes(module)[0], vars(module))
            found |= {f"label {text}" for text in labels | told({"set_attribute": 0}, module)}
    for level, call, scope in calls(*ours):
        if level in LEVELS and isinstance(call.func, ast.Attribute):
            beside = sorted(keyword.arg or "**" for keyword in call.keywords)
            found |= {" ".join(["log", text, *beside]) for text in texts(argument(call, 0), scope)}
    return found | {f"operation {text}" for text in told({"agency_call": 1}, *ours)}


def settings() -> set[str]:
    """Settings, and whatever else is read from the environment."""
    named = re.compile(r"\bMOTCUA_[A-Z0-9_]*[A-Z0-9]\b")
    said = literals(ast.Constant, *loaded(*OURS)) | literals(ast.JoinedStr, *loaded(*OURS))
    first = re.compile(r"^\w+")
    typed = {f"MOTCUA_{first.sub(lambda name: name[0].upper(), line)}" for line in fields(Settings)}
    return typed | ({name for text in said for name in named.findall(text)} - {line.split(":")[0] for line in typed})


def commands() -> set[str]:
    """The command line: commands, arguments, options."""
    return set(_commands("motcua", typer.main.get_command(command_line)))


def _commands(path: str, command: Any) -> Iterator[str]:
    yield path
    for one in command.params:
        names = "/".join([*one.opts, *one.secondary_opts])
        yield f"{path} {one.param_type_name} {names}{'' if one.required else '?'}"
    for name, inner in getattr(command, "commands", {}).items():
        yield from _commands(f"{path} {name}", inner)


def addresses() -> set[str]:
    """Routes: method, path and, for programs, the operation's id."""
    routes = (route for route in iter_route_contexts(create_app(Settings()).routes) if route.path)
    return {
        f"{method} {route.path} {route.unique_id if getattr(route, 'include_in_schema', False) else ''}".strip()
        for route in routes
        for method in route.methods or ()
    }


def interface() -> set[str]:
    """What programs send and are sent: parameters, bodies, answers as far as they are described."""
    document, found = create_app(Settings()).openapi(), set[str]()
    models = document["components"]["schemas"]
    for path, ways in document["paths"].items():
        for method, way in ways.items():
            at = f"{method.upper()} {path}"
            found |= {f"{at} {one['in']} {one['name']}" for one in way.get("parameters", ())}
            found |= {f"{at} takes {line}" for line in _contents(way.get("requestBody", {}), models)}
            for status, answer in way["responses"].items():
                found |= {f"{at} {status} {line}" for line in _contents(answer, models)}
    return found | {f"problem {line}" for line in _paths("", models["Problem"], models, ())}


def _contents(of: Json, models: Json) -> Iterator[str]:
    for media, content in of.get("content", {}).items():
        yield media
        if "problem" not in media:
            yield from _paths("", content.get("schema", {}), models, ())


def stand_ins() -> set[str]:
    """Routes of the sandbox, as connectors and tests call them."""
    with tempfile.TemporaryDirectory() as folder:
        _, services = create_sandbox(Path(folder), "http://127.0.0.1")
    routes = ((prefix, route) for prefix, one in services.items() for route in iter_route_contexts(one.routes))
    return {f"{method} {prefix}{route.path}" for prefix, route in routes for method in route.methods or ()}


def tables() -> set[str]:
    """Tables and their columns."""
    columns = (column for table in METADATA.tables.values() for column in table.columns)
    return set(METADATA.tables) | {f"{column.table.name}.{column.name}: {column.type}" for column in columns}


def roles() -> set[str]:
    """Roles, statuses, channels."""
    kinds: dict[str, type[Enum]] = {"role": Role, "status": Status, "channel": Channel}
    return {f"{name} {one.name} = {one.value}" for name, kind in kinds.items() for one in kind}


def formats() -> set[str]:
    """What is written as JSON into rows, archives and heads, and read from files of facts."""
    archive = {"manifest": Manifest, "line": Line, "payload": Payload, "growth": Growth}
    published = {"head": SignedHead, "proof": DossierProof, "consistency": ConsistencyProof}
    rows = {"dossier": Dossier, "draft": Draft, "batch": Batch, "session who": Identity}
    return (
        of_each({**archive, **published, **rows})
        | {f"facts {line}" for line in _facts()}
        | {name for text in literals(ast.Constant, *loaded("domain", "infra")) for name in FILE.findall(text)}
    )


def _facts() -> Iterator[str]:
    for name, call, scope in calls(*loaded("infra")):
        read = scope.get(getattr(argument(call, 0), "id", "")) if name == "read" else None
        if isinstance(read, type) and issubclass(read, BaseModel):
            yield from fields(read)


SECTIONS: dict[str, Callable[[], set[str]]] = {
    "acts": acts,
    "addresses": addresses,
    "agencies": lambda: {query.agency for query in registry().queries.values() if _is_ours(query)},
    "answers": answers,
    "commands": commands,
    "entry points": lambda: told({"entry_points": "group"}, *loaded(*OURS)),
    "event keys": event_keys,
    "formats": formats,
    "interface": interface,
    "marks": marks,
    "notices": lambda: set(KINDS),
    "paths": paths,
    "payloads": payloads,
    "problems": problems,
    "procedures": procedures,
    "queries": queries,
    "roles": roles,
    "settings": settings,
    "stand-ins": stand_ins,
    "steps": steps,
    "tables": tables,
    "tasks": tasks,
    "telemetry": telemetry,
    "temporal": engine,
}


def listed() -> dict[str, list[str]]:
    """The list as it is checked in."""
    kept: dict[str, list[str]] = json.loads(LIST.read_text())
    return kept


def main() -> None:
    """Add to the list what it has not."""
    kept = listed() if LIST.exists() else {}
    grown = {name: sorted(found() | set(kept.get(name, ()))) for name, found in SECTIONS.items()}
    LIST.write_text(json.dumps(grown, indent=1, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
