"""People are told by mail what happened, once, in their language, whatever the mail server does."""

from collections.abc import AsyncIterator, Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from structlog.testing import capture_logs

from domain.base.law import Role
from domain.base.refusals import Missing
from domain.base.words import Words
from domain.dossier import acts
from domain.dossier.acts import ENGINE, Actor
from domain.recall.model import REASONS
from domain.statute.versions import Rules
from infra.crypto.blind_index import BlindIndex
from infra.engine.temporal import connect
from infra.facts.loading import load_offices
from infra.identity.one_time_codes import OneTimeCodes
from infra.journal.deadlines import DeadlineMonitor
from infra.notifications.notices import Mailer, MailRefused, MailUnavailable
from infra.notifications.notifier import TRIES, Notifier
from infra.reads.operations import Operations
from infra.runtime.settings import Settings
from tests.support.examples import (
    APPROVE,
    CONFIRM,
    DESK,
    FATHER,
    HAND_OVER,
    ISSUED,
    LEADER,
    MOTHER,
    RECEIVE,
    officer,
    personal,
)
from tests.support.ledger import Ledger, Urls, open_ledger
from tests.support.poison import BROKEN, unreadable

BAO, OANH = "bao@example.vn", "oanh@example.vn"
INDEX = BlindIndex("00" * 32)
OWNER = Actor(kind="citizen", id="w" * 32)
OPERATOR = officer("operator-of-letters", Role.OPERATOR, agency="33")
WAIT: timedelta = Rules.model_fields["consent_wait"].default


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
    codes = OneTimeCodes(ledger.engine.database, INDEX)
    return Notifier(ledger.engine, office, load_offices(), titles, Settings(public_url="https://motcua.test"), codes)


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


@pytest.mark.parametrize(
    ("locale", "corrects", "words"),
    [
        ("vi", True, ("không còn giá trị", "Nội dung có sai sót", "không phải nộp lại hồ sơ", "thay thế trước")),
        ("vi", False, ("không còn giá trị", "khiếu nại")),
        ("en", True, ("no longer valid", "Its content is wrong", "You need not apply again")),
        ("en", False, ("no longer valid", "file a new application")),
    ],
)
async def test_a_recall_says_what_happened_what_is_safe_and_what_to_do(
    ledger: Ledger, notifier: Notifier, office: PostOffice, locale: str, corrects: bool, words: tuple[str, ...]
) -> None:
    code = await ledger.file(personal=contact(locale))
    await to_the_end(ledger, code)
    result = (await ledger.engine.dossier(code, ENGINE)).result
    assert result
    said = {"number": result.number, "reason": REASONS["content"], "basis": "Quyết định số 15/QĐ-UBND"}
    await ledger.act(code, acts.Recalled(**said, corrects=corrects, personal={"explanation": "Tên sai"}), LEADER)
    await notifier.deliver()
    letter = office.letters[-1]["body"]
    for word in (*words, result.number, "Quyết định số 15/QĐ-UBND"):
        assert word in letter, word
    assert "Tên sai" not in letter


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


async def owed(ledger: Ledger, code: str) -> dict[str, Any]:
    """What is said of a notice that is owed, and after how many seconds it is tried again."""
    [row] = await ledger.rows(
        "SELECT why, attempts, done, extract(epoch FROM due_at - now())::int AS pause FROM outbox"
        " WHERE dossier = :code AND kind = 'notice'",
        code=code,
    )
    return row


async def make_due(ledger: Ledger, **columns: int) -> None:
    """Let the time pass after which letters are tried again."""
    settings = "".join(f", {name} = {value}" for name, value in columns.items())
    await ledger.rows(f"UPDATE outbox SET due_at = now() - interval '1 second'{settings} WHERE kind = 'notice'")


