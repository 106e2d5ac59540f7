"""The front door's role sees what the person of the request may see, whatever SQL it sends."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import asyncpg
import pytest
from sqlalchemy.engine import make_url

from domain.base.law import Role
from domain.base.refusals import MandateEnded, Missing
from domain.dossier import acts
from domain.dossier.acts import ENGINE, Actor
from domain.registers.lookups import LookUp
from infra.journal.mandates import over
from infra.reads.access_log import Looks
from tests.support.examples import (
    COMMUNE,
    DESK,
    FATHER,
    LEADER,
    MOTHER,
    NEIGHBOUR,
    RECEIVE,
    STRANGER,
    TUESDAY,
    filed,
    officer,
    opened,
)
from tests.support.ledger import Ledger, Urls, of, prefix

TABLES = (
    "dossiers", "dossier_keys", "events", "papers", "tasks", "results", "archive_stamps", "tree_leaves", "filings",
    "uploads",
)  # fmt: skip
FOREIGN = officer("foreign", agency=NEIGHBOUR)
EMPTY = "99998"
"""An office that no test files with: whoever is of it sees nothing at all."""
NOBODY = Actor(kind="citizen", id="")
OPERATOR = officer("operator", Role.OPERATOR, agency="33")
HOMELESS = officer("homeless", agency="")


@asynccontextmanager
async def session(url: str, **settings: str) -> AsyncIterator[asyncpg.Connection]:
    """Speak SQL as a role, with nothing of ours between."""
    plain = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    connection = await asyncpg.connect(plain, ssl=False)
    try:
        for name, value in settings.items():
            await connection.execute("SELECT set_config($1, $2, false)", f"motcua.{name}", value)
        yield connection
    finally:
        await connection.close()


@pytest.fixture
async def code(ledger: Ledger) -> str:
    """A dossier with one row in every table that is guarded."""
    code = await ledger.file(receiving=COMMUNE)
    await ledger.advance(code, ("receive", of(code, RECEIVE)))
    await ledger.rows("INSERT INTO results VALUES (:number, :code, 'p', 's')", number=f"R-{code}", code=code)
    await ledger.rows("INSERT INTO archive_stamps VALUES (:n, now(), :code, 'p', 's')", n=f"R-{code}", code=code)
    await ledger.rows(
        "INSERT INTO tree_leaves SELECT coalesce(max(position) + 1, 0), :code, 1, 'h' FROM tree_leaves", code=code
    )
    await ledger.rows(
        "INSERT INTO uploads (id, owner, media_type, size, sha256, created_at)"
        " VALUES (:id, :owner, 'application/pdf', 1, 's', now())",
        id=f"U-{code}",
        owner=MOTHER.id,
    )
    await ledger.rows("INSERT INTO papers VALUES (:code, :id)", code=code, id=f"U-{code}")
    return code


async def seen(ledger: Ledger, reader: Actor, code: str) -> set[str]:
    """Name the tables in which a reader sees a row of the dossier, or of the mother's."""
    found = set()
    async with ledger.api.database.transaction(reader) as tx:
        for table in TABLES:
            column = {"dossiers": "code", "filings": "subject", "uploads": "id"}.get(table, "dossier")
            value = {"subject": MOTHER.id, "id": f"U-{code}"}.get(column, code)
            rows = await tx.exec_driver_sql(f"SELECT 1 FROM {table} WHERE {column} = $1", (value,))
            found |= {table} if rows.first() else set()
    return found


OF_THE_DOSSIER = {
    "dossiers", "dossier_keys", "events", "papers", "tasks", "results", "archive_stamps", "tree_leaves", "uploads",
}  # fmt: skip


@pytest.mark.parametrize(
    ("reader", "tables"),
    [
        (MOTHER, set(TABLES)),
        (DESK, OF_THE_DOSSIER),
        (LEADER, OF_THE_DOSSIER),
        (FATHER, set()),
        (STRANGER, set()),
        (FOREIGN, set()),
        (NOBODY, set()),
        (HOMELESS, set()),
        (OPERATOR, {"dossier_keys"}),
    ],
    ids=lambda value: getattr(value, "id", "") or None,
)
async def test_a_reader_sees_their_own_and_their_agencys(
    ledger: Ledger, code: str, reader: Actor, tables: set[str]
) -> None:
    assert await seen(ledger, reader, code) == tables


