"""By what right somebody lives at a dwelling (căn cứ đăng ký thường trú): Law on Residence 68/2020/QH14, Article 20."""

from typing import Literal

from pydantic import Field

from domain.base.words import Words
from domain.registers.query import POPULATION, Answer
from domain.vietnam.queries.residence import Dwelling
from workflows.engine.forms import Paper

Basis = Literal["own", "kin", "lodging", "religious", "institution", "vehicle"]
BASES = {
    "basis=own": Words(vi="Chỗ ở thuộc quyền sở hữu của mình", en="A dwelling of their own"),
    "basis=kin": Words(vi="Về ở với người thân (vợ, chồng, cha, mẹ, con, …)", en="Joins their kin"),
    "basis=lodging": Words(vi="Chỗ ở do thuê, mượn, ở nhờ", en="Rents, borrows or stays with somebody"),
    "basis=religious": Words(vi="Cơ sở tín ngưỡng, cơ sở tôn giáo có nhà ở", en="A religious place that has housing"),
    "basis=institution": Words(
        vi="Cơ sở trợ giúp xã hội, hộ nhận chăm sóc, nuôi dưỡng", en="A home of assistance, or who takes them in"
    ),
    "basis=vehicle": Words(vi="Phương tiện dùng để ở (tàu, thuyền, …)", en="A vessel or vehicle that is lived on"),
}
PARTS: dict[Basis | None, str] = {
    "religious": "in charge of the place",
    "institution": "in charge of the place",
    "vehicle": "owner of the vehicle",
}
"""As what somebody agrees by their number as the owner, where it is not as the owner of the dwelling."""
OF_OTHERS = ("kin", "lodging", "religious", "institution")
"""Whose dwelling is another's: somebody beside those who move in has to be named, and agree."""
SEEN = ("religious", "vehicle")
"""What no register knows: the commune says that it may be lived in (Article 20, clauses 4 and 6; Article 21)."""
PAPERS = (
    Paper(
        kind="kinship",
        title=Words(
            vi="Giấy tờ chứng minh quan hệ nhân thân, nếu về ở với người thân",
            en="Proof of the kinship, of who joins their kin",
        ),
        required=False,
        known_by=POPULATION,
    ),
    Paper(
        kind="lease",
        title=Words(
            vi="Hợp đồng hoặc văn bản cho thuê, cho mượn, cho ở nhờ, nếu chỗ ở do thuê, mượn, ở nhờ",
            en="The lease, or a writing of whoever lends or gives the dwelling, of who lodges",
        ),
        when=("basis=lodging",),
    ),
    Paper(
        kind="facility",
        title=Words(
            vi="Văn bản của cơ sở tín ngưỡng, tôn giáo, cơ sở trợ giúp xã hội hoặc người nhận nuôi dưỡng,"
            " nếu đăng ký tại đó",
            en="A writing of the religious place, the home or whoever takes them in, of who is registered there",
        ),
        when=("basis=religious", "basis=institution"),
    ),
    Paper(
        kind="vehicle",
        title=Words(
            vi="Giấy tờ đăng ký, đăng kiểm phương tiện, nếu ở trên phương tiện",
            en="The vehicle's registration and inspection, of who lives on one",
        ),
        when=("basis=vehicle",),
    ),
)
STEPS = {
    "head": Words(vi="quan hệ của chủ hộ", en="whose kin the household's head is"),
    "relation": Words(vi="quan hệ với chủ hộ", en="the relation to the household's head"),
}
WAITS = {
    "verify_dwelling": Words(
        vi="Chờ Ủy ban nhân dân cấp xã xác nhận về chỗ ở",
        en="Waits for the commune to say what it knows of the dwelling",
    ),
    "verify_relation": Words(
        vi="Chờ xác minh quan hệ với chủ hộ", en="Waits for the relation to the household's head to be verified"
    ),
    "inspect_dwelling": Words(vi="Chờ kiểm tra chỗ ở", en="Waits for the dwelling to be looked at"),
}
FINISHED = {
    "verify_dwelling": Words(
        vi="Ủy ban nhân dân cấp xã đã trả lời về chỗ ở", en="The commune said what it knows of the dwelling"
    ),
    "verify_relation": Words(
        vi="Đã xác minh quan hệ với chủ hộ", en="The relation to the household's head was verified"
    ),
    "inspect_dwelling": Words(vi="Đã kiểm tra chỗ ở", en="The dwelling was looked at"),
}
UNSAID = Words(
    vi="Ông/bà chọn căn cứ đăng ký: chỗ ở của mình, về ở với người thân, thuê, mượn, ở nhờ, …",
    en="Say by what right they live there: their own dwelling, with kin, a lease …",
)
NOBODY_LETS = Words(
    vi="Chỗ ở không phải của người đăng ký: ghi số định danh của chủ hộ hoặc chủ sở hữu, người đại diện cơ sở.",
    en="The dwelling is another's: name the household's head, the owner, or who is in charge of the place.",
)
ANOTHERS = Words(
    vi="Chỗ ở của mình thì chủ sở hữu phải là người đăng ký hoặc người cùng chuyển đến.",
    en="A dwelling of their own is owned by one of those who move in.",
)