async def test_the_pauses_of_a_letter_grow_from_a_second_to_an_hour(
    ledger: Ledger, notifier: Notifier, office: PostOffice
) -> None:
    code, pauses = await ledger.file(), list[int]()
    office.fault = lambda: MailUnavailable("away")
    for attempts in (0, 1, 4, 11, 12, 100):
        await make_due(ledger, attempts=attempts)
        await notifier.deliver()
        pauses.append((await owed(ledger, code))["pause"])
    assert [round(pause / 10) for pause in pauses] == [0, 0, 2, 205, 360, 360]


async def test_a_letter_that_fails_for_days_is_given_up_and_an_operator_sees_it_and_has_it_tried_again(
    ledger: Ledger, notifier: Notifier, office: PostOffice
) -> None:
    code, operations = await ledger.file(), await operations_of(ledger)
    office.fault = lambda: MailUnavailable("away")
    await make_due(ledger, attempts=TRIES - 1)
    await notifier.deliver()
    await make_due_but_given_up(ledger)
    assert await notifier.deliver() == 0
    report = await operations.report(OPERATOR)
    assert report.counts.backlog["notice"].since is None
    [seen] = [one for one in report.put_off if one.dossier == code]
    assert (seen.loop, seen.why, seen.fails, seen.next) == ("notice", "MailUnavailable", TRIES, None)
    office.fault = None
    await operations.retry_put_off("notice", code, OPERATOR)
    assert await notifier.deliver() == 1
    assert len(office.letters) == 1
    with pytest.raises(Missing):
        await operations.retry_put_off("notice", code, OPERATOR)


async def operations_of(ledger: Ledger) -> Operations:
    """As the front door has them, with an engine that is down."""
    settings, database = Settings(temporal_address="127.0.0.1:9"), ledger.api.database
    return Operations(database, await connect(settings, database, lazy=True), settings)


async def make_due_but_given_up(ledger: Ledger) -> None:
    """Let the longest pause pass."""
    await ledger.rows("UPDATE outbox SET due_at = due_at - interval '2 hours'")


async def test_a_letter_that_lacks_what_it_must_say_is_given_up_at_once(
    ledger: Ledger, notifier: Notifier, office: PostOffice
) -> None:
    code = await ledger.file()
    await ledger.rows("UPDATE outbox SET topic = 'no_such_letter' WHERE kind = 'notice'")
    assert await notifier.deliver() == 0
    told = await owed(ledger, code)
    assert (told["why"], told["pause"], office.letters) == ("NoticeIncomplete", None, [])


async def test_a_dossier_that_nobody_can_read_keeps_no_other_s_letters(
    ledger: Ledger, notifier: Notifier, office: PostOffice
) -> None:
    poison, code = await ledger.file(), await ledger.file()
    async with unreadable(ledger, poison):
        assert await notifier.deliver() == 1
        assert [letter["message_id"] for letter in office.letters] == [f"<{code}.1@motcua>"]
        assert (await owed(ledger, poison))["why"] == BROKEN
    await make_due(ledger)
    assert await notifier.deliver() == 1


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
    destroyed = "UPDATE dossier_keys SET wrapped = NULL, destroyed_at = now(), basis = 'x' WHERE dossier = :code"
    await ledger.rows(destroyed, code=code)
    assert await notifier.deliver() == 1
    assert office.letters == []
    assert ("notice", 1, "filed") not in await ledger.outbox(code)


async def test_one_letter_that_cannot_be_written_does_not_stop_the_others(
    ledger: Ledger, notifier: Notifier, office: PostOffice
) -> None:
    strange = [await ledger.file(procedure="9.999999"), await ledger.file(competent="00000")]
    code = await ledger.file()
    assert await notifier.deliver() == 1
    assert [("notice", 1, "filed") in await ledger.outbox(other) for other in (*strange, code)] == [True, True, False]
    assert [letter["message_id"] for letter in office.letters] == [f"<{code}.1@motcua>"]


async def asked(ledger: Ledger, locale: str = "vi", reached: dict[str, Any] | None = None) -> str:
    """A filing to which two must agree; of one of them the applicant knows how to reach them."""
    consents = (acts.Consent(person=FATHER.id, part="household head"), acts.Consent(person=OWNER.id, part="owner"))
    ways = reached or {FATHER.id: {"email": BAO, "locale": locale}}
    return await ledger.file(consents=consents, personal=personal(asked=ways))