async def test_an_agency_that_is_asked_sees_the_one_dossier_that_it_names(ledger: Ledger, code: str) -> None:
    other, unasked = await ledger.file(), await ledger.file()
    asks = opened("verify_place", Role.SPECIALIST, "answer", asks="traffic", message="verify_place/request")
    for one in (code, other):
        await ledger.advance(one, ("verify_place", of(one, asks)))
    sees = {}
    for name in ("traffic", "population", "payments", ""):
        for named in (code, other, unasked, ""):
            async with ledger.api.database.transaction(Actor(kind="agency", id=name), named) as tx:
                rows = (await tx.exec_driver_sql("SELECT code FROM dossiers")).scalars().all()
                events = (await tx.exec_driver_sql("SELECT DISTINCT dossier FROM events")).scalars().all()
            assert list(rows) == list(events)
            sees[name, named] = list(rows)
    assert {key: rows for key, rows in sees.items() if rows and key[0] != "payments"} == {
        ("traffic", code): [code],
        ("traffic", other): [other],
    }


async def test_an_officer_who_bears_an_agencys_name_is_no_agency(ledger: Ledger, code: str) -> None:
    asks = opened("verify_place", Role.SPECIALIST, "answer", asks="traffic", message="verify_place/request")
    await ledger.advance(code, ("verify_place", of(code, asks)))
    for name in ("traffic", "payments"):
        for impostor in (officer(name, agency=EMPTY), officer("x", agency=name), Actor(kind="citizen", id=name)):
            assert not await seen(ledger, impostor, code) & OF_THE_DOSSIER
            async with ledger.api.database.transaction(impostor, code) as tx:
                assert not (await tx.exec_driver_sql("SELECT code FROM dossiers")).all()


LOOK = LookUp(query="person_by_number", fields=("born",), why="Thử", about=(FATHER.id,))


async def test_whom_a_look_up_was_about_sees_its_line_and_nobody_else_does(ledger: Ledger, code: str) -> None:
    looked = acts.Answered(agency="population", step="father", found=True, look=LOOK, personal={"answer": {}})
    await ledger.advance(code, ("father", looked))
    impostors = (officer(FATHER.id, agency=COMMUNE), Actor(kind="agency", id=FATHER.id), NOBODY, HOMELESS)
    sees = {}
    for reader in (FATHER, MOTHER, STRANGER, DESK, FOREIGN, *impostors):
        async with ledger.api.database.transaction(reader, code) as tx:
            rows = (await tx.exec_driver_sql("SELECT * FROM lookups WHERE dossier = $1", (code,))).mappings().all()
        sees[reader.kind, reader.id] = len(rows)
        assert all("about" not in row["look"] and "personal" not in row for row in rows)
    assert {who for who, lines in sees.items() if lines} == {("citizen", FATHER.id)}
    assert await seen(ledger, FATHER, code) == set()


OWN = set(TABLES) & {"dossiers", "dossier_keys", "events", "tasks"}


async def by_mandate(ledger: Ledger) -> str:
    """The mother filed for the father, until today."""
    today = (await ledger.rows("SELECT CAST(now() AT TIME ZONE INTERVAL '7 hours' AS date) AS day"))[0]["day"]
    code = await ledger.file(owner=FATHER.id, mandate_until=today)
    await ledger.advance(code, ("receive", of(code, RECEIVE)))
    return code


async def looks(ledger: Ledger, reader: Actor, code: str) -> list[dict[str, Any]]:
    """Read who opened a dossier."""
    async with ledger.api.database.transaction(reader) as tx:
        rows = await tx.exec_driver_sql("SELECT * FROM officer_looks WHERE dossier = $1", (code,))
        return [dict(row) for row in rows.mappings()]


