"""Speaks to the national portal: logs in again when a session is over, and believes no half of an answer."""

import asyncio
from base64 import b64decode
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx2
from pydantic import SecretStr, ValidationError

from domain.vietnam.portal.answers import PortalAnswer
from domain.vietnam.portal.catalogue import Described
from domain.vietnam.portal.exchange_codes import FALSE, TRUE, ExchangeCodes
from domain.vietnam.portal.filings import FILED_THERE
from domain.vietnam.portal.listed import Listed
from infra.runtime.settings import Settings
from infra.runtime.telemetry import TRACED, agency_call

PATIENCE = httpx2.Timeout(15, connect=3)
"""Seconds in which it answers or counts as down."""
LOGIN, SERVICES = "mapi/login", "mapi/g"
"""Where sessions are given, and where every service is called by its name."""


class PortalDown(Exception):
    """It does not answer, or nothing that can be read: what became of a call is not known."""


class PortalRefused(Exception):
    """It answered and did not do it; its words stand beside, for operators."""

    def __init__(self, service: str, message: str) -> None:
        super().__init__(service)
        self.message = message


@dataclass(frozen=True)
class Account:
    """As whom we come."""

    user: str
    password: SecretStr
    unit: str
    """The province's code at the portal (madonvi)."""


class Portal:
    """The portal's services, each call under a session that is renewed when it has ended."""

    def __init__(self, client: httpx2.AsyncClient, account: Account, codes: ExchangeCodes) -> None:
        self._client = client
        self._account = account
        self._codes = codes
        self._session = ""
        self._login = asyncio.Lock()

    async def find(self, code: str) -> dict[str, Any] | None:
        """What it has of a dossier; None where it has none (TraCuuHoSo).

        Raises:
            PortalDown
            PortalRefused: it cannot look, which does not say that there is none.
        """
        answer = await self._called("TraCuuHoSo", code, mahoso=code)
        if answer.code != "0" and not answer.absent:
            raise PortalRefused("TraCuuHoSo", answer.kept)
        return next((one for one in answer.result if one.get("MaHoSo") == code), None)

    async def put(self, hoso: dict[str, Any], *, known: bool) -> None:
        """Have a dossier stand there as it is now (DongBoHoSoMC); one that it says it has already is an update.

        Raises:
            PortalDown: whether it stands there is not known.
            PortalRefused
        """
        code = str(hoso["MaHoSo"])
        sent = {"isUpdating": TRUE if known else FALSE, "data": [hoso]}
        answer = await self._called("DongBoHoSoMC", code, **sent)
        if answer.exists and not known:
            answer = await self._called("DongBoHoSoMC", code, **sent | {"isUpdating": TRUE})
        _done("DongBoHoSoMC", answer)

    async def tell(self, code: str, steps: Sequence[dict[str, Any]]) -> None:
        """Have steps of a dossier stand there (CapNhatTienDoHoSoMC), ten at most.

        Raises:
            PortalDown, PortalRefused
        """
        _done("CapNhatTienDoHoSoMC", await self._called("CapNhatTienDoHoSoMC", code, data=list(steps)))

    async def procedures(self) -> dict[str, Listed]:
        """The procedures that it lists for us, by code (LayDanhSachTTHC).

        Raises:
            PortalDown, PortalRefused
        """
        listed = await self._list("LayDanhSachTTHC")
        return {code: _listed(one) for one in listed if (code := str(one.get("MaTTHC") or ""))}

    async def procedure(self, code: str) -> Described:
        """How it publishes a procedure (LayThuTuc).

        Raises:
            PortalDown
            PortalRefused: it does not say.
        """
        told = next((one for one in await self._list("LayThuTuc", maTTHC=code) if one.get("MaTTHC") == code), None)
        if told is None:
            raise PortalRefused("LayThuTuc", code)
        return Described.of(told, self._codes)

    async def sectors(self) -> frozenset[str]:
        """Codes of its sectors (LayDanhMucLinhVuc).

        Raises:
            PortalDown, PortalRefused
        """
        return _codes(await self._list("LayDanhMucLinhVuc"), "MaLinhVuc")

    async def agencies(self) -> frozenset[str]:
        """Codes of its agencies (LayDanhMucCoQuan).

        Raises:
            PortalDown, PortalRefused
        """
        return _codes(await self._list("LayDanhMucCoQuan"), "MaCoQuan")

    async def filings(self, many: int) -> list[dict[str, Any]]:
        """What people filed there and nobody has taken yet, the oldest first.

        Raises:
            PortalDown, PortalRefused
        """
        return await self._list(self._codes.of(FILED_THERE, "list"), soLuong=many)

    async def paper(self, code: str, paper: str) -> bytes:
        """A file that came with a filing there.

        Raises:
            PortalDown
            PortalRefused: it has none of that name.
        """
        service = self._codes.of(FILED_THERE, "paper")
        answer = await self._called(service, code, mahoso=code, tepDinhKemId=paper)
        if answer.code != "0" or not answer.result:
            raise PortalRefused(service, answer.kept)
        try:
            return b64decode(str(answer.result[0].get("NoiDung") or ""), validate=True)
        except ValueError:
            raise PortalRefused(service, "NoiDung") from None

    async def taken(self, code: str, message: str) -> None:
        """Say that a message of a filing is kept here, so that it comes no more.

        Raises:
            PortalDown, PortalRefused
        """
        service = self._codes.of(FILED_THERE, "taken")
        _done(service, await self._called(service, code, mahoso=code, maThongDiep=message))

    async def _list(self, service: str, **said: Any) -> list[dict[str, Any]]:
        answer = await self._called(service, "", **said)
        if answer.code != "0":
            raise PortalRefused(service, answer.kept)
        return answer.result

    async def _called(self, service: str, dossier: str, **said: Any) -> PortalAnswer:
        """Call a service; once more under a new session, where the one before had ended."""
        session = self._session or await self._logged_in("")
        answer = await self._asked(service, dossier, session, said)
        if answer.session_over(self._codes):
            answer = await self._asked(service, dossier, await self._logged_in(session), said)
            if answer.session_over(self._codes):
                raise PortalDown(service)
        return answer

    async def _asked(self, service: str, dossier: str, session: str, said: dict[str, Any]) -> PortalAnswer:
        body = {"session": session, "madonvi": self._account.unit, "service": service} | said
        with agency_call("portal", service, dossier):
            return await self._posted(SERVICES, body)

    async def _logged_in(self, ended: str) -> str:
        """A session that is not the one that ended; of many who find it ended one logs in."""
        async with self._login:
            if self._session in ("", ended):
                self._session = ""
                password = self._account.password.get_secret_value()
                answer = await self._posted(LOGIN, {"username": self._account.user, "password": password})
                if answer.code != "0" or not answer.session:
                    # Not this dossier's fault: all of them wait until somebody has put the account right.
                    raise PortalDown("login")
                self._session = answer.session
            return self._session

    async def _posted(self, path: str, body: dict[str, Any]) -> PortalAnswer:
        try:
            answer = await self._client.post(path, json=body)
            answer.raise_for_status()
            return PortalAnswer.model_validate(_with_list(answer.json()))
        except (httpx2.HTTPError, ValueError, ValidationError) as error:
            # What it says may repeat what was sent, which tells of people: the type alone goes on.
            raise PortalDown(type(error).__name__) from None