FORBIDDEN = {
    "protected": "nằm trong địa điểm, khu vực cấm xây dựng, lấn, chiếm hành lang bảo vệ công trình"
    " hoặc khu vực đã được cảnh báo nguy cơ lở đất, lũ quét, lũ ống (khoản 1)",
    "encroached": "nằm trên đất lấn, chiếm trái phép hoặc không đủ điều kiện xây dựng (khoản 2)",
    "recovered": "đã có quyết định thu hồi đất và phê duyệt phương án bồi thường (khoản 3)",
    "disputed": "đang có tranh chấp, khiếu nại về quyền sở hữu, quyền sử dụng (khoản 3)",
    "confiscated": "đã bị tịch thu, hoặc là phương tiện đã bị xóa đăng ký (khoản 4)",
    "demolished": "là nhà ở đã có quyết định phá dỡ (khoản 5)",
}
"""Where nobody is registered any more (địa điểm không được đăng ký mới), each as Article 23 names it."""


class DwellingFinding(Answer):
    """What somebody who was there, or has the commune's books, says of a dwelling (xác nhận về chỗ ở)."""

    place: Literal["allowed", "protected", "encroached", "recovered", "disputed", "confiscated", "demolished"] = Field(
        title="Chỗ ở có thuộc nơi không được đăng ký mới (Điều 23)",
        description="Whether it is one of those where nobody is registered any more (Article 23)",
        json_schema_extra={
            "x-words": {
                "allowed": {"vi": "Chỗ ở hợp pháp, được đăng ký", "en": "Lawful: it may be registered"},
                "protected": {"vi": "Trong khu vực cấm, hành lang bảo vệ", "en": "In a protected or dangerous area"},
                "encroached": {"vi": "Trên đất lấn, chiếm hoặc không được xây dựng", "en": "On land encroached upon"},
                "recovered": {"vi": "Đã có quyết định thu hồi đất", "en": "The land is being taken back"},
                "disputed": {"vi": "Đang có tranh chấp, khiếu nại", "en": "In dispute"},
                "confiscated": {"vi": "Đã bị tịch thu, phương tiện bị xóa đăng ký", "en": "Confiscated, or struck off"},
                "demolished": {"vi": "Đã có quyết định phá dỡ", "en": "To be pulled down"},
            }
        },
    )
    area: int = Field(ge=0, le=100_000, title="Diện tích sàn nhà ở (m²)", description="Floor area in m²")
    people: int = Field(
        ge=1, le=10_000, title="Số người ở, kể cả người chuyển đến", description="Who lives there, the newcomers too"
    )
    evidence: str = Field(min_length=3, max_length=500, title="Căn cứ", description="Evidence")


def is_roomy(known: Dwelling | None, newcomers: int, least: int) -> bool:
    """Whether a register knows that there is room enough for all who live there and come; that alone needs no look."""
    area = (known and known.area) or 0
    return area >= least * ((known.residents if known else 0) + newcomers)


def too_small(found: DwellingFinding, least: int) -> str:
    """Why a dwelling is too small, as it was measured."""
    each = f"{found.area / found.people:.1f}".replace(".", ",")
    return f"Diện tích nhà ở bình quân {each} m² sàn/người, dưới mức tối thiểu {least} m² sàn/người."
