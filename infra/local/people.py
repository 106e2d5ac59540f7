"""The people of a demonstration, of tests and measurements: a parent and officers, who know nothing but HTTP."""

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from typing import Any, Self

import httpx2

from domain.base.calendar import VIETNAM

PAPER = b"%PDF-1.4\n% Gi\xe1\xba\xa5y ch\xe1\xbb\xa9ng sinh (a stand-in)\n%%EOF\n"
PATIENCE = 120.0
"""Seconds that people wait for something to appear before they complain."""
LOOK_AGAIN, SELDOM = 0.01, 0.25

Json = dict[str, Any]


SYLLABLES = (
    *("An", "Anh", "Ân", "Ái", "Bách", "Bảo", "Bằng", "Bình", "Bửu", "Cao", "Cảnh", "Cát", "Chấn", "Châu", "Chí"),
    *("Chính", "Công", "Cương", "Cường", "Danh", "Dũng", "Duy", "Dương", "Đại", "Đan", "Đạt", "Đăng", "Điền", "Định"),
    *("Đoàn", "Đông", "Đồng", "Đức", "Gia", "Giang", "Hà", "Hải", "Hạnh", "Hào", "Hảo", "Hậu", "Hiền", "Hiếu", "Hòa"),
    *("Hoàng", "Hồng", "Huân", "Huy", "Huỳnh", "Hùng", "Hưng", "Hữu", "Kha", "Khải", "Khang", "Khánh", "Khiêm"),
    *(
        "Khoa",
        "Kiên",
        "Kiệt",
        "Kỳ",
        "Lâm",
        "Lân",
        "Lập",
        "Liêm",
        "Linh",
        "Long",
        "Lộc",
        "Lương",
        "Mạnh",
        "Nam",
        "Nghĩa",
    ),
    *("Ngọc", "Nguyên", "Nhân", "Nhật", "Phong", "Phú", "Phúc", "Phước", "Phương", "Quang", "Quân", "Quốc", "Quý"),
    *("Sơn", "Sinh", "Tài", "Tân", "Tấn", "Thái", "Thành", "Thắng", "Thế", "Thiên", "Thiện", "Thịnh", "Thọ", "Thông"),
    *("Thuận", "Tiến", "Toàn", "Trí", "Triết", "Trọng", "Trung", "Trường", "Tuấn", "Tùng", "Tường", "Việt", "Vinh"),
)


def middle_names() -> Iterator[str]:
    """A name for each child, for a birth is registered once; they begin anywhere, so that no other run has the same."""
    for place in count(secrets.randbelow(len(SYLLABLES) ** 2)):
        rest, last = divmod(place, len(SYLLABLES))
        yield f"Minh {SYLLABLES[rest % len(SYLLABLES)]} {SYLLABLES[last]}"


NAMES = middle_names()
BORN = datetime.now(VIETNAM).date() - timedelta(days=11)
"""Late enough for the desk, and early enough to cost nothing."""


def pauses() -> Iterator[float]:
    """The seconds between looks: who waits long looks seldom, since looking takes from what is waited for."""
    pause = LOOK_AGAIN
    while True:
        yield pause
        pause = min(pause * 1.25, SELDOM)


class GaveUp(Exception):
    """What somebody waited for did not come; says what the dossier looked like last."""


async def found(look: Callable[[], Awaitable[Json | None]], patience: float, instead: Callable[[], str]) -> Json:
    """What is there at last, looked for again and again.

    Raises:
        GaveUp: it did not come in time; ``instead`` says what did.
    """
    pause = pauses()
    try:
        async with asyncio.timeout(patience):
            while (there := await look()) is None:  # noqa: ASYNC110 - it announces itself to nobody
                await asyncio.sleep(next(pause))
            return there
    except TimeoutError:
        raise GaveUp(instead()) from None


def ok(answer: httpx2.Response) -> httpx2.Response:
    """The answer, where it was taken.

    Raises:
        HTTPStatusError: it was refused, in the words of who refused it.
    """
    try:
        return answer.raise_for_status()
    except httpx2.HTTPStatusError as error:
        said = f"{answer.status_code} for {answer.request.method} {answer.request.url.path}: {answer.text}"
        raise httpx2.HTTPStatusError(said, request=error.request, response=answer) from None


