"""The people of the sandbox: some three thousand ordinary ones, and the few whose papers make trouble."""

from dataclasses import dataclass, replace
from datetime import date
from functools import cache

from sandbox.people.families import DIVORCED, MARRIED, WIDOWED, Couple, Families, Marriage, Person, World
from sandbox.people.names import COMMUNE, OTHER_COMMUNES, PROVINCE

PLAIN_MOTHER, PLAIN_FATHER = "033195000101", "033092000102"
NO_MARRIAGE_MOTHER, NO_MARRIAGE_FATHER = "033198000201", "033096000202"
FATHER_DECEASED_MOTHER, FATHER_DECEASED_FATHER = "034193000301", "034090000302"
FOREIGN_FATHER_MOTHER, FOREIGN_FATHER_PASSPORT = "033194000401", "TK7654321"
NAME_CLASH_MOTHER, NAME_CLASH_FATHER, NAME_CLASH_OTHER = "033191000501", "033090000502", "034090000503"
OLD_NUMBER_MOTHER, OLD_NUMBER_CMND, OLD_NUMBER_FATHER = "034188000601", "151234567", "034085000602"
DIVORCED_MOTHER, DIVORCED_FATHER = "033191000701", "033089000702"
YOUNG_MOTHER, YOUNG_MOTHER_FATHER = "034311000801", "034207000802"
TWO_COMMUNES_MOTHER, TWO_COMMUNES_FATHER = "033196000901", "034094000902"
MISSPELT_MOTHER, MISSPELT_FATHER = "033197001001", "033095001002"
MISSPELT_NAME_ON_PAPERS, MISSPELT_NAME_IN_REGISTER = "Lê Thị Hoài Thương", "Lê Thị Hoài Thường"
UNKNOWN_STATUS = "034192001101"
RENTED, RENTED_OWNER = "034197001201", "033068001202"
OWNER_DECEASED, OWNER_DECEASED_OWNER = "033194001301", "033061001302"
CONVICTED, EXPUNGED, TO_VERIFY = "033088001401", "034085001501", "033190001601"
OPEN_VIOLATION, NO_HEALTH_CHECK, LICENCE_EXPIRED = "034091001701", "033093001801", "034083001901"

PEOPLE = 3_000


@dataclass(frozen=True, slots=True)
class Home:
    """Where somebody lived before, by the codes of province and commune."""

    province: str
    commune: str
    address: str
    since: date
    until: date


EARLIER_HOMES = {
    UNKNOWN_STATUS: (Home(PROVINCE, "13075", "Số 5, thôn Tân Tiến", date(1992, 3, 15), date(2019, 8, 1)),),
    TO_VERIFY: (
        Home("01", "00004", "Số 10, phố Đội Cấn", date(2008, 9, 1), date(2013, 6, 30)),
        Home("31", "11329", "Số 77, đường Lạch Tray", date(2013, 6, 30), date(2018, 4, 15)),
    ),
}


def _someone(number: str, name: str, born: date, commune: str, address: str) -> Person:
    family, *middle, given = name.split()
    female = int(number[3]) % 2 == 1 if number else False
    return Person(number, (family, " ".join(middle), given), female, born, COMMUNE[commune], address)


def _wed(kind: str, mother: Person, father: Person, certificate: str, on: date) -> Couple:
    marriage = Marriage(certificate, on, mother.commune, father.number or father.passport or "", mother.number)
    mother = replace(mother, marital=MARRIED, spouse=father.number or None)
    return Couple(kind, mother, replace(father, marital=MARRIED, spouse=mother.number), marriage)


def _plain() -> Couple:
    home = ("11953", "Số 12, đường Điện Biên")
    mother = _someone(PLAIN_MOTHER, "Nguyễn Thị Lan Anh", date(1995, 4, 12), *home)
    father = _someone(PLAIN_FATHER, "Trần Văn Minh", date(1992, 11, 3), *home)
    return _wed("plain", mother, father, "45/2020", date(2020, 10, 20))


