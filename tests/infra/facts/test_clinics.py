"""Which clinics there are is the law's data: hospitals by name, a health station in each commune, and no office."""

import json
from pathlib import Path
from typing import Any

import pytest

from infra.facts.loading import FactsWrong, load_clinics, load_offices
from infra.vietnam.made.surroundings import CLINICS as MADE
from sandbox.people.officers import CLINICS as STAFFED

OFFICES = load_offices()
HOSPITAL = {"code": "33101", "name": "Bệnh viện", "basis": "Danh sách", "mark": "K"}


def written(folder: Path, **changes: Any) -> Path:
    path = folder / "clinics-33.json"
    path.write_text(json.dumps({"note": "Thử", "clinics": [HOSPITAL | changes]}))
    return path


def test_every_commune_has_a_station_beside_the_hospitals_and_no_office_is_a_clinic() -> None:
    assert OFFICES.clinics["33101"] == "Bệnh viện Đa khoa tỉnh Hưng Yên"
    assert OFFICES.clinics["11953.TYT"] == "Trạm Y tế phường Phố Hiến"
    assert {f"{one.code}.TYT" for one in OFFICES.communes} < OFFICES.clinics.keys()
    assert {*MADE, *(code for code, *_ in STAFFED)} < OFFICES.clinics.keys()
    assert OFFICES.clinics.keys() & OFFICES.bodies.keys() == set()


def test_a_province_has_its_own_and_without_a_list_nobody_receives(tmp_path: Path) -> None:
    assert load_clinics(OFFICES.offices, tmp_path / "clinics-33.json") == {}
    assert load_clinics(OFFICES.offices, written(tmp_path)) == {"33101": "Bệnh viện"}


def test_an_office_that_decides_is_never_made_a_clinic_by_a_slip_of_the_pen(tmp_path: Path) -> None:
    with pytest.raises(FactsWrong, match=r"clinics-33\.json: 11953\.CA"):
        load_clinics(OFFICES.offices, written(tmp_path, code="11953.CA"))
