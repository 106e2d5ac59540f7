"""Remote signing: whose keys the service holds, what their holders were asked to sign, and what they allowed."""

import base64
import json
import secrets
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
from starlette.responses import JSONResponse

from sandbox.answers import Refused
from sandbox.store import text
from sandbox.trust.holders import AWKWARD, BY_STAFF_CODE, REVOKED, office_name, person_name, title_of
from sandbox.trust.pki import PERSONS, SKEW, YEAR, Authority, Issued, signing_profile

How = Literal["confirm", "refuse"]
SAD_LIVES = 300
ASKING_LIVES = timedelta(days=7)
MULTISIGN = 100
EVERYBODY = "*"
WAITING, CONFIRMED, REFUSED, SPENT = "waiting", "confirmed", "refused", "spent"
DECIDED: dict[How, str] = {"confirm": CONFIRMED, "refuse": REFUSED}
ALGORITHMS: dict[str, tuple[str, hashes.SHA256 | hashes.SHA384 | hashes.SHA512]] = {
    "1.2.840.10045.4.3.2": ("2.16.840.1.101.3.4.2.1", hashes.SHA256()),
    "1.2.840.10045.4.3.3": ("2.16.840.1.101.3.4.2.2", hashes.SHA384()),
    "1.2.840.10045.4.3.4": ("2.16.840.1.101.3.4.2.3", hashes.SHA512()),
}
"""ECDSA with each digest, and the digest."""
SCHEMA = """
CREATE TABLE IF NOT EXISTS credentials (
    id TEXT PRIMARY KEY, name TEXT NOT NULL, title TEXT NOT NULL, office TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS askings (
    place INTEGER PRIMARY KEY, handle TEXT NOT NULL UNIQUE, credential TEXT NOT NULL, hashes TEXT NOT NULL,
    about TEXT NOT NULL, state TEXT NOT NULL, asked REAL NOT NULL, sad TEXT UNIQUE, sad_ends REAL,
    rest TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS askings_waiting ON askings (credential) WHERE state = 'waiting';
CREATE INDEX IF NOT EXISTS askings_by_hashes ON askings (credential, hashes);
CREATE TABLE IF NOT EXISTS tokens (token TEXT PRIMARY KEY, ends REAL NOT NULL) WITHOUT ROWID;
"""


def csc_error(description: str, error: str = "invalid_request", status: int = 400) -> Refused:
    """A refusal as the Cloud Signature Consortium's API spells it."""
    return Refused(JSONResponse({"error": error, "error_description": description}, status))


@dataclass(frozen=True, slots=True)
class Asking:
    """What an officer was asked to sign; `rest` is what was not signed yet."""

    handle: str
    credential: str
    hashes: list[str]
    about: str
    state: str
    asked: datetime
    sad: str | None
    sad_ends: float | None
    rest: list[str]