@pytest.mark.parametrize(("locale", "part"), [("vi", "chủ hộ"), ("en", "the household head")])
async def test_who_must_agree_is_told_at_their_own_address_in_their_language(
    ledger: Ledger, notifier: Notifier, office: PostOffice, locale: str, part: str
) -> None:
    code = await asked(ledger, locale)
    await notifier.deliver()
    told = {letter["to"]: letter["body"] for letter in office.letters}
    assert len(office.letters) == len(told) == 2
    assert part in told[BAO]
    assert code in told[BAO]
    assert part not in told[OANH], "the applicant is told of the filing"
    assert [kind for kind, _, _ in await ledger.outbox(code) if kind == "notice"] == []


async def test_whom_nobody_knows_how_to_reach_is_not_written_to_at_the_applicants(
    ledger: Ledger, notifier: Notifier, office: PostOffice
) -> None:
    await ledger.file(consents=(acts.Consent(person=FATHER.id, part="husband"),))
    assert await notifier.deliver() == 2
    assert [(letter["to"], "đồng ý" in letter["subject"]) for letter in office.letters] == [(OANH, False)]


async def test_who_stays_silent_is_reminded_once_and_who_objected_is_not(
    ledger: Ledger, notifier: Notifier, office: PostOffice
) -> None:
    both = {FATHER.id: {"email": BAO, "locale": "vi"}, OWNER.id: {"email": "chu@example.vn", "locale": "vi"}}
    code = await asked(ledger, reached=both)
    owners = next(t for t in (await ledger.engine.dossier(code, ENGINE)).open_tasks if t.person == OWNER.id)
    await ledger.act(code, acts.Objected(task=owners.id, reason="Nhà đang tranh chấp"), OWNER)
    await notifier.deliver()
    office.letters.clear()
    ledger.clock.turn(WAIT / 2)
    for _ in range(2):
        await DeadlineMonitor(ledger.engine).mind(code)
        await ledger.rows("UPDATE outbox SET due_at = now()")
        await notifier.deliver()
    assert [letter["to"] for letter in office.letters] == [BAO]
    assert office.letters[0]["subject"].startswith("Nhắc")


@pytest.mark.parametrize("fault", [MailUnavailable("451"), MailRefused("550")])
async def test_neither_the_outbox_nor_a_log_says_who_is_asked_or_where(
    ledger: Ledger, notifier: Notifier, office: PostOffice, fault: Exception
) -> None:
    code = await asked(ledger)
    owed = str(await ledger.rows("SELECT * FROM outbox"))
    office.fault = lambda: fault
    with capture_logs() as lines:
        await notifier.deliver()
    assert lines
    public = str([(row["key"], row["act"]) for row in await ledger.whole(code)])
    for told in (owed, str(lines)):
        assert not any(secret in told for secret in (BAO, "example.vn", FATHER.id, MOTHER.id))
    assert "example.vn" not in public


async def test_of_a_mandate_that_is_over_the_proxy_is_told_nothing_more_and_the_owner_as_they_wish(
    ledger: Ledger, notifier: Notifier, office: PostOffice
) -> None:
    until = date.today() + timedelta(days=1)  # noqa: DTZ011 - the database goes by its own clock
    revoked, ended = [
        await ledger.file(owner=FATHER.id, mandate_until=until, personal=contact()) for _ in ("revoked", "ended")
    ]
    await notifier.deliver()
    assert [letter["to"] for letter in office.letters] == [OANH, OANH]
    own = {"contact": {"email": BAO, "locale": "vi"}}
    await ledger.act(revoked, acts.MandateRevoked(personal=own), FATHER)
    for code in (revoked, ended):
        await ledger.through(code, RECEIVE, acts.Accepted(task=""), DESK)
    ledger.clock.at = datetime.now(UTC) + timedelta(days=2)
    await notifier.deliver()
    assert [letter["to"] for letter in office.letters[2:]] == [BAO]
