"""An applicant is told by mail what happened, once, in their language, whatever the mail server does."""

from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest

from domain import acts
from domain.words import Words
from infra.facts import load_offices
from infra.notices import Mailer, MailRefused, MailUnavailable
from infra.notifier import Notifier
from infra.settings import Settings
from tests.examples import APPROVE, CONFIRM, DESK, HAND_OVER, ISSUED, LEADER, MOTHER, RECEIVE, personal
from tests.ledger import Ledger, Urls, open_ledger


class PostOffice(Mailer):
    """A mail server that takes, refuses or is away."""

    def __init__(self) -> None:
        super().__init__("smtp://127.0.0.1:1")
        self.letters: list[dict[str, Any]] = []
        self.fault: Callable[[], Exception] | None = None

    async def send(self, **letter: Any) -> None:
        """Take a letter."""
        if self.fault:
            raise self.fault()
        self.letters.append(letter)


@pytest.fixture
async def ledger(database: Urls) -> AsyncIterator[Ledger]:
    """A database that owes nobody a notice yet."""
    async with open_ledger(database) as opened:
        await opened.rows("DELETE FROM outbox")
        yield opened


@pytest.fixture
def office() -> PostOffice:
    """A mail server."""
    return PostOffice()


@pytest.fixture
def notifier(ledger: Ledger, office: PostOffice) -> Notifier:
    """Who tells."""
    titles = {"1.001193": Words(vi="Đăng ký khai sinh", en="Birth registration")}
    return Notifier(ledger.engine, office, load_offices(), titles, Settings(public_url="https://motcua.test"))


def contact(locale: str = "vi", email: str = "oanh@example.vn") -> dict[str, Any]:
    """A filing with this way to be told."""
    return personal(contact={"email": email, "locale": locale})


async def to_the_end(ledger: Ledger, code: str) -> None:
    """Take a dossier through everything that its applicant hears of."""
    await ledger.through(code, RECEIVE, acts.Accepted(task=""), DESK)
    await ledger.through(code, CONFIRM, acts.Confirmed(task=""), MOTHER)
    await ledger.through(code, APPROVE, acts.Approved(task=""), LEADER)
    [numbered] = await ledger.advance(code, ("issue/number", acts.Numbered(kind="GKS")))
    assert isinstance(numbered.act, acts.Numbered)
    await ledger.advance(code, ("issue", ISSUED.model_copy(update={"number": numbered.act.number})))
    await ledger.through(code, HAND_OVER, acts.HandedOver(task=""), DESK)


@pytest.mark.parametrize("locale", ["vi", "en"])
async def test_each_event_that_concerns_them_is_told_once(
    ledger: Ledger, notifier: Notifier, office: PostOffice, locale: str
) -> None:
    code = await ledger.file(personal=contact(locale))
    await to_the_end(ledger, code)
    while await notifier.deliver():
        pass
    assert [letter["message_id"] for letter in office.letters] == [f"<{code}.{seq}@motcua>" for seq in (1, 3, 4, 9, 11)]
    assert {letter["to"] for letter in office.letters} == {"oanh@example.vn"}
    assert all(code in letter["subject"] + letter["body"] for letter in office.letters)
    assert all(("Procedure: Birth" in letter["body"]) == (locale == "en") for letter in office.letters)
    assert [kind for kind, _, _ in await ledger.outbox(code) if kind == "notice"] == []


async def test_a_refusal_at_the_desk_gives_its_reason(ledger: Ledger, notifier: Notifier, office: PostOffice) -> None:
    code = await ledger.file()
    await ledger.through(code, RECEIVE, acts.NotAccepted(task="", reason="Không thuộc thẩm quyền"), DESK)
    await notifier.deliver()
    assert "Không thuộc thẩm quyền" in office.letters[-1]["body"]


async def test_a_supplement_names_what_is_missing(ledger: Ledger, notifier: Notifier, office: PostOffice) -> None:
    code = await ledger.file()
    asked = acts.SupplementRequested(task="", items=("Giấy chứng sinh",), reason="Bản chụp mờ")
    await ledger.through(code, RECEIVE, asked, DESK)
    await notifier.deliver()
    assert "Giấy chứng sinh" in office.letters[-1]["body"]


async def test_while_the_mail_server_is_away_it_stays_owed(
    ledger: Ledger, notifier: Notifier, office: PostOffice
) -> None:
    code = await ledger.file()
    office.fault = lambda: MailUnavailable("away")
    assert await notifier.deliver() == 0
    assert ("notice", 1, "filed") in await ledger.outbox(code)
    office.fault = None
    await ledger.rows("UPDATE outbox SET due_at = now() - interval '1 second'")
    assert await notifier.deliver() == 1
    assert len(office.letters) == 1


async def test_what_the_mail_server_refuses_for_good_is_not_tried_again(
    ledger: Ledger, notifier: Notifier, office: PostOffice
) -> None:
    code = await ledger.file()
    office.fault = lambda: MailRefused("no such mailbox")
    assert await notifier.deliver() == 1
    assert ("notice", 1, "filed") not in await ledger.outbox(code)


async def test_who_left_no_address_is_not_written_to(ledger: Ledger, notifier: Notifier, office: PostOffice) -> None:
    await ledger.file(personal=contact(email=""))
    assert await notifier.deliver() == 1
    assert office.letters == []


async def test_whose_data_were_erased_is_not_written_to(ledger: Ledger, notifier: Notifier, office: PostOffice) -> None:
    code = await ledger.file()
    await ledger.rows("UPDATE events SET personal = NULL, salt = NULL WHERE dossier = :code", code=code)
    assert await notifier.deliver() == 1
    assert office.letters == []
    assert len(await ledger.whole(code)) == 2


async def test_one_letter_that_cannot_be_written_does_not_stop_the_others(
    ledger: Ledger, notifier: Notifier, office: PostOffice
) -> None:
    strange = [await ledger.file(procedure="9.999999"), await ledger.file(competent="00000")]
    code = await ledger.file()
    assert await notifier.deliver() == 1
    assert [("notice", 1, "filed") in await ledger.outbox(other) for other in (*strange, code)] == [True, True, False]
    assert [letter["message_id"] for letter in office.letters] == [f"<{code}.1@motcua>"]
