"""The law's data is there, whole, and says where it comes from."""

import json
from datetime import date
from pathlib import Path

import pytest
from pydantic import ValidationError

from domain.statute.offices import Offices, UnknownOffice, police_of
from infra.facts.loading import FACTS, CalendarFile, FactsWrong, load_calendar, load_laws, load_offices

CALENDAR = CalendarFile.model_validate_json((FACTS / "calendar-vn.json").read_bytes())

POLICE_FORMS = ("1.004222", "3.000722.02")


def test_the_calendar_covers_whole_years() -> None:
    calendar = load_calendar()
    assert (calendar.id, calendar.first, calendar.last) == ("vn-2026.1", date(2024, 1, 1), date(2027, 12, 31))
    assert calendar.day_length.total_seconds() == 8 * 3600


def test_every_day_names_its_decision() -> None:
    assert all(day.basis and day.name for day in (*CALENDAR.days_off, *CALENDAR.make_up_days))


def test_days_off_are_weekdays_in_order() -> None:
    days = [day.date for day in CALENDAR.days_off]
    assert days == sorted(days)
    assert all(day.weekday() < 5 for day in days)


def test_what_nobody_announced_is_marked_as_a_plan() -> None:
    planned = [day.date for day in CALENDAR.days_off if day.mark == "plan"]
    assert planned == [date(2027, 2, 10), date(2027, 2, 11), date(2027, 9, 3)]


def test_the_day_of_culture_rests_on_its_resolution() -> None:
    [day] = [day for day in CALENDAR.days_off if day.date == date(2026, 11, 24)]
    assert (day.name, day.basis, day.mark) == ("Ngày Văn hóa Việt Nam", "Nghị quyết 28/2026/QH16", "F")


def test_an_agency_may_keep_another_calendar(tmp_path: Path) -> None:
    file = json.loads((FACTS / "calendar-vn.json").read_text(encoding="utf-8"))
    path = tmp_path / "calendar.json"
    path.write_text(json.dumps(file | {"id": "police", "days_off": []}), encoding="utf-8")
    assert load_calendar(path).is_working_day(date(2026, 11, 24))


def test_a_day_without_its_decision_is_refused(tmp_path: Path) -> None:
    file = json.loads((FACTS / "calendar-vn.json").read_text(encoding="utf-8"))
    path = tmp_path / "calendar.json"
    path.write_text(json.dumps(file | {"days_off": [{"date": "2026-11-24", "name": "?"}]}), encoding="utf-8")
    with pytest.raises(FactsWrong, match=r"calendar\.json:1: days_off\.0\.basis: Field required: name the law"):
        load_calendar(path)


def test_an_office_is_found_by_its_code() -> None:
    office = load_offices().office("11953")
    assert (office.title, office.slug, office.place) == ("Phường Phố Hiến", "phohien", "Phố Hiến")
    assert (office.body, office.dossier_prefix) == ("Ủy ban nhân dân phường Phố Hiến", "000.01.00.H31")


def test_an_office_says_where_it_receives_and_what_body_is_above_it() -> None:
    offices = load_offices()
    centre = "Trung tâm Phục vụ hành chính công"
    assert offices.office("12019").desk == f"{centre} xã Văn Giang"
    assert offices.office("12019.CA").desk == "Công an xã Văn Giang"
    assert {offices.office(f"33.{body}").desk for body in ("CA", "SNV", "BHXH")} == {f"{centre} tỉnh Hưng Yên"}
    above = {code: offices.office(code).superior for code in ("12019", "12019.CA", "33.CA", "33.SNV")}
    assert [*above.values()] == ["", "Công an tỉnh Hưng Yên", "Bộ Công an", "Ủy ban nhân dân tỉnh Hưng Yên"]


def test_a_number_is_written_by_its_kind_and_who_issues_it() -> None:
    written = {
        ("GKS-12019-2026-000001", "12019"): "01/2026",
        ("QDTCXH-12019-2026-000015", "12019"): "15/QĐ-UBND",
        ("TBCT-12019.CA-2026-000027", "12019.CA"): "27/TB-CAX",
        ("TBCT-11953.CA-2026-000007", "11953.CA"): "07/TB-CAP",
        ("QDTCTN-33.SNV-2026-000112", "33.SNV"): "112/QĐ-SNV",
        ("CTBS-12019-2026-001234", "12019"): "1234, quyển số 01/2026 - SCT/BS",
    }
    assert {given: load_offices().reference(*given) for given in written} == written


def test_kinds_that_an_office_writes_with_one_symbol_are_counted_together_and_no_others() -> None:
    offices = load_offices()
    assert {"TBCT", "TBXTT", "TBGPLX", "TBMT", "TBBHYT"} == set(offices.papers.alike("TBXTT"))
    assert offices.symbol("TBXTT", "12019.CA") == "TB-CAX"
    assert [offices.papers.alike(kind) for kind in ("GKS", "DKNQLD")] == [("GKS",), ("DKNQLD",)], "a book of its own"
    assert {offices.symbol(kind, "12019") for kind in ("GKS", "TLKT", "DKNQLD")} == {""}


def test_a_kind_that_no_data_name_keeps_its_number() -> None:
    assert load_offices().reference("DKNQLD-33.SNV-2026-000112", "33.SNV") == "DKNQLD-33.SNV-2026-000112"


def test_who_signs_for_the_leader_is_called_so_and_nobody_else() -> None:
    office = load_offices().office("12019")
    assert office.title_of("cb-12019-06") == "KT. CHỦ TỊCH\nPHÓ CHỦ TỊCH"
    assert office.title_of("cb-12019-05") == office.signs_as == "CHỦ TỊCH"