async def test_whom_a_dossier_is_about_sees_which_office_opened_it_and_not_who(ledger: Ledger) -> None:
    code = await ledger.file(receiving=COMMUNE)
    noted = Looks(ledger.api.database)
    for things in (("form",), ("papers",), ("form",)):
        await noted.note(code, DESK, *things)
    await noted.note(code, LEADER, "form")
    for reader in (MOTHER, DESK):
        lines = await looks(ledger, reader, code)
        assert [(line["agency"], line["roles"], line["opened"]) for line in lines] == [
            (COMMUNE, ["receiving_officer"], ["form", "papers"]),
            (COMMUNE, ["commune_leader"], ["form"]),
        ]
        assert not {"officer", "about"} & set(lines[0])
    impostors = (officer(MOTHER.id, agency=NEIGHBOUR), Actor(kind="agency", id=MOTHER.id), NOBODY, HOMELESS)
    for reader in (STRANGER, FOREIGN, *impostors):
        assert await looks(ledger, reader, code) == []


async def test_a_party_to_a_dossier_sees_who_opened_it_though_not_the_dossier(ledger: Ledger) -> None:
    act = filed(receiving=COMMUNE)
    _, code = await ledger.api.file(prefix(), act, MOTHER, "looked-at", "body")
    await Looks(ledger.api.database).note(code, DESK, "journal")
    assert [line["opened"] for line in await looks(ledger, FATHER, code)] == [["journal"]]
    assert "dossiers" not in await seen(ledger, FATHER, code)


async def test_a_look_is_one_line_a_day_whichever_process_notes_it_and_of_officers_alone(ledger: Ledger) -> None:
    code = await ledger.file(receiving=COMMUNE)
    for _ in range(2):
        for reader in (DESK, MOTHER, FOREIGN, STRANGER):
            await Looks(ledger.api.database).note(code, reader, "form")
    [line] = await ledger.rows("SELECT officer, what FROM looks WHERE dossier = :code", code=code)
    assert line == {"officer": DESK.id, "what": "form"}


async def test_an_operator_leaves_a_line_in_a_dossier_that_they_do_not_see(ledger: Ledger) -> None:
    code = await ledger.file()
    await Looks(ledger.api.database).note(code, OPERATOR, "engine_data")
    assert [(line["agency"], line["roles"]) for line in await looks(ledger, MOTHER, code)] == [("33", ["operator"])]


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT officer FROM looks",
        "DELETE FROM looks",
        "UPDATE looks SET what = 'form'",
        "INSERT INTO looks (dossier) SELECT dossier FROM looks",
    ],
)
async def test_nobody_takes_a_look_back_or_puts_one_on_a_colleague(database: Urls, statement: str) -> None:
    async with session(database.api, person=MOTHER.id, agency=COMMUNE) as connection:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute(statement)


async def test_a_proxy_sees_the_dossier_to_the_last_day_of_the_mandate_and_the_owner_always(ledger: Ledger) -> None:
    code = await by_mandate(ledger)
    assert await seen(ledger, MOTHER, code) >= OWN
    await ledger.rows("UPDATE dossiers SET proxy_until = proxy_until - 1 WHERE code = :code", code=code)
    assert not OWN & await seen(ledger, MOTHER, code)
    for reader in (FATHER, DESK):
        assert await seen(ledger, reader, code) >= OWN


async def test_a_proxy_sees_nothing_more_once_the_owner_has_revoked_the_mandate(ledger: Ledger) -> None:
    code = await by_mandate(ledger)
    await ledger.act(code, acts.MandateRevoked(), FATHER)
    assert not OWN & await seen(ledger, MOTHER, code)
    assert await seen(ledger, FATHER, code) >= OWN