def _no_marriage() -> Couple:
    mother = _someone(NO_MARRIAGE_MOTHER, "Phạm Thị Thu Hà", date(1998, 8, 20), "11983", "Số 3, đường Chu Mạnh Trinh")
    father = _someone(NO_MARRIAGE_FATHER, "Lê Đức Thắng", date(1996, 1, 15), "11983", "Số 88, đường Nguyễn Văn Linh")
    return Couple("no_marriage", mother, father)


def _father_deceased() -> Couple:
    home = ("13225", "Số 27, phố Lê Lợi")
    mother = _someone(FATHER_DECEASED_MOTHER, "Vũ Thị Hồng Nhung", date(1993, 6, 7), *home)
    father = _someone(FATHER_DECEASED_FATHER, "Bùi Quang Huy", date(1990, 2, 22), *home)
    couple = _wed("father_deceased", mother, father, "31/2018", date(2018, 5, 6))
    return replace(
        couple,
        mother=replace(couple.mother, marital=WIDOWED),
        father=replace(couple.father, died=date(2026, 6, 18)),
    )


def _foreign_father() -> Couple:
    home = ("12019", "thôn Đan Nhiễm")
    mother = _someone(FOREIGN_FATHER_MOTHER, "Đỗ Thị Ngọc Ánh", date(1994, 12, 1), *home)
    father = _someone("", "Tanaka Kenji", date(1989, 9, 9), *home)
    father = replace(father, nationality="Nhật Bản", passport=FOREIGN_FATHER_PASSPORT)
    return _wed("foreign_father", mother, father, "07/2022", date(2022, 3, 8))


def _name_clash() -> Couple:
    home = ("11983", "Số 51, đường Nguyễn Văn Linh")
    mother = _someone(NAME_CLASH_MOTHER, "Hoàng Thị Yến", date(1991, 7, 30), *home)
    father = _someone(NAME_CLASH_FATHER, "Nguyễn Văn Hùng", date(1990, 5, 10), *home)
    other = _someone(NAME_CLASH_OTHER, "Nguyễn Văn Hùng", date(1990, 5, 10), "13075", "thôn Tân Tiến")
    return replace(_wed("name_clash", mother, father, "22/2016", date(2016, 11, 12)), other=other)


def _old_number() -> Couple:
    home = ("13075", "thôn Bình Minh")
    mother = _someone(OLD_NUMBER_MOTHER, "Đặng Thị Huệ", date(1988, 3, 25), *home)
    father = _someone(OLD_NUMBER_FATHER, "Đoàn Văn Toàn", date(1985, 10, 17), *home)
    couple = _wed("old_number", replace(mother, old_number=OLD_NUMBER_CMND), father, "18/2011", date(2011, 1, 9))
    assert couple.marriage  # noqa: S101
    # Wed before the twelve-digit numbers: the marriage register still knows her only by the old one.
    return replace(couple, marriage=replace(couple.marriage, wife=OLD_NUMBER_CMND))


def _divorced() -> Couple:
    mother = _someone(DIVORCED_MOTHER, "Ngô Thị Thanh Vân", date(1991, 2, 14), "11953", "Số 6, đường Bãi Sậy")
    father = _someone(DIVORCED_FATHER, "Phan Hữu Nghĩa", date(1989, 8, 8), "11953", "Số 90, đường Trưng Trắc")
    marriage = Marriage("12/2015", date(2015, 2, 2), COMMUNE["11953"], father.number, mother.number, in_force=False)
    return Couple("divorced", replace(mother, marital=DIVORCED), replace(father, marital=DIVORCED), marriage)


def _young_mother() -> Couple:
    mother = _someone(YOUNG_MOTHER, "Bùi Thị Khánh Linh", date(2011, 9, 1), "13225", "Số 14, phố Hai Bà Trưng")
    father = _someone(YOUNG_MOTHER_FATHER, "Đào Duy Khánh", date(2007, 2, 10), "13225", "Số 2, phố Trần Hưng Đạo")
    return Couple("young_mother", mother, father)


