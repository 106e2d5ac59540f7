"""What a register says is laid beside the part of the form that it is about, and no difference is hidden."""

from domain.registers.compare import about, alike, at, compared

FORM = {
    "child": {"full_name": "Trần Minh Khôi"},
    "mother": {"number": "033195000101", "full_name": "Nguyễn Thị Khác", "born": "1995-04-12", "residence": ""},
    "earlier": [{"number": "033092000102", "full_name": "Trần Văn Minh"}],
}
PERSON = {"number": "033195000101", "full_name": "NGUYỄN THỊ  LAN ANH", "born": "1995-04-12", "sex": "female"}


def test_an_answer_is_about_whoever_has_its_number_wherever_they_stand() -> None:
    assert about(FORM, PERSON, "anything") == ("mother",)
    assert about(FORM, {"number": "033092000102"}, "anything") == ("earlier", "0")


def test_an_answer_without_a_number_is_about_whom_the_look_up_was_about() -> None:
    assert about(FORM, {"address": "x"}, "home", frozenset({"033195000101"})) == ("mother",)


def test_an_answer_about_two_people_or_none_is_laid_beside_nobody_unless_it_bears_a_parts_name() -> None:
    both = frozenset({"033195000101", "033092000102"})
    assert about(FORM, {"certificate": "45"}, "marriage", both) is None
    assert about(FORM, {"born": "1995-04-12"}, "mother#2") == ("mother",)


def test_a_number_that_is_nobodys_here_is_not_laid_beside_a_part_of_the_same_name() -> None:
    assert about(FORM, {"full_name": "x"}, "child", frozenset({"033195000101"})) == ("mother",)


def test_each_field_that_both_know_is_compared_and_capitals_are_no_difference() -> None:
    found = {one.name: one.agrees for one in compared(at(FORM, ("mother",)), PERSON)}
    assert found == {"full_name": False, "born": True}
    assert alike("Nguyễn Thị Lan Anh", "NGUYỄN THỊ  LAN ANH")
    assert not alike("Nguyễn Thị Lan Anh", "Nguyễn Thị Lan")


def test_what_a_register_leaves_empty_contradicts_nothing() -> None:
    assert compared({"residence": "xã Văn Giang"}, {"residence": ""}) == []