def test_the_police_call_their_forms_by_their_own_circulars_and_the_desk_of_a_commune_does_not() -> None:
    papers = load_offices().papers
    codes = {(form, code): papers.slip(form, "Công an", code) for form in ("01", "02", "03") for code in POLICE_FORMS}
    assert {about: slip.code for about, slip in codes.items() if slip} == {
        ("01", "1.004222"): "CT04",
        ("02", "1.004222"): "CT05",
        ("03", "1.004222"): "CT06",
        ("01", "3.000722.02"): "CC02",
        ("03", "3.000722.02"): "CC03",
    }
    assert papers.slip("01", "Xã", "1.004222") is None
    assert papers.slip("01", "Công an", "3.000333") is None


def test_an_unknown_office_is_refused_by_name() -> None:
    with pytest.raises(UnknownOffice, match="99999"):
        load_offices().office("99999")


def test_every_commune_of_hung_yen_has_its_office_and_its_police() -> None:
    offices = load_offices()
    listed = {one["code"] for one in json.loads((FACTS / "communes-33.json").read_text(encoding="utf-8"))["communes"]}
    assert (offices.province.code, offices.province.name, len(listed)) == ("33", "Hưng Yên", 104)
    assert {office.code for office in offices.communes} == listed
    assert {office.code for office in offices.offices if office.kind == "Công an"} == {
        *(police_of(code) for code in listed),
        "33.CA",
    }
    assert "unconfirmed" in json.loads((FACTS / "offices-33.json").read_text(encoding="utf-8"))["note"]


def test_a_commune_has_what_every_commune_has_by_its_kind_and_its_code() -> None:
    ward, its_police = load_offices().office("12454"), load_offices().office("12454.CA")
    assert (ward.body, ward.dossier_prefix, ward.slug) == (
        "Ủy ban nhân dân phường Trần Lãm",
        "000.43.00.H31",
        "tranlam",
    )
    assert ward.organs[0].body == "Phòng Kinh tế, Hạ tầng và Đô thị"
    assert ward.title_of("cb-12454-06") == "KT. CHỦ TỊCH\nPHÓ CHỦ TỊCH"
    assert (its_police.title, its_police.dossier_prefix) == ("Công an phường Trần Lãm", "000.43.01.H31")
    assert (its_police.symbol, its_police.superior) == ("CAP", "Công an tỉnh Hưng Yên")


def test_the_prefixes_that_dossiers_bear_already_stay() -> None:
    offices = load_offices()
    given = {"11953": "01", "11983": "02", "12019": "03", "13225": "04", "13075": "05"}
    assert {code: offices.office(code).dossier_prefix for code in given} == {
        code: f"000.{number}.00.H31" for code, number in given.items()
    }
    assert offices.office("13075.CA").dossier_prefix == "000.05.01.H31"


def test_what_one_commune_has_otherwise_stands_with_it(tmp_path: Path) -> None:
    own = '"number": "06", "own": {"place": "Hưng Yên"}, "police": {"signs_as": "KT. TRƯỞNG CÔNG AN"}'
    offices = load_offices(changed(tmp_path, '"number": "06"', own))
    assert (offices.office("11977").place, offices.office("11980").place) == ("Hưng Yên", "Hồng Châu")
    assert offices.office("11977.CA").signs_as == "KT. TRƯỞNG CÔNG AN"


def test_communes_are_found_in_the_order_of_the_alphabet() -> None:
    names = [office.name for office in load_offices().communes_by_name]
    assert (names[:2], names[-1], len(names)) == (["A Sào", "Ái Quốc"], "Yên Mỹ", 104)
    assert names.index("Đông Hưng") < names.index("Hưng Hà") < names.index("Văn Giang")


def test_a_commune_that_bears_the_code_of_another_is_refused_with_the_code_that_is_its_own(tmp_path: Path) -> None:
    written = '{"code": "12127", "kind": "Xã", "name": "Văn Giang", "slug": "x", "dossier_prefix": "000.77.00.H31", '
    written += '"body": "Ủy ban nhân dân xã Văn Giang", "place": "Văn Giang"}, {"code": "33.SNV"'
    with pytest.raises(FactsWrong, match=r"offices-33\.json: 12127 is Phường Thượng Hồng; Xã Văn Giang is 12019"):
        load_offices(changed(tmp_path, '{"code": "33.SNV"', written))


def test_an_office_of_a_commune_that_is_none_is_refused_by_its_code(tmp_path: Path) -> None:
    with pytest.raises(FactsWrong, match=r"offices-33\.json: 99999: no commune of the list beside it"):
        load_offices(changed(tmp_path, '"code": "12019"', '"code": "99999"'))


def changed(folder: Path, before: str, after: str) -> Path:
    """Our offices and communes in a folder of their own, with something else in the offices; the offices file."""
    for name in ("offices-33.json", "communes-33.json"):
        text = (FACTS / name).read_text(encoding="utf-8")
        (folder / name).write_text(
            text.replace(before, after) if name.startswith("offices") else text, encoding="utf-8"
        )
    return folder / "offices-33.json"


def test_two_offices_never_share_a_dossier_prefix() -> None:
    offices = load_offices()
    twin = offices.offices[1].model_copy(update={"dossier_prefix": offices.offices[0].dossier_prefix})
    with pytest.raises(ValidationError, match="dossier_prefix"):
        Offices(province=offices.province, offices=(offices.offices[0], twin))


def test_a_procedures_file_that_is_no_json_is_named_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "procedures-33.json"
    path.write_text('{\n  "note": "…",\n}')
    with pytest.raises(FactsWrong, match=r"procedures-33\.json: Invalid JSON: .* at line 3"):
        load_laws([path])