@dataclass
class Caller:
    """One person with a token."""

    http: httpx2.AsyncClient
    name: str
    headers: dict[str, str] = field(default_factory=dict)

    async def get(self, path: str, **options: Any) -> httpx2.Response:
        """Ask the API."""
        return await self.http.get(path, headers=self.headers | options.pop("headers", {}), **options)

    async def post(self, path: str, **options: Any) -> httpx2.Response:
        """Act through the API."""
        return await self.http.post(path, headers=self.headers | options.pop("headers", {}), **options)

    async def file(self, application: Json, key: str = "") -> str:
        """File what is written already, and give the dossier's code."""
        headers = {"Idempotency-Key": key or secrets.token_hex(8)}
        answer = await self.post("dossiers", json=application, headers=headers)
        return str(ok(answer).json()["code"])


class People:
    """Everyone that the sandbox's identity provider knows."""

    def __init__(self, api_url: str, sandbox_url: str) -> None:
        self.api = httpx2.AsyncClient(base_url=f"{api_url}/api/v1/", timeout=PATIENCE)
        self.sandbox = httpx2.AsyncClient(base_url=sandbox_url, timeout=PATIENCE)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.api.aclose()
        await self.sandbox.aclose()

    async def who(self, name: str, **claims: Any) -> Caller:
        """Log in as ``citizen:NUMBER`` or ``officer:NAME``."""
        answer = await self.sandbox.post("/identity/dev/token", json={"as": name, **claims})
        token = ok(answer).json()["access_token"]
        return Caller(self.api, name, {"Authorization": f"Bearer {token}", "Accept-Language": "en"})

    async def desks(self, commune: str = "phohien") -> tuple[Caller, Caller, Caller]:
        """Log in at a commune's desk, as its civil-status officer and as its leader."""
        desk, registrar, leader = [
            await self.who(f"officer:{name}.{commune}") for name in ("tiepnhan", "hotich", "chutich")
        ]
        return desk, registrar, leader

    async def couples(self, kind: str = "plain", limit: int = 1, commune: str = "") -> list[Json]:
        """Find parents in the sandbox's population register."""
        answer = await self.sandbox.get(
            "/population/_couples", params={"kind": kind, "limit": limit, "commune": commune}
        )
        found: list[Json] = ok(answer).json()
        return found

    async def home(self, number: str) -> Json:
        """Find where somebody lives in the sandbox's residence register."""
        answer = await self.sandbox.get(f"/residence/_homes/{number}")
        home: Json = ok(answer).json()[0]["ThuongTru"]
        return {"address": home["DiaChi"], "head": home["ChuHo"]["SoDinhDanh"], "commune": home["MaPhuongXa"]}

    async def upload(self, who: Caller, data: bytes = PAPER, name: str = "giay-chung-sinh.pdf") -> str:
        """Bring a paper and give its id."""
        answer = await who.post("uploads", files={"file": (name, data, "application/pdf")})
        return str(ok(answer).json()["id"])

    async def application(self, who: Caller, couple: Json, **changes: Any) -> Json:
        """Write a birth registration with its paper, ready to be sent."""
        paper = {"kind": "birth_record", "upload": await self.upload(who)}
        written = {"procedure": "1.001193", "form": birth_form(couple), "documents": [paper]}
        return written | {"contact": {"email": "cha.me@example.vn", "locale": "vi"}} | changes

    async def file(self, who: Caller, couple: Json, **changes: Any) -> str:
        """File a birth registration and give the dossier's code."""
        return await who.file(await self.application(who, couple, **changes))

    async def child(self, who: Caller, code: str) -> str:
        """The name of the child of a birth."""
        child = ok(await who.get(f"dossiers/{code}/form")).json()["child"]
        return " ".join(child[part] for part in ("family_name", "middle_name", "given_name"))

    async def show(self, who: Caller, code: str) -> Json:
        """Look at a dossier."""
        shown: Json = ok(await who.get(f"dossiers/{code}")).json()
        return shown

    async def until(self, who: Caller, code: str, true: Callable[[Json], bool], patience: float = PATIENCE) -> Json:
        """Look at a dossier until it is as wanted.

        Raises:
            GaveUp: it did not become so in time.
        """
        shown: Json = {}

        async def look() -> Json | None:
            nonlocal shown
            shown = await self.show(who, code)
            return shown if true(shown) else None

        return await found(look, patience, lambda: f"{code} stayed: {shown}")

    async def task(self, who: Caller, code: str, kind: str = "", patience: float = PATIENCE) -> Json:
        """Find the officer's open task on a dossier, once it is there."""
        items: list[Json] = []

        async def look() -> Json | None:
            nonlocal items
            items = ok(await who.get("tasks", params={"dossier": code})).json()["items"]
            return next((item for item in items if kind in ("", item["kind"])), None)

        try:
            return await found(look, patience, lambda: f"{who.name} has no task {kind} on {code}, but these: {items}")
        except GaveUp as gave:
            raise GaveUp(f"{gave}; {await self._whose(who, code)}") from None

    async def _whose(self, who: Caller, code: str) -> str:
        """Who has a dossier, as far as somebody may see it."""
        answer = await who.get(f"dossiers/{code}")
        if answer.is_error:
            return "and they may not see it: choose an officer of the office that decides"
        shown = answer.json()
        return f"it is with {shown['holder'] or 'nobody'}: {shown['waits']['why']}"

    async def queue(self, who: Caller) -> list[Json]:
        """List all open tasks of an officer, page by page."""
        items: list[Json] = []
        cursor: str | None = ""
        while cursor is not None:
            page = ok(await who.get("tasks", params={"cursor": cursor})).json()
            items += page["items"]
            cursor = page["next"]
        return items

    async def decide(self, who: Caller, code: str, decision: str, kind: str = "", **body: Any) -> Json:
        """Decide the officer's task on a dossier, once it is there."""
        task = await self.task(who, code, kind)
        answer = await who.post(f"tasks/{task['id']}/decision", json=decision_of(decision, **body))
        decided: Json = ok(answer).json()
        return decided

    async def letter(self, to: str, patience: float = PATIENCE) -> Json:
        """Read the newest letter to an address in the sandbox's mail, once there is one."""

        async def look() -> Json | None:
            letters: list[Json] = (await self.sandbox.get("/mail/messages", params={"to": to})).json()
            return letters[-1] if letters else None

        return await found(look, patience, lambda: f"no letter to {to}")

    async def confirm(self, who: Caller, code: str) -> None:
        """Agree to the draft, once it is there."""
        await self.until(who, code, lambda shown: "confirm" in shown["can"])
        ok(await who.post(f"dossiers/{code}/confirmation", json={}))

    async def agree(self, code: str, number: str) -> None:
        """Agree as somebody whose consent is asked."""
        who = await self.who(f"citizen:{number}")
        answer = await who.post(f"dossiers/{code}/answers", json={"kind": "consent", "decision": "consent"})
        ok(answer)

    async def sign(self, who: Caller, code: str, how: str = "confirm", patience: float = PATIENCE) -> str:
        """Answer as the officer who approved, where they are asked to sign; give the address of their page."""

        def asked(shown: Json) -> bool:
            return "sign" in shown["links"] or bool(shown["result"])

        page = (await self.until(who, code, asked, patience))["links"].get("sign", "")
        for waits in ok(await self.sandbox.get("/trust/_signatures")).json():
            if waits["description"].endswith(code):
                answer = await self.sandbox.post(f"/trust/_signatures/{waits['handle']}", json={"how": how})
                ok(answer)
        return str(page)

    async def fault(self, service: str, kind: str, **more: Any) -> None:
        """Let a stand-in fail on purpose: see ``sandbox/README.md``."""
        ok(await self.sandbox.put(f"/{service}/_faults", json={"kind": kind, **more}))

    async def heal(self, service: str) -> None:
        """End a stand-in's faults."""
        ok(await self.sandbox.delete(f"/{service}/_faults"))