class RemoteSigning:
    """Holds officers' keys, and uses each only for hashes that its holder has confirmed."""

    def __init__(self, store: sqlite3.Connection, authority: Authority, sad_lives: int) -> None:
        self.store, self.authority, self.sad_lives = store, authority, sad_lives
        self.standing: dict[str, How] = {}

    def now(self) -> float:
        return self.authority.clock().timestamp()

    def enrol(self, credential: str, name: str, title: str, office: str) -> None:
        """Gives someone a credential who is not among the sample officers."""
        row = (credential, name, title, office)
        self.store.execute("INSERT OR IGNORE INTO credentials VALUES (?, ?, ?, ?)", row)

    def credential(self, credential: str) -> Issued:
        """The certificate of a credential, issued when it is first asked for."""
        holder = f"credential:{credential}"
        name, title, office = self._person(credential)
        start, end = self.authority.clock() - SKEW, self.authority.clock() + 3 * YEAR
        if credential in AWKWARD:
            start, end = start - 2 * YEAR, end if credential == REVOKED else start - YEAR
        subject = person_name(credential, name, title, office)
        issued = self.authority.certificate(signing_profile(holder, PERSONS, subject, (start, end)))
        if credential == REVOKED and issued.revoked is None:
            since = self.authority.clock() - YEAR
            issued = self.authority.revoke(issued.serial, "cessation_of_operation", since) or issued
        return issued

    def _person(self, credential: str) -> tuple[str, str, str]:
        if officer := BY_STAFF_CODE.get(credential):
            return officer.name, title_of(officer), office_name(officer.agency)
        if credential in AWKWARD:
            return AWKWARD[credential], "", "Cơ quan giả lập"
        query = "SELECT name, title, office FROM credentials WHERE id = ?"
        row = self.store.execute(query, (credential,)).fetchone()
        if row is None:
            raise csc_error("Invalid parameter credentialID")
        return row[0], row[1], row[2]

    def must_be_usable(self, credential: str) -> None:
        """Refuses a credential whose certificate was withdrawn or has run out."""
        status = self.credential(credential).status(self.authority.clock())
        if status == "revoked":
            raise csc_error("The credential identified by credentialID is disabled")
        if status == "expired":
            raise csc_error("Signing certificate is expired")

    def ask(self, credential: str, hashed: list[str], about: str) -> Asking:
        """Puts hashes before a credential's holder; asked again before it was used, it is one asking."""
        self.must_be_usable(credential)
        where = "credential = ? AND hashes = ? AND state IN (?, ?)"
        same = self._some(where, credential, text(hashed), WAITING, CONFIRMED)
        for asking in same:
            if not self._is_over(asking):
                return asking
        handle = secrets.token_urlsafe(24)
        how = self.standing.get(credential) or self.standing.get(EVERYBODY)
        state = DECIDED[how] if how else WAITING
        row = (handle, credential, text(hashed), about, state, self.now(), text(hashed))
        columns = "(handle, credential, hashes, about, state, asked, rest)"
        self.store.execute(f"INSERT INTO askings {columns} VALUES (?, ?, ?, ?, ?, ?, ?)", row)  # noqa: S608 - ours
        return self.asking(handle)

    def asking(self, handle: str) -> Asking:
        found = next(self._some("handle = ?", handle), None)
        if found is None or self._is_over(found):
            raise csc_error("Invalid parameter handle")
        return found

    def waiting(self, credential: str | None = None) -> list[Asking]:
        """What waits for its holder's word, the oldest first."""
        where, values = ("", ()) if credential is None else (" AND credential = ?", (credential,))
        found = self._some(f"state = '{WAITING}'{where}", *values)
        return [asking for asking in found if not self._is_over(asking)]

    def decide(self, handle: str, how: How) -> Asking:
        """The holder's word; the first one counts."""
        query = "UPDATE askings SET state = ? WHERE handle = ? AND state = ?"
        self.asking(handle)
        self.store.execute(query, (DECIDED[how], handle, WAITING))
        return self.asking(handle)

    def activation(self, handle: str) -> tuple[str, int] | None:
        """The SAD and the seconds it has left, or nothing while the holder has not spoken.

        It lives from when it is first fetched: the holder may confirm long before anyone looks.
        """
        asking = self.asking(handle)
        if asking.state == WAITING:
            return None
        if asking.state == REFUSED:
            raise csc_error("The user denied the request", "access_denied")
        if asking.state == SPENT:
            raise csc_error("Invalid parameter handle")
        sad, ends = asking.sad or secrets.token_urlsafe(32), asking.sad_ends or self.now() + self.sad_lives
        self.store.execute("UPDATE askings SET sad = ?, sad_ends = ? WHERE handle = ?", (sad, ends, handle))
        return sad, int(ends - self.now())

    def sign(self, credential: str, sad: str, hashed: list[str], algorithm: str) -> list[str]:
        """Signatures over the hashes, in base 64 as these are; each that was authorised is signed once."""
        asking = next(self._some("sad = ? AND credential = ?", sad, credential), None)
        if asking is None or asking.state != CONFIRMED:
            raise csc_error("Invalid parameter SAD")
        if asking.sad_ends is None or asking.sad_ends <= self.now():
            raise csc_error("SAD expired")
        self.must_be_usable(credential)
        rest = list(asking.rest)
        for one in hashed:
            if one not in rest:
                raise csc_error("Hash is not authorized by the SAD")
            rest.remove(one)
        row = (CONFIRMED if rest else SPENT, text(rest), asking.handle)
        self.store.execute("UPDATE askings SET state = ?, rest = ? WHERE handle = ?", row)
        key, digest = self.authority.key(f"credential:{credential}"), ALGORITHMS[algorithm][1]
        raw = (base64.b64decode(one) for one in hashed)
        return [base64.b64encode(key.sign(one, ec.ECDSA(Prehashed(digest)))).decode() for one in raw]

    def _is_over(self, asking: Asking) -> bool:
        if asking.sad_ends is not None:
            return asking.state == CONFIRMED and asking.sad_ends <= self.now()
        return asking.asked + ASKING_LIVES <= self.authority.clock()

    def _some(self, where: str, *values: str) -> Iterator[Asking]:
        columns = "handle, credential, hashes, about, state, asked, sad, sad_ends, rest"
        query = f"SELECT {columns} FROM askings WHERE {where} ORDER BY place"  # noqa: S608 - our own words
        for row in self.store.execute(query, values).fetchall():
            handle, credential, hashed, about, state, asked, sad, ends, rest = row
            since = datetime.fromtimestamp(asked, UTC)
            yield Asking(handle, credential, json.loads(hashed), about, state, since, sad, ends, json.loads(rest))
