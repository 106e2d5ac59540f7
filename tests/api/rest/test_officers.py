"""Whoever comes as an officer is known by name from then on: on paper, to the operator, and in no log."""

import json

from infra.local.house import LocalHouse
from infra.local.people import Caller, Json, People
from sandbox.identity.tokens import Mint, Subject
from sandbox.people.officers import OFFICERS
from tests.motcua.test_command_line import say
from tests.support.door import Door, problem_of, words_of

DESK, REGISTRAR = OFFICERS["tiepnhan.sonnam"], OFFICERS["hotich.sonnam"]


async def known(house: LocalHouse, office: str) -> list[Json]:
    """Ask the command line who has logged in for an office."""
    words = ("officers", "known", "--office", office, "--json")
    said = await say(*words, data=house.folder, **house.environment())
    assert said.code == 0, said.err
    return [json.loads(line) for line in said.out.splitlines()]


async def test_the_control_slip_names_who_verified_though_their_act_bears_no_name(door: Door, people: People) -> None:
    couple = (await people.couples("plain", commune=DESK.agency))[0]
    parent = await people.who(f"citizen:{couple['mother']['number']}")
    code = await people.file(parent, couple)
    await door.to_leader(parent, code, "sonnam")
    slip = await (await door.officer(DESK.login)).get(f"dossiers/{code}/forms/06")
    assert {name for name in (DESK.name, REGISTRAR.name) if name in words_of(slip)} == {DESK.name, REGISTRAR.name}
    assert REGISTRAR.officer_id not in words_of(slip)


async def test_the_command_line_lists_who_logged_in_and_no_log_does(house: LocalHouse, door: Door) -> None:
    (await (await door.officer(REGISTRAR.login)).get("tasks")).raise_for_status()
    told = {one["officer"]: one for one in await known(house, REGISTRAR.agency)}
    assert told[REGISTRAR.officer_id]["name"] == REGISTRAR.name
    assert told[REGISTRAR.officer_id]["roles"] == list(REGISTRAR.roles)
    assert {one["agency"] for one in told.values()} == {REGISTRAR.agency}
    said = await say("officers", "known", data=house.folder, **house.environment())
    assert f"{REGISTRAR.officer_id}  {REGISTRAR.agency}  civil_status_officer  " in said.out
    logs = "".join(path.read_text() for path in (house.folder / "logs").glob("*.log"))
    assert REGISTRAR.name not in logs


async def test_whoever_is_refused_as_nobody_known_enters_no_list_and_who_lost_their_roles_is_noted(
    house: LocalHouse, people: People, mint: Mint
) -> None:
    def comes(code: str, roles: list[str], audience: str = "motcua") -> Caller:
        claims = {"officer_id": code, "agency": "99999", "roles": roles}
        token = mint.access_token(Subject(code, "Nguyễn Văn Thử", claims), audience)
        return Caller(people.api, code, {"Authorization": f"Bearer {token}"})

    problem_of(await comes("cb-99999-01", ["clerk"], "elsewhere").get("tasks"), 401, "unauthenticated")
    (await comes("cb-99999-02", ["clerk"]).get("tasks")).raise_for_status()
    problem_of(await comes("cb-99999-02", []).get("tasks"), 403, "wrong-role")
    assert [(one["officer"], one["roles"]) for one in await known(house, "99999")] == [("cb-99999-02", [])]