async def test_of_a_mandate_that_is_over_its_proxy_alone_is_told_which_when_and_why(
    ledger: Ledger,
) -> None:
    async def told(reader: Actor) -> list[tuple[str, bool]]:
        return [(one.code, one.revoked_at is not None) for one in await over(ledger.api.database, reader)]

    revoked, ended, held = [await by_mandate(ledger) for _ in range(3)]
    await ledger.act(revoked, acts.MandateRevoked(), FATHER)
    await ledger.rows("UPDATE dossiers SET proxy_until = proxy_until - 1 WHERE code = :code", code=ended)
    found = await told(MOTHER)
    assert {(revoked, True), (ended, False)} <= set(found)
    assert held not in dict(found)
    for reader in (FATHER, DESK, STRANGER, OPERATOR):
        assert not {revoked, ended} & set(dict(await told(reader))), reader
    for code, since in ((revoked, "took back the mandate"), (ended, "mandate ended")):
        with pytest.raises(MandateEnded, match=since):
            await ledger.api.dossier(code, MOTHER)
        with pytest.raises(Missing):
            await ledger.api.dossier(code, STRANGER)


async def test_a_proxy_does_not_lengthen_what_the_mandate_gave(ledger: Ledger, database: Urls) -> None:
    await by_mandate(ledger)
    async with session(database.api, person=MOTHER.id, actor=MOTHER.id) as connection:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute("UPDATE dossiers SET proxy_until = NULL")


async def test_who_files_for_themselves_and_calls_it_a_mandate_sees_it_ever_after(ledger: Ledger) -> None:
    code = await ledger.file(owner=MOTHER.id, mandate_until=TUESDAY.date())
    assert "dossiers" in await seen(ledger, MOTHER, code)


async def test_receiving_and_competent_agency_both_see_a_dossier_and_no_third(ledger: Ledger) -> None:
    code = await ledger.file(receiving=COMMUNE, competent=NEIGHBOUR)
    third = officer("third", agency="12019")
    readers = (DESK, FOREIGN, third)
    assert ["dossiers" in await seen(ledger, reader, code) for reader in readers] == [True, True, False]


async def test_an_officer_who_bears_an_applicants_id_is_no_applicant(ledger: Ledger, code: str) -> None:
    impostor = officer(MOTHER.id, agency=NEIGHBOUR)
    assert not await seen(ledger, impostor, code) & (OF_THE_DOSSIER - {"uploads"})


async def test_without_saying_who_reads_nothing_is_seen(ledger: Ledger, code: str, database: Urls) -> None:
    async with session(database.api) as connection:
        # The system's own key is no dossier's.
        own = {"dossier_keys": " WHERE purpose <> 'system'"}
        counts = [await connection.fetchval(f"SELECT count(*) FROM {table}{own.get(table, '')}") for table in TABLES]
    assert counts == [0] * len(TABLES)


async def test_a_transaction_leaves_nothing_of_its_reader_to_the_next(ledger: Ledger, code: str) -> None:
    async with ledger.api.database.transaction(MOTHER) as tx:
        assert (await tx.exec_driver_sql("SELECT count(*) FROM dossiers")).scalar_one()
    async with ledger.api.database.engine.connect() as connection:
        assert (await connection.exec_driver_sql("SELECT count(*) FROM dossiers")).scalar_one() == 0


CRAFTY = [
    "SELECT count(*) FROM lookups",
    "SELECT count(*) FROM officer_looks WHERE dossier IS NOT NULL OR true",
    "SELECT count(*) FROM lookups WHERE look IS NOT NULL OR true",
    "SELECT count(*) FROM events e LEFT JOIN dossiers d ON true OR d.code = e.dossier",
    "SELECT count(*) FROM (TABLE events UNION ALL TABLE events) AS twice",
    "WITH all_of_them AS (SELECT * FROM dossiers) SELECT count(*) FROM all_of_them WHERE code IS NOT NULL OR true",
    "SELECT count(*) FROM tasks WHERE dossier IN (SELECT code FROM dossiers) OR true",
]


@pytest.mark.parametrize("statement", CRAFTY)
async def test_no_statement_gets_round_the_policies(code: str, database: Urls, statement: str) -> None:
    async with session(database.api, person=STRANGER.id, actor=STRANGER.id, agency="") as connection:
        assert await connection.fetchval(statement) == 0