def _two_communes() -> Couple:
    mother = _someone(TWO_COMMUNES_MOTHER, "Dương Thị Phương Thảo", date(1996, 5, 19), "11953", "Số 33, đường Bãi Sậy")
    father = _someone(TWO_COMMUNES_FATHER, "Phạm Công Trường", date(1994, 4, 30), "13075", "thôn Quang Trung")
    return _wed("two_communes", mother, father, "64/2021", date(2021, 12, 12))


def _misspelt() -> Couple:
    home = ("12019", "thôn Công Luận")
    mother = _someone(MISSPELT_MOTHER, MISSPELT_NAME_IN_REGISTER, date(1997, 10, 10), *home)
    father = _someone(MISSPELT_FATHER, "Đinh Trọng Hiếu", date(1995, 1, 28), *home)
    couple = _wed("misspelt", mother, father, "09/2023", date(2023, 6, 1))
    return replace(couple, name_on_papers=MISSPELT_NAME_ON_PAPERS)


def named() -> tuple[Couple, ...]:
    """The couples that documentation and tests call by name."""
    return (
        _plain(), _no_marriage(), _father_deceased(), _foreign_father(), _name_clash(), _old_number(), _divorced(),
        _young_mother(), _two_communes(), _misspelt(),
    )  # fmt: skip


def singles() -> dict[str, Person]:
    """Those whose papers make trouble whoever they live with, by what is awkward."""
    owner = _someone(OWNER_DECEASED_OWNER, "Doãn Văn Tường", date(1961, 2, 8), "12019", "Số 25, thôn Như Phượng")
    heir = _someone(OWNER_DECEASED, "Doãn Thị Kim Chi", date(1994, 10, 30), "13225", "Số 92, phố Hai Bà Trưng")
    return {
        "unknown_status": _someone(
            UNKNOWN_STATUS, "Trịnh Thị Mai Hương", date(1992, 3, 15), "11953", "Số 40, đường Bãi Sậy"
        ),
        "rented": _someone(RENTED, "Lương Thị Hải Yến", date(1997, 9, 22), "13075", "Số 9, thôn Tân Tiến"),
        "rented_owner": _someone(
            RENTED_OWNER, "Chu Đức Thịnh", date(1968, 5, 4), "11983", "Số 7, đường Chu Mạnh Trinh"
        ),
        "owner_deceased": replace(heir, father=owner.number),
        "owner_deceased_owner": replace(owner, died=date(2025, 12, 20)),
        "convicted": _someone(CONVICTED, "Tô Văn Lực", date(1988, 7, 19), "11953", "Số 101, đường Điện Biên"),
        "expunged": _someone(EXPUNGED, "Khổng Minh Tuấn", date(1985, 12, 2), "13225", "Số 19, phố Lê Lợi"),
        "to_verify": _someone(
            TO_VERIFY, "Nghiêm Thị Thu Phương", date(1990, 1, 11), "11983", "Số 56, đường Nguyễn Văn Linh"
        ),
        "open_violation": _someone(
            OPEN_VIOLATION, "Quách Văn Đông", date(1991, 6, 5), "13075", "Số 8, thôn Quang Trung"
        ),
        "no_health_check": _someone(
            NO_HEALTH_CHECK, "Mai Đình Khoa", date(1993, 4, 14), "12019", "Số 6, thôn Đan Nhiễm"
        ),
        "licence_expired": _someone(
            LICENCE_EXPIRED, "Phùng Thế Anh", date(1983, 8, 27), "13225", "Số 31, phố Trần Hưng Đạo"
        ),
    }


@cache
def world() -> World:
    """Everyone: the named first, those awkward by themselves after the 3,000, then a family of each other commune."""
    people, alone = World(), tuple(singles().values())
    for couple in named():
        people.add(couple)
    families = Families(taken=tuple(person.number for person in (*people.persons, *alone)))
    families.grow(people, PEOPLE)
    people.persons += alone
    families.settle(people, OTHER_COMMUNES)
    return people