def decision_of(decision: str, **body: Any) -> Json:
    """What is sent to decide a task; who takes a result signs on a printed sheet."""
    signed = {"receiver": "Nguyễn Thị Nhận", "relation": "applicant", "signed": "paper"}
    return {"decision": decision} | ({"receipt": signed} if decision == "hand_over" else {}) | body


def birth_form(couple: Json) -> Json:
    """Declare the birth of a son to this couple: another with each call, and all of them of one day."""
    return {
        "child": {
            "family_name": couple["father"]["name"].split()[0],
            "middle_name": next(NAMES),
            "given_name": "Khôi",
            "born": BORN.isoformat(),
            "sex": "male",
            "place_of_birth": "Trung tâm Y tế khu vực Phố Hiến, tỉnh Hưng Yên",
            "place_of_origin": "tỉnh Hưng Yên",
        },
        "mother": _parent(couple["mother"]),
        "father": _parent(couple["father"]),
        "twin": True,
    }


def _parent(person: Json) -> Json:
    declared = {
        "number": person.get("number"),
        "full_name": person["name"],
        "born": person["born"],
        "residence": "tỉnh Hưng Yên",
        "commune": person.get("commune") or "",
    }
    return declared | ({"nationality": person["nationality"]} if "nationality" in person else {})