FORBIDDEN = [
    "UPDATE events SET act = '{}'",
    "DELETE FROM events",
    "TRUNCATE events",
    "DELETE FROM dossiers",
    "DELETE FROM tasks",
    "DELETE FROM results",
    "UPDATE results SET path = ''",
    "UPDATE archive_stamps SET path = ''",
    "DELETE FROM archive_stamps",
    "UPDATE filings SET digest = ''",
    "UPDATE dossier_keys SET dossier = 'x'",
    "DELETE FROM dossier_keys",
    "DELETE FROM papers",
    "UPDATE uploads SET owner = 'x'",
    "UPDATE looks SET at = now()",
    "DELETE FROM looks",
    "UPDATE tree_leaves SET head = ''",
    "DELETE FROM tree_leaves",
    "TRUNCATE tree_leaves, tree_nodes",
    "UPDATE tree_nodes SET hash = ''",
    "DELETE FROM tree_nodes",
    "ALTER TABLE events DISABLE ROW LEVEL SECURITY",
    "ALTER TABLE dossiers OWNER TO CURRENT_USER",
    "DROP POLICY people ON dossiers",
    "CREATE POLICY mine ON dossiers USING (true)",
    "SET ROLE postgres",
    "CREATE TABLE mine (id int)",
    "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "COPY events TO PROGRAM 'cat'",
]


@pytest.mark.parametrize("statement", FORBIDDEN)
@pytest.mark.parametrize("role", ["api", "engine"])
async def test_nobody_alters_a_journal_or_its_guard(code: str, database: Urls, role: str, statement: str) -> None:
    async with session(getattr(database, role), person=MOTHER.id, agency=COMMUNE) as connection:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute(statement)


async def test_who_lets_files_go_loses_their_own_alone_and_none_that_a_dossier_names(
    code: str, ledger: Ledger, database: Urls
) -> None:
    for owner in (MOTHER, STRANGER):
        await ledger.rows(
            "INSERT INTO uploads (id, owner, media_type, size, sha256, created_at)"
            " VALUES (:id, :owner, 'application/pdf', 1, 'x', now())",
            id=f"unfiled-{owner.id}-{code}", owner=owner.id,
        )  # fmt: skip
    async with session(database.api, person=MOTHER.id, actor=MOTHER.id) as connection:
        gone = await connection.fetch("DELETE FROM uploads RETURNING id")
    assert [row["id"] for row in gone] == [f"unfiled-{MOTHER.id}-{code}"]
    for nobody in ({}, {"person": STRANGER.id}, {"actor": ""}):
        async with session(database.api, **nobody) as connection:
            assert await connection.execute("DELETE FROM uploads") == "DELETE 0"
    async with session(database.engine) as connection:
        with pytest.raises(asyncpg.ForeignKeyViolationError):
            await connection.execute("DELETE FROM uploads")


async def test_a_reader_writes_only_into_what_they_see(ledger: Ledger, code: str, database: Urls) -> None:
    async with session(database.api, person=STRANGER.id, actor=STRANGER.id) as connection:
        assert await connection.execute("UPDATE dossiers SET status = 7") == "UPDATE 0"
        assert await connection.execute("UPDATE tasks SET claimed_by = 'me'") == "UPDATE 0"
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute(
                "INSERT INTO events (dossier, seq, at, key, actor, act, digest, hash)"
                " VALUES ($1, 99, now(), 'k', '{}', '{}', '', '')",
                code,
            )
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute("INSERT INTO filings VALUES ($1, 'k', 'd', 'c')", MOTHER.id)


@pytest.mark.parametrize("row", ["tree_leaves VALUES (0, 'c', 1, 'h')", "tree_nodes VALUES (0, 0, '')"])
async def test_the_front_door_adds_nothing_to_the_tree(database: Urls, row: str) -> None:
    async with session(database.api, person=MOTHER.id, agency=COMMUNE) as connection:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute(f"INSERT INTO {row}")


async def test_a_dossier_is_not_handed_to_somebody_else(code: str, database: Urls) -> None:
    async with session(database.api, person=MOTHER.id) as connection:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute("UPDATE dossiers SET applicant = $1, receiving = '', competent = ''", STRANGER.id)


