"""Where an officer says yes or no to what they are asked to sign: a page for people, control routes for tests."""

import base64
from datetime import datetime
from html import escape
from typing import Any, Literal
from urllib.parse import quote

from fastapi import FastAPI
from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from sandbox.answers import form, page, refuse
from sandbox.registers.protocol import VIETNAM
from sandbox.trust.holders import BY_STAFF_CODE
from sandbox.trust.signing import DECIDED, EVERYBODY, Asking, How, RemoteSigning


class Decision(BaseModel, extra="forbid"):
    """What an officer says to one asking."""

    how: How


class Standing(BaseModel, extra="forbid"):
    """What is said to whatever will be asked of one officer, or of everybody; `ask` leaves it to the page."""

    how: Literal["confirm", "refuse", "ask"]
    credential: str = EVERYBODY


class Enrolment(BaseModel, extra="forbid"):
    """Someone who is to have a credential and is not among the sample officers."""

    id: str = Field(pattern=r"^[A-Za-z0-9.-]{1,40}$")
    name: str = Field(min_length=1, max_length=64)
    title: str = Field(default="", max_length=64)
    office: str = Field(default="", max_length=64)


def serve(app: FastAPI, signing: RemoteSigning) -> None:
    """Both ways."""
    _serve_page(app, signing)
    _serve_controls(app, signing)


def _when(moment: datetime) -> str:
    return f"{moment.astimezone(VIETNAM):%H:%M:%S ngày %d.%m.%Y}"


def _row(asking: Asking) -> str:
    hashes = "<br>".join(f"<code>{base64.b64decode(one).hex()}</code>" for one in asking.hashes)
    buttons = "<button name=how value=confirm>Ký</button> <button name=how value=refuse>Từ chối</button>"
    return (
        f"<tr><td>{escape(asking.about or 'Không có tên')}<td>{hashes}<td>{_when(asking.asked)}<td>"
        f"<form method=post><input type=hidden name=handle value='{asking.handle}'>{buttons}</form>"
    )


def _officer_page(signing: RemoteSigning, credential: str) -> HTMLResponse:
    rows = "".join(map(_row, signing.waiting(credential)))
    head = "<tr><th>Văn bản<th>Mã băm (hex)<th>Yêu cầu lúc<th>"
    subject = escape(signing.credential(credential).certificate.subject.rfc4514_string())
    table = f"<table>{head}{rows}</table>" if rows else "<p>Không có văn bản nào chờ ký.</p>"
    return page("Xác nhận ký số (stand-in)", f"<p>{subject}</p>{table}")


def _serve_page(app: FastAPI, signing: RemoteSigning) -> None:
    @app.get("/sign")
    async def everybody() -> Response:
        holders = dict.fromkeys(asking.credential for asking in signing.waiting())
        names = ((one, BY_STAFF_CODE[one].name if one in BY_STAFF_CODE else one) for one in holders)
        links = "".join(
            f"<li><a href='sign/{quote(one)}'>{escape(name)} ({escape(one)})</a></li>" for one, name in names
        )
        return page("Chờ ký (stand-in)", f"<ul>{links}</ul>" if links else "<p>Không ai có văn bản chờ ký.</p>")

    @app.get("/sign/{credential}")
    async def show(credential: str) -> Response:
        return _officer_page(signing, credential)

    @app.post("/sign/{credential}")
    async def decide(credential: str, request: Request) -> Response:
        sent = await form(request)
        how = sent.get("how")
        if how not in DECIDED or signing.asking(sent.get("handle", "")).credential != credential:
            raise refuse(400, "bad-field", "Cần handle của chính người này, và how là confirm hoặc refuse.")
        signing.decide(sent["handle"], "confirm" if how == "confirm" else "refuse")
        return RedirectResponse(request.url.path, 303)


def _serve_controls(app: FastAPI, signing: RemoteSigning) -> None:
    @app.get("/_signatures")
    async def waiting(credential: str | None = None) -> list[dict[str, Any]]:
        return [_told(asking) for asking in signing.waiting(credential)]

    @app.put("/_signatures")
    async def stand(standing: Standing) -> dict[str, str]:
        if standing.how == "ask":
            signing.standing.pop(standing.credential, None)
        else:
            signing.standing[standing.credential] = standing.how
        return dict(signing.standing)

    @app.post("/_signatures/{handle}")
    async def decide(handle: str, decision: Decision) -> dict[str, Any]:
        return _told(signing.decide(handle, decision.how))

    @app.post("/_credentials")
    async def enrol(whom: Enrolment) -> dict[str, str]:
        signing.enrol(whom.id, whom.name, whom.title, whom.office)
        issued = signing.credential(whom.id)
        return {"credentialID": whom.id, "serial": issued.serial}


def _told(asking: Asking) -> dict[str, Any]:
    told = {"handle": asking.handle, "credential": asking.credential, "description": asking.about}
    return told | {"hashes": asking.hashes, "state": asking.state, "asked": asking.asked.isoformat()}
