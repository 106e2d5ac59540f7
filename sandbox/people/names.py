"""Sample names and places: what people of Hưng Yên are called and where they live, roughly as often as in life."""

import unicodedata
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Commune:
    """A commune of province 33 after 1 July 2025; the codes are sample data, not an authority."""

    code: str
    name: str
    slug: str
    birth_code: str
    streets: tuple[str, ...]


def unaccented(text: str) -> str:
    """Letters without their diacritics."""
    letters = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


FIRST_OF_OLD_THAI_BINH = "12452"
"""From this code on a commune lay in the old Thái Bình, whose people have numbers of 034."""


def _other(line: str) -> Commune:
    code, kind, name = line.split(" ", 2)
    streets = ("đường Nguyễn Trãi", "đường Lê Lợi") if kind == "Phường" else ("thôn Đông", "thôn Đoài", "thôn Thượng")
    birth_code = "033" if code < FIRST_OF_OLD_THAI_BINH else "034"
    return Commune(code, f"{kind} {name}", unaccented(name).lower().replace(" ", ""), birth_code, streets)


COMMUNES = (
    Commune("11953", "Phường Phố Hiến", "phohien", "033", ("đường Điện Biên", "đường Bãi Sậy", "đường Trưng Trắc")),
    Commune("11983", "Phường Sơn Nam", "sonnam", "033", ("đường Nguyễn Văn Linh", "đường Chu Mạnh Trinh")),
    Commune("13225", "Phường Thái Bình", "thaibinh", "034", ("phố Lê Lợi", "phố Hai Bà Trưng", "phố Trần Hưng Đạo")),
    Commune("12019", "Xã Văn Giang", "vangiang", "033", ("thôn Công Luận", "thôn Đan Nhiễm", "thôn Như Phượng")),
    Commune("13075", "Xã Kiến Xương", "kienxuong", "034", ("thôn Quang Trung", "thôn Tân Tiến", "thôn Bình Minh")),
)
"""Where those live whom tests and documentation name, and most others."""
OTHER_COMMUNES = tuple(
    _other(line) for line in Path(__file__).with_name("communes.txt").read_text(encoding="utf-8").splitlines()
)
"""The other 99 of the province."""
COMMUNE = {commune.code: commune for commune in (*COMMUNES, *OTHER_COMMUNES)}
PROVINCE = "33"

FAMILY_NAMES = {
    "Nguyễn": 315, "Trần": 109, "Lê": 89, "Phạm": 71, "Hoàng": 51, "Vũ": 45, "Bùi": 30, "Đỗ": 28, "Đặng": 24,
    "Ngô": 20, "Dương": 18, "Phan": 18, "Đào": 17, "Đinh": 15, "Đoàn": 14, "Trịnh": 12, "Lương": 12,
    "Trương": 11, "Mai": 9, "Tạ": 9, "Phùng": 8, "Lưu": 7, "Chu": 6, "Quách": 4, "Cao": 8, "Hà": 8, "Tô": 5,
    "Doãn": 3, "Khổng": 2, "Nghiêm": 2, "Vương": 3,
}  # fmt: skip

MALE_MIDDLE = ("Văn",) * 8 + (
    "Đức", "Hữu", "Quang", "Minh", "Xuân", "Đình", "Công", "Ngọc", "Thành", "Trọng", "Tuấn", "Duy", "Mạnh", "Bá",
)  # fmt: skip
MALE_GIVEN = (
    "Hùng", "Dũng", "Tuấn", "Minh", "Thắng", "Hải", "Long", "Nam", "Sơn", "Trung", "Hoàng", "Huy", "Đạt", "Kiên",
    "Quân", "Tùng", "Cường", "Phong", "Bình", "Hiếu", "Khánh", "Lâm", "Mạnh", "Phúc", "Quang", "Thành", "Tiến", "Toàn",
    "Việt", "Vinh", "Nghĩa", "Ấn", "Đông", "Giang", "Hưng", "Khoa", "Linh", "Nhật", "Thịnh", "Trường",
)  # fmt: skip
FEMALE_MIDDLE = ("Thị",) * 9 + (
    "Thị Thu", "Thị Thanh", "Thị Ngọc", "Thị Hồng", "Thị Minh", "Thị Kim", "Thu", "Thanh", "Ngọc", "Phương", "Khánh",
    "Mai", "Bảo", "Thùy",
)  # fmt: skip
FEMALE_GIVEN = (
    "Hương", "Lan", "Hoa", "Hằng", "Hà", "Linh", "Trang", "Thảo", "Ngọc", "Mai", "Hạnh", "Thủy", "Nga", "Yến", "Phương",
    "Anh", "Dung", "Hiền", "Huệ", "Huyền", "Loan", "Ly", "Nhung", "Oanh", "Quyên", "Quỳnh", "Tâm", "Thơm", "Trinh",
    "Tuyết", "Uyên", "Vân", "Xuân", "Ánh", "Bích", "Châm", "Chi", "Diệp", "Giang", "Hường",
)  # fmt: skip
