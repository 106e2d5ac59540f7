"""A code goes to the contact of its dossier, opens once, soon and after few tries, and lies nowhere."""

import re
from typing import Any

import pytest

from domain.base.words import Words
from infra.crypto.blind_index import BlindIndex
from infra.facts.loading import load_offices
from infra.identity.one_time_codes import OneTimeCodes
from infra.notifications.notices import Mailer, MailUnavailable
from infra.notifications.notifier import Notifier
from infra.runtime.settings import Settings
from tests.support.examples import MOTHER
from tests.support.ledger import Ledger

INDEX = BlindIndex("00" * 32)
ABSENT = "000.11.33.H31-261124-9999"


class Letters(Mailer):
    """A mail server that keeps what it is given."""

    def __init__(self) -> None:
        super().__init__("smtp://127.0.0.1:1")
        self.kept: list[dict[str, Any]] = []

        self.lost = False
        """Whether nobody hears that it was taken."""

    async def send(self, **letter: Any) -> None:
        """Keep it."""
        self.kept.append(letter)
        if self.lost:
            raise MailUnavailable("the answer was lost")


class Post:
    """Codes of one database, and the letters that they came by."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self.codes = OneTimeCodes(ledger.api.database, INDEX)
        self.letters = Letters()
        made = OneTimeCodes(ledger.engine.database, INDEX)
        titles = {"1.001193": Words(vi="Đăng ký khai sinh", en="Birth registration")}
        settings = Settings(public_url="https://motcua.test")
        self.notifier = Notifier(ledger.engine, self.letters, load_offices(), titles, settings, made)

    async def asked(self, code: str) -> str:
        """Ask for a code and read the digits in its letter; nothing where none came."""
        await self.codes.ask(code)
        before = len(self.letters.kept)
        await self.notifier.deliver()
        bodies = [letter["body"] for letter in self.letters.kept[before:] if "/track/" in letter["body"]]
        return re.findall(r"^ {2}(\d{6})$", bodies[0], re.MULTILINE)[0] if bodies else ""

    async def passes(self, code: str, column: str, time: str) -> None:
        """Let time pass for the code of a dossier."""
        await self.ledger.rows(
            f"UPDATE one_time_codes SET {column} = {column} - CAST(:time AS text)::interval WHERE dossier = :code",
            code=code,
            time=time,
        )


@pytest.fixture
async def post(ledger: Ledger) -> Post:
    """A post office that owes nobody a letter yet."""
    await ledger.rows("DELETE FROM outbox")
    return Post(ledger)


async def test_the_right_digits_open_once_as_whose_contact_they_went_to(post: Post, ledger: Ledger) -> None:
    code = await ledger.file()
    digits = await post.asked(code)
    assert await post.codes.tried(code, digits) == MOTHER
    assert await post.codes.tried(code, digits) is None


async def test_a_code_has_six_digits_and_each_may_be_any(post: Post) -> None:
    made = {post.codes._digits(ABSENT, str(nonce)) for nonce in range(500)}
    assert {len(digits) for digits in made} == {6}
    assert len(made) > 490
    for place in range(6):
        assert {digits[place] for digits in made} == set("0123456789")


async def test_what_is_kept_is_not_the_digits(post: Post, ledger: Ledger) -> None:
    code = await ledger.file()
    digits = await post.asked(code)
    [row] = await ledger.rows("SELECT * FROM one_time_codes WHERE dossier = :code", code=code)
    assert digits not in str(row["digest"])
    assert row["digest"]


async def test_five_wrong_tries_end_a_code(post: Post, ledger: Ledger) -> None:
    code = await ledger.file()
    digits = await post.asked(code)
    wrong = f"{(int(digits) + 1) % 10**6:06}"
    for _ in range(5):
        assert await post.codes.tried(code, wrong) is None
    assert await post.codes.tried(code, digits) is None


async def test_a_code_ends_after_ten_minutes(post: Post, ledger: Ledger) -> None:
    code = await ledger.file()
    digits = await post.asked(code)
    await post.passes(code, "ends_at", "10 minutes")
    assert await post.codes.tried(code, digits) is None


async def test_a_newer_code_ends_the_one_before(post: Post, ledger: Ledger) -> None:
    code = await ledger.file()
    first = await post.asked(code)
    assert await post.asked(code) == "", "asked again within the minute, none is sent"
    await post.passes(code, "asked_at", "1 minute")
    second = await post.asked(code)
    assert await post.codes.tried(code, first) in (None, MOTHER if first == second else None)
    assert await post.codes.tried(code, second) == MOTHER


async def again(post: Post, code: str) -> list[str]:
    """Let the letters of a dossier be tried again, and read the digits of all that came so far."""
    await post.ledger.rows("UPDATE outbox SET due_at = now() WHERE kind = 'notice'")
    await post.notifier.deliver()
    found = (
        re.findall(r"^ {2}(\d{6})$", one["body"], re.MULTILINE) for one in post.letters.kept if code in one["body"]
    )
    return [digits[0] for digits in found if digits]


async def test_a_letter_that_is_tried_again_says_the_same_code_and_that_opens(post: Post, ledger: Ledger) -> None:
    code = await ledger.file()
    post.letters.lost = True
    first = await post.asked(code)
    assert first
    assert await post.codes.tried(code, f"{(int(first) + 1) % 10**6:06}") is None
    post.letters.lost = False
    assert await again(post, code) == [first, first]
    assert await post.codes.tried(code, first) == MOTHER
    [row] = await ledger.rows("SELECT tries FROM one_time_codes WHERE dossier = :code", code=code)
    assert row["tries"] == 2, "a second letter gives no new tries"


@pytest.mark.parametrize("ended", ["used", "over", "newer"])
async def test_a_code_that_opens_no_more_is_not_sent_again(post: Post, ledger: Ledger, ended: str) -> None:
    code = await ledger.file()
    post.letters.lost = True
    first = await post.asked(code)
    post.letters.lost = False
    if ended == "used":
        await post.codes.tried(code, first)
    elif ended == "over":
        await post.passes(code, "ends_at", "10 minutes")
    else:
        await post.passes(code, "asked_at", "1 minute")
        await ledger.rows("UPDATE outbox SET due_at = now() + interval '1 hour' WHERE dossier = :code", code=code)
        first = await post.asked(code)
    sent = [digits for digits in await again(post, code) if digits == first]
    assert len(sent) == 1
    assert ("notice", 1, "one_time_code") not in await ledger.outbox(code)


async def test_nobody_is_sent_more_than_ten_a_day(post: Post, ledger: Ledger) -> None:
    code = await ledger.file()
    for _ in range(10):
        assert await post.asked(code)
        await post.passes(code, "asked_at", "1 minute")
    assert await post.asked(code) == ""
    await post.passes(code, "since", "1 day")
    assert await post.asked(code)


async def test_of_no_dossier_nothing_is_written_or_sent(post: Post, ledger: Ledger) -> None:
    assert await post.asked(ABSENT) == ""
    assert await post.codes.tried(ABSENT, "000000") is None
    assert not await ledger.rows("SELECT 1 FROM one_time_codes WHERE dossier = :code", code=ABSENT)


async def test_a_code_of_one_dossier_opens_no_other(post: Post, ledger: Ledger) -> None:
    one, other = await ledger.file(), await ledger.file()
    digits, others = await post.asked(one), await post.asked(other)
    if digits != others:
        assert await post.codes.tried(other, digits) is None