def _with_list(told: Any) -> Any:
    """An answer whose result is one object, or none, as one with a list."""
    if not isinstance(told, dict):
        return told
    result = told.get("result")
    return told | {"result": result if isinstance(result, list) else [result] if isinstance(result, dict) else []}


def _listed(one: dict[str, Any]) -> Listed:
    title, sector, called = (str(one.get(name) or "") for name in ("TenTTHC", "MaLinhVuc", "TenLinhVuc"))
    return Listed(title=title, sector=sector, sector_title=called)


def _codes(listed: list[dict[str, Any]], name: str) -> frozenset[str]:
    return frozenset(code for one in listed if (code := str(one.get(name) or "")))


def _done(service: str, answer: PortalAnswer) -> None:
    if not answer.succeeded:
        raise PortalRefused(service, answer.kept)


@asynccontextmanager
async def open_portal(settings: Settings, codes: ExchangeCodes) -> AsyncIterator[Portal | None]:
    """Open the way that the settings name; None where they name none."""
    if not settings.portal_url:
        yield None
        return
    account = Account(settings.portal_user, settings.portal_password, settings.portal_unit)
    async with httpx2.AsyncClient(base_url=settings.portal_url, timeout=PATIENCE, event_hooks=TRACED) as client:
        yield Portal(client, account, codes)
