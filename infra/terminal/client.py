"""A caller of the REST API at a terminal: where the front door is, who calls, what they filed before."""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, Self

import httpx2

NOTE = "house.json"
FILED = "filings.json"
HTTP_ERROR = 400
ENDED = {3, 7, 8, 10}
"""Statuses after which nothing but a rating comes."""

Json = dict[str, Any]


class Complaint(Exception):
    """What the person at the terminal can put right, in a sentence."""


@dataclass(frozen=True)
class Where:
    """Addresses of a running house; ``sandbox`` is empty where no stand-in is."""

    api: str
    sandbox: str = ""


def read_note(data: Path) -> Json:
    """What a running house left in its folder; empty when none runs."""
    return _written(data / NOTE)


def _written(path: Path) -> Json:
    try:
        written: Json = json.loads(path.read_text())
    except (OSError, ValueError):
        return {}
    return written


def where(data: Path) -> Where:
    """Find the house: by ``MOTCUA_URL`` and ``MOTCUA_SANDBOX_URL``, else by the data folder.

    Raises:
        Complaint: there is none.
    """
    if url := os.environ.get("MOTCUA_URL"):
        return Where(url.rstrip("/"), os.environ.get("MOTCUA_SANDBOX_URL", "").rstrip("/"))
    if note := read_note(data):
        return Where(note["api"], note["sandbox"])
    raise Complaint(f"no house runs on {data}: start one with `motcua up`, or set MOTCUA_URL")


class Door:
    """The front door, called by one person or by nobody in particular."""

    def __init__(self, url: str, token: str = "") -> None:
        headers = {"Accept-Language": "en"} | ({"Authorization": f"Bearer {token}"} if token else {})
        self._http = httpx2.Client(base_url=f"{url}/api/v1/", headers=headers, timeout=30)

    def get(self, path: str, **query: Any) -> Any:
        """Read.

        Raises:
            Complaint: refused, with the problem document's own words.
        """
        return self._ask("GET", path, params=query)

    def post(self, path: str, **options: Any) -> Any:
        """Act; the same refusals."""
        return self._ask("POST", path, **options)

    def _ask(self, method: str, path: str, **options: Any) -> Any:
        return answered(self._http, method, path, **options).json()


def answered(http: httpx2.Client, method: str, path: str, **options: Any) -> httpx2.Response:
    """The answer, if it is a good one.

    Raises:
        Complaint: nobody answers, or the answer is a refusal.
    """
    try:
        answer = http.request(method, path, **options)
    except httpx2.TransportError as error:
        raise Complaint(f"{http.base_url} does not answer ({type(error).__name__}): is the house open?") from error
    if answer.status_code >= HTTP_ERROR:
        raise Complaint(refusal(answer))
    return answer


def refusal(answer: httpx2.Response) -> str:
    """A problem document in plain words: what is wrong, and with which field."""
    try:
        problem: Json = answer.json()
    except ValueError:
        return f"{answer.request.url.path} answered {answer.status_code}"
    said = [str(problem.get("detail") or problem.get("title") or "refused")]
    said += [f"  {error['field']}: {error['message']}".replace("  : ", "  ") for error in problem.get("errors", [])]
    for known in ("officers", "citizens"):
        said += [f"  {known}: {', '.join(problem[known])}"] if known in problem else []
    return "\n".join([f"{said[0]} ({answer.status_code} {str(problem.get('type', '')).rpartition(':')[2]})", *said[1:]])


def token(at: Where, who: str) -> str:
    """A bearer token from the sandbox's identity provider for ``citizen:NUMBER`` or ``officer:NAME``.

    Raises:
        Complaint: no sandbox, or nobody of that name.
    """
    if not at.sandbox:
        raise Complaint("no sandbox here: log in with the identity provider and set MOTCUA_TOKEN")
    with httpx2.Client(base_url=at.sandbox, timeout=30) as http:
        return str(answered(http, "POST", "/identity/dev/token", json={"as": who}).json()["access_token"])


class Notebook:
    """What was filed from this folder: by whom, with which uploads. It makes filing twice the same filing."""

    def __init__(self, data: Path) -> None:
        self._path = data / FILED

    def filing(self, key: str) -> Json:
        """What is known of the filing that has this key; empty at first."""
        known: Json = _written(self._path).get(key, {})
        return known

    def applicant(self, code: str) -> str:
        """Who filed this dossier, as ``citizen:NUMBER``; empty when it wasn't filed from here."""
        return next((str(filing["as"]) for filing in _written(self._path).values() if filing.get("code") == code), "")

    def note(self, key: str, **facts: Any) -> None:
        """Write down, for this user's eyes only."""
        notes = _written(self._path)
        notes[key] = notes.get(key, {}) | facts
        self._path.parent.mkdir(parents=True, exist_ok=True)
        fresh = self._path.with_suffix(".new")
        fresh.touch(mode=0o600)
        fresh.write_text(json.dumps(notes, indent=2))
        fresh.replace(self._path)


@dataclass(frozen=True)
class Application:
    """What somebody wants to file."""

    procedure: str
    form: Json
    papers: tuple[tuple[str, Path], ...] = ()
    email: str = ""

    @classmethod
    def read(cls, procedure: str, form: Path, papers: list[str], email: str) -> Self:
        """Read the form, and the papers given as KIND=FILE.

        Raises:
            Complaint: the form is no JSON object, or a paper is not there.
        """
        try:
            answers = json.loads(form.read_text())
        except ValueError as error:
            raise Complaint(f"{form} is not JSON: {error}") from None
        if not isinstance(answers, dict):
            raise Complaint(f"{form} holds no JSON object")
        return cls(procedure, answers, tuple(map(_paper, papers)), email)

    @property
    def applicant(self) -> str:
        """Whose number the form names first: they file it, unless somebody else is named."""
        return f"citizen:{_first_number(self.form)}"

    def key(self, who: str) -> str:
        """An Idempotency-Key that is the same for the same content, and for nothing else."""
        papers = [[kind, sha256(path.read_bytes()).hexdigest()] for kind, path in self.papers]
        content = json.dumps([who, self.procedure, self.form, papers, self.email], sort_keys=True)
        return f"cli-{sha256(content.encode()).hexdigest()[:40]}"

    def send(self, door: Door, notes: Notebook, who: str) -> Json:
        """Upload the papers, once, and file, once."""
        key = self.key(who)
        if (uploads := notes.filing(key).get("uploads")) is None:
            files = [{"file": (path.name, path.read_bytes())} for _, path in self.papers]
            uploads = [str(door.post("uploads", files=file)["id"]) for file in files]
            notes.note(key, uploads=uploads, **{"as": who})
        kinds = (kind for kind, _ in self.papers)
        documents = [{"kind": kind, "upload": upload} for kind, upload in zip(kinds, uploads, strict=True)]
        body = {"procedure": self.procedure, "form": self.form, "documents": documents}
        body |= {"contact": {"email": self.email}}
        filed: Json = door.post("dossiers", json=body, headers={"Idempotency-Key": key})
        notes.note(key, code=filed["code"])
        return filed


def _paper(given: str) -> tuple[str, Path]:
    kind, equals, path = given.partition("=")
    if not equals or not Path(path).is_file():
        raise Complaint(f"--document {given}: say KIND=FILE, with a file that is there")
    return kind, Path(path)


def _first_number(form: object) -> str:
    if isinstance(form, Mapping):
        if isinstance(number := form.get("number"), str):
            return number
        return next(filter(None, map(_first_number, form.values())), "")
    return ""