async def test_who_has_a_number_learns_whether_it_counts_and_nothing_of_whose_it_is(
    ledger: Ledger, code: str, database: Urls
) -> None:
    (row,) = await ledger.rows("SELECT number, sha256 FROM results WHERE dossier = :code", code=code)
    stamped = (await ledger.rows("SELECT sha256 FROM archive_stamps WHERE dossier = :code", code=code))[0]["sha256"]
    async with session(database.api) as connection:
        assert await connection.fetchval("SELECT count(*) FROM results") == 0
        standing = row | {"stamped": [stamped]} | dict.fromkeys(("recalled_at", "recalled_why", "replaced_by"))
        for asked in ((row["number"], None), (None, row["sha256"]), (None, stamped)):
            told = await connection.fetch("SELECT * FROM result_standing($1, $2)", *asked)
            assert standing in map(dict, told)
        for nothing in ((None, None), ("", ""), ("%", "%")):
            assert not await connection.fetch("SELECT * FROM result_standing($1, $2)", *nothing)


async def test_only_the_office_that_decides_recalls_and_then_says_why_and_takes_nothing_back(
    ledger: Ledger, code: str, database: Urls
) -> None:
    recall = "UPDATE results SET recalled_at = now(), recalled_why = $2 WHERE dossier = $1"
    for reader in ({"person": MOTHER.id}, {"agency": NEIGHBOUR}, {}):
        async with session(database.api, **reader) as connection:
            assert await connection.execute(recall, code, "why") == "UPDATE 0"
    async with session(database.api, agency=COMMUNE) as connection:
        assert await connection.execute(recall, code, "Cấp sai thẩm quyền") == "UPDATE 1"
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute(
                "UPDATE results SET recalled_at = NULL, recalled_why = NULL WHERE dossier = $1", code
            )
    async with session(database.engine) as connection:
        with pytest.raises(asyncpg.CheckViolationError):
            await connection.execute(recall, code, None)
        assert await connection.execute(recall, code, "Cấp sai thẩm quyền") == "UPDATE 1"
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute("UPDATE results SET sha256 = '' WHERE dossier = $1", code)


async def test_the_engine_sees_every_dossier(ledger: Ledger, code: str) -> None:
    assert (await ledger.engine.dossier(code, ENGINE)).code == code


async def test_the_roles_can_do_nothing_special(ledger: Ledger) -> None:
    roles = await ledger.rows(
        "SELECT rolname, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication,"
        " (SELECT count(*) FROM pg_class WHERE relowner = r.oid) AS owns,"
        " (SELECT count(*) FROM pg_auth_members WHERE member = r.oid) AS member_of"
        " FROM pg_roles r WHERE rolname LIKE 'motcua%' ORDER BY 1"
    )
    assert [list(role.values()) for role in roles] == [
        ["motcua_api", False, False, False, False, False, 0, 0],
        ["motcua_engine", False, False, False, False, False, 0, 0],
    ]


async def test_every_table_with_a_dossier_or_a_person_in_it_is_guarded(ledger: Ledger) -> None:
    tables = await ledger.rows(
        "SELECT relname, relrowsecurity FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
    )
    open_ones = {table["relname"] for table in tables if not table["relrowsecurity"]}
    assert open_ones == {"alembic_version", "counters", "days_off", "officers_out", "outbox", "tree_nodes"}


@pytest.mark.parametrize("statement", ["SELECT basis FROM officers_out", "SELECT * FROM officers_out"])
async def test_the_front_door_sees_that_an_officer_is_out_and_not_why(database: Urls, statement: str) -> None:
    async with session(database.api, agency=COMMUNE) as connection:
        await connection.fetch("SELECT officer, state, until FROM officers_out")
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.fetch(statement)


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO officers_out (officer, state, basis, entered_by) VALUES ('x', 'back', '', '')",
        "DELETE FROM officers_out",
        "UPDATE officers_out SET state = 'back'",
    ],
)
async def test_nobody_comes_back_into_service_through_the_front_door(database: Urls, statement: str) -> None:
    async with session(database.api, agency=COMMUNE) as connection:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute(statement)


