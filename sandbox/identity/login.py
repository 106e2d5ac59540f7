"""The login page of the identity stand-in: choose who you are, no password."""

from collections.abc import Iterable
from html import escape

from starlette.responses import HTMLResponse

from sandbox.answers import page
from sandbox.people.names import COMMUNE, OTHER_COMMUNES
from sandbox.people.officers import OFFICERS, Officer
from sandbox.people.organisations import ORGANISATIONS
from sandbox.people.residents import named

MOTHER = "mother"
"""What a hint calls the first mother, so that no address holds somebody's number."""
_ELSEWHERE = {commune.code for commune in OTHER_COMMUNES}
FEW = [one for one in OFFICERS.values() if one.agency.partition(".")[0] not in _ELSEWHERE]
"""Those whom one click logs in; of the many others one is chosen from a list by login."""
MANY = sorted((one for one in OFFICERS.values() if one not in FEW), key=lambda one: one.login.partition(".")[::-1])
CARRIED = ("response_type", "client_id", "redirect_uri", "scope", "state", "nonce", "code_challenge",
           "code_challenge_method")  # fmt: skip


def login_page(asked: dict[str, str], error: str = "", status: int = 200) -> HTMLResponse:
    """Who is it? Carries the client's request along."""
    hidden = "".join(
        f"<input type=hidden name={name} value='{escape(asked.get(name, ''))}'>" for name in CARRIED if name in asked
    )
    complaint = f"<p role=alert><strong>{escape(error)}</strong></p>" if error else ""
    inner = (
        f"{complaint}<form method=post action=authorize>{hidden}{_hinted(asked.get('login_hint', ''))}"
        "<p><label for=number>Số định danh cá nhân (12 số)</label><br>"
        "<input id=number name=number inputmode=numeric autocomplete=off> <button>Đăng nhập</button></p>"
        f"<h2>Công dân</h2>{_buttons(_citizens())}<h2>Tổ chức</h2>{_buttons(_organisations())}"
        f"<h2>Cán bộ, công chức</h2>{_buttons(_officers(FEW))}"
        "<p><label for=officer>Cán bộ của xã, phường khác</label><br>"
        f"<select id=officer name=officer><option value=''></option>{_options(_officers(MANY))}</select> "
        "<button>Đăng nhập</button></p></form>"
    )
    return page("Đăng nhập định danh điện tử", inner, status)


def _hinted(hint: str) -> str:
    """The person whom the client expects (`login_hint`), first and by one click."""
    known = dict([*_citizens(), *_officers(OFFICERS.values())])
    key = next(iter(known)) if hint == MOTHER else hint
    if key not in known:
        return ""
    return f"<p><button name=as value='{escape(key)}' autofocus>Tiếp tục: {escape(known[key])}</button></p>"


def _citizens() -> Iterable[tuple[str, str]]:
    for couple in named():
        for person in (couple.mother, couple.father):
            if person.number:
                yield f"citizen:{person.number}", f"{person.full_name} ({person.number})"


def _organisations() -> Iterable[tuple[str, str]]:
    for known in ORGANISATIONS.values():
        for number in known.representatives:
            yield f"organisation:{known.code}:{number}", f"{known.name} ({known.code}, người đại diện {number})"


def _officers(of: Iterable[Officer]) -> Iterable[tuple[str, str]]:
    for officer in of:
        office = COMMUNE[officer.agency].name if officer.agency in COMMUNE else officer.agency
        yield f"officer:{officer.login}", f"{officer.name} ({officer.login}, {office})"


def _options(choices: Iterable[tuple[str, str]]) -> str:
    return "".join(f"<option value='{escape(key)}'>{escape(label)}</option>" for key, label in choices)


def _buttons(choices: Iterable[tuple[str, str]]) -> str:
    items = (f"<li><button name=as value='{escape(key)}'>{escape(label)}</button></li>" for key, label in choices)
    return f"<ul>{''.join(items)}</ul>"
