"""Registration of internal labour rules (2.001955), each test named for what happens under the law."""

import asyncio
import os
import secrets
import sys
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from motcua.testing import Caller, Json, LocalHouse, People

from snv_hungyen.internal_rules import InternalRulesForm, registered
from stand_in import MILL

CODE = "2.001955"
DESK, SPECIALIST, HEAD, DIRECTOR = (
    f"officer:{desk}.snvhungyen" for desk in ("tiepnhan", "canbo", "truongphong", "lanhdao")
)
DELIVERED = 10


def form(who: str, employer: str = MILL, **changes: str) -> Json:
    """Ask for the rules of an employer to be registered, as the citizen of this number."""
    stated = {"employer": employer, "name": "Công ty TNHH May Phố Hiến", "representative": who}
    return stated | {"decision": "05/QĐ-MPH", "issued_on": "2026-01-05"} | changes


def number_of(who: Caller) -> str:
    """Their citizen number."""
    return who.name.removeprefix("citizen:")


async def apply(people: People, who: Caller, employer: str = MILL) -> str:
    """File the rules of an employer; the desk accepts. Give the dossier's code."""
    paper = {"kind": "rules", "upload": await people.upload(who, name="noi-quy-lao-dong.pdf")}
    sent = {"procedure": CODE, "form": form(number_of(who), employer), "documents": [paper]}
    answer = await who.post("dossiers", json=sent, headers={"Idempotency-Key": secrets.token_hex(8)})
    code = str(answer.raise_for_status().json()["code"])
    await people.decide(await people.who(DESK), code, "accept")
    return code


async def read(people: People, code: str, **found: str) -> None:
    """Let the specialist read the rules."""
    await people.decide(await people.who(SPECIALIST), code, "answer", kind="read_rules", answer=found)


async def motcua(house: LocalHouse, *words: str) -> str:
    """Say a command of Motcua beside this house."""
    shell = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "motcua", *words),
        env=os.environ | {"MOTCUA_URL": house.api_url, "MOTCUA_DATA": str(house.folder)},
        stdout=asyncio.subprocess.PIPE,
    )
    out, _ = await shell.communicate()
    assert shell.returncode == 0
    return out.decode()


async def test_the_procedure_is_listed_with_its_term_and_its_papers(house: LocalHouse) -> None:
    listed = await motcua(house, "procedures")
    assert f"{CODE}  Registration of internal labour rules: 7 working days, free" in listed
    assert "--document rules=FILE" in listed


async def test_rules_that_keep_the_law_are_registered_under_the_seal(
    house: LocalHouse, people: People, representative: Caller, tmp_path: Path
) -> None:
    code = await apply(people, representative)
    await read(people, code)
    await people.decide(await people.who(HEAD), code, "agree", kind="review")
    await people.decide(await people.who(DIRECTOR), code, "approve")
    await people.decide(await people.who(DESK), code, "hand_over", kind="hand_over")
    ended = await people.until(representative, code, lambda shown: bool(shown["status"]["code"] == DELIVERED))
    sealed = await representative.get(f"results/{ended['result']['number']}")
    (paper := tmp_path / "thong-bao.pdf").write_bytes(sealed.raise_for_status().content)
    trust = house.folder / "development-seal" / "trust.pem"
    assert "Valid: nobody changed it" in await motcua(house, "verify", str(paper), "--trust", str(trust))


def test_rules_are_in_force_when_fifteen_whole_days_have_passed() -> None:
    asked = InternalRulesForm.model_validate(form("033085784148"))
    assert registered(asked, date(2026, 11, 17), 15).in_force_on == date(2026, 12, 3)


async def test_the_employer_files_in_its_own_name_and_all_who_represent_it_see_it(people: People) -> None:
    mother, father = [await people.who(f"organisation:{MILL}:{number}") for number in ("033195000101", "033092000102")]
    paper = {"kind": "rules", "upload": await people.upload(mother, name="noi-quy-lao-dong.pdf")}
    sent = {"procedure": CODE, "form": form("033195000101"), "documents": [paper]}
    answer = await mother.post("dossiers", json=sent, headers={"Idempotency-Key": secrets.token_hex(8)})
    code = str(answer.raise_for_status().json()["code"])
    assert "withdraw" in (await people.show(father, code))["can"]


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"representative": "033085784148"}, "the employer; its legal representative"),
        ({"issued_on": f"{datetime.now().astimezone() + timedelta(days=2):%F}"}, "The rules are issued in the future."),
        ({"employer": "12345"}, "pattern"),
    ],
)
async def test_what_cannot_be_true_is_not_filed(representative: Caller, wrong: Json, message: str) -> None:
    sent = {"procedure": CODE, "form": form(number_of(representative), **wrong), "documents": []}
    answer = await representative.post("dossiers", json=sent, headers={"Idempotency-Key": secrets.token_hex(8)})
    assert answer.status_code == 422
    assert message in answer.text