BATCH = (
    "INSERT INTO batches (id, agency, officer, procedure, kind, decision, state, needs_second, master, wrapped, sealed)"
    " VALUES ($1, $2, 'o', 'p', 'receive', 'accept', 'drafted', false, '', '', '')"
)


async def test_a_batch_is_seen_and_moved_by_its_office_alone_and_stays_whose_it_is(database: Urls) -> None:
    async with session(database.api, agency=COMMUNE) as connection:
        await connection.execute(BATCH, "of-the-commune", COMMUNE)
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute(BATCH, "of-another", NEIGHBOUR)
        for change in ("UPDATE batches SET officer = ''", "UPDATE batches SET decision = ''", "DELETE FROM batches"):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await connection.execute(change)
    for reader in ({"agency": NEIGHBOUR}, {"person": MOTHER.id}, {}):
        async with session(database.api, **reader) as connection:
            assert await connection.fetch("SELECT * FROM batches WHERE id = 'of-the-commune'") == []
            assert await connection.execute("UPDATE batches SET state = 'withdrawn' WHERE agency <> ''") == "UPDATE 0"


async def test_an_operators_act_is_written_under_their_own_name_and_stays(database: Urls) -> None:
    enter = "INSERT INTO operator_acts (act, about, operator) VALUES ($1, 'population', $2)"
    async with session(database.api, agency=COMMUNE, actor="leader") as connection:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute(enter, "pause", "leader")
    async with session(database.api, agency="33", actor="operator", operator="yes") as connection:
        for act, name in (("pause", "colleague"), ("retry", "operator")):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await connection.execute(enter, act, name)
        for change in ("UPDATE operator_acts SET why = ''", "DELETE FROM operator_acts", "DELETE FROM agency_states"):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await connection.execute(change)


@pytest.mark.parametrize("reader", [MOTHER, DESK, LEADER], ids=lambda reader: reader.id[:9])
async def test_what_builds_carry_is_for_operators_to_read_and_for_nobody_there_to_write(
    ledger: Ledger, reader: Actor
) -> None:
    say = "INSERT INTO worker_builds (build, release, engine, carries) VALUES ('b', '1', 'e', '{}')"
    await ledger.rows(f"{say} ON CONFLICT DO NOTHING")
    for who, many in ((OPERATOR, 1), (reader, 0)):
        async with ledger.api.database.transaction(who) as tx:
            assert len((await tx.exec_driver_sql("SELECT 1 FROM worker_builds WHERE build = 'b'")).all()) == many
        with pytest.raises(Exception, match="permission denied"):
            async with ledger.api.database.transaction(who) as tx:
                await tx.exec_driver_sql(say)
    await ledger.rows("DELETE FROM worker_builds")


@pytest.mark.parametrize("reader", [MOTHER, DESK, LEADER], ids=lambda reader: reader.id[:9])
async def test_what_new_code_makes_of_dossiers_is_for_operators_to_read_and_for_nobody_there_to_write(
    ledger: Ledger, reader: Actor
) -> None:
    code = await ledger.file()
    say = f"INSERT INTO outlooks (code, dossier, seq) VALUES ('c', '{code}', 1)"
    await ledger.rows(say)
    for who, many in ((OPERATOR, 1), (reader, 0)):
        async with ledger.api.database.transaction(who) as tx:
            found = await tx.exec_driver_sql(f"SELECT 1 FROM outlooks WHERE dossier = '{code}'")
            assert len(found.all()) == many
        with pytest.raises(Exception, match="permission denied"):
            async with ledger.api.database.transaction(who) as tx:
                await tx.exec_driver_sql(say)


@pytest.mark.parametrize("reader", [MOTHER, DESK, NOBODY], ids=lambda reader: reader.id or "nobody")
async def test_nobody_at_the_front_door_reads_or_writes_a_one_time_code(
    ledger: Ledger, code: str, reader: Actor
) -> None:
    for statement in ("SELECT digest FROM one_time_codes", "UPDATE one_time_codes SET tries = 0"):
        with pytest.raises(Exception, match="permission denied"):
            async with ledger.api.database.transaction(reader) as tx:
                await tx.exec_driver_sql(statement)
