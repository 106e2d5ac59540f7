"""Marriage-status certificate (Giấy xác nhận tình trạng hôn nhân): Decree 123/2015, Articles 21 to 23."""

from datetime import date
from typing import Literal

from pydantic import Field, model_validator

from domain.base.law import Role
from domain.base.words import Words
from domain.filing.model import PROVED
from domain.province.warehouse import KEEPER, WAREHOUSE
from domain.registers.query import Answer
from domain.vietnam.guide import COMMUNE, ONESELF
from domain.vietnam.people.citizen_number import Sex
from domain.vietnam.people.declared import Declared, Resident
from domain.vietnam.queries.civil_status import MaritalStatus, MaritalStatusOf
from domain.vietnam.queries.residence import Home, HomeOf
from domain.vietnam.who_files import themselves
from workflows.engine.forms import Filing, Guide, Paper
from workflows.engine.procedure import Procedure, procedure
from workflows.vietnam.personal import PersonForm, PersonResult, wrong
from workflows.vietnam.phrases import ANSWERED_ELSEWHERE, ELSEWHERE, HOME

FREE = "hiện tại chưa đăng ký kết hôn với ai"
WEIGHS = ("married", "divorced", "widowed", "single")
"""What of several findings is the answer: that a marriage stands before that one has ended, and that before none."""


NOBODY = Words(
    vi="Xác nhận để đăng ký kết hôn: ông/bà ghi người dự định kết hôn và nơi dự định đăng ký.",
    en="The certificate is to marry: name whom you are to marry, and where.",
)
UNSAID = Words(
    vi="Ông/bà ghi lý do không nộp lại được Giấy xác nhận đã cấp.",
    en="Say why the former certificate cannot be handed in.",
)
MARRIED = (
    "Người được xác nhận đang có vợ hoặc có chồng, không được xác nhận để đăng ký kết hôn:"
    " ông/bà nộp bản án, quyết định ly hôn hoặc trích lục khai tử nếu hôn nhân đã chấm dứt."
)


class EarlierHome(Declared):
    """Another commune in which the person lived since the age of marriage."""

    commune: str = Field(pattern=r"^\d{5}$", title="Xã, phường", description="Code of the commune")
    since: date = Field(title="Từ ngày", description="From")
    until: date = Field(title="Đến ngày", description="Until")
    residence: str = Field(
        default="",
        max_length=200,
        title="Nơi cư trú, ghi trên giấy",
        description="Residence, as the certificate says it",
    )


class Partner(Declared):
    """Whom the person is to marry, and where: the certificate is good for that marriage alone."""

    full_name: str = Field(min_length=2, max_length=120, title="Họ, chữ đệm, tên", description="Full name")
    born: date = Field(title="Ngày sinh", description="Date of birth")
    identity: str = Field(
        min_length=6, max_length=20, title="Số định danh hoặc số hộ chiếu", description="Citizen or passport number"
    )
    where: str = Field(
        min_length=3, max_length=200, title="Nơi dự định đăng ký kết hôn", description="Where they are to be registered"
    )


class MarriageStatusForm(PersonForm):
    """Tờ khai cấp Giấy xác nhận tình trạng hôn nhân."""

    choices = {
        "purpose=marriage": Words(vi="Để đăng ký kết hôn", en="To marry"),
        "purpose=loan": Words(vi="Để vay vốn", en="To take out a loan"),
        "purpose=property": Words(vi="Để mua bán, chuyển nhượng tài sản", en="To buy, sell or transfer property"),
        "former=none": Words(vi="Chưa được cấp, hoặc giấy đã cấp không có mục đích này", en="There was none"),
        "former=handed_in": Words(vi="Nộp lại giấy đã cấp", en="The former one is handed in"),
        "former=lost": Words(vi="Không nộp lại được", en="It cannot be handed in"),
    }

    filed_by = (themselves(),)

    person: Resident = Field(title="Người được xác nhận", description="Whose status it is")
    purpose: Literal["marriage", "loan", "property", "other"] = Field(title="Mục đích", description="Purpose")
    purpose_text: str = Field(min_length=5, max_length=300, title="Nội dung", description="Purpose in words")
    partner: Partner | None = Field(
        default=None, title="Người dự định kết hôn, nếu để kết hôn", description="Whom the person is to marry"
    )
    since: date | None = Field(
        default=None, title="Cư trú tại nơi hiện nay từ ngày", description="Since when the person lives there"
    )
    earlier: list[EarlierHome] = Field(default=[], max_length=5, title="Nơi cư trú trước", description="Earlier homes")
    former: Literal["none", "handed_in", "lost"] = Field(
        default="none", title="Giấy xác nhận đã được cấp trước đây", description="What became of a former certificate"
    )
    former_why: str = Field(
        default="", max_length=500, title="Lý do không nộp lại được", description="Why it cannot be handed in"
    )
    former_at: str = Field(
        default="",
        pattern=r"^(\d{5})?$",
        title="Xã, phường nơi đã dự định đăng ký kết hôn theo giấy đó, nếu để kết hôn",
        description="Commune where the marriage of that certificate was to be registered, if any",
    )

    @model_validator(mode="after")
    def _in_order(self) -> "MarriageStatusForm":
        if any(home.since > home.until for home in self.earlier):
            raise ValueError("an earlier home ends before it begins")
        return self

    @property
    def competent(self) -> str:
        """The commune where the person resides (Article 21)."""
        return self.person.commune

    @property
    def stated(self) -> str:
        """What it is for, as the certificate says it: to marry, also whom and where."""
        if (to := self.partner) is None or self.purpose != "marriage":
            return self.purpose_text
        return f"đăng ký kết hôn với {to.full_name}, sinh ngày {to.born:%d/%m/%Y}, số {to.identity}, tại {to.where}"

    @property
    def elsewhere(self) -> list[str]:
        """Other communes that may know of a marriage."""
        return list(dict.fromkeys(home.commune for home in self.earlier if home.commune != self.person.commune))

    @property
    def case(self) -> str:
        """Verifying elsewhere takes longer."""
        return "elsewhere" if self.elsewhere else ""

    def faults(self, filed: Filing) -> list[Words]:
        """Name what cannot be true: an earlier home that is still to come, a marriage to nobody."""
        unsaid = self.former == "lost" and not self.former_why.strip()
        return wrong(
            (unsaid, UNSAID),
            (filed.edition >= PROVED and self.purpose == "marriage" and self.partner is None, NOBODY),
            (
                any(home.until > filed.day for home in self.earlier),
                Words(vi="Nơi cư trú trước ở tương lai.", en="An earlier home lies in the future."),
            ),
        )


class MaritalFinding(Answer):
    """What a commune found in its books about a person's marriages."""

    status: Literal["single", "married", "divorced", "widowed"]
    evidence: str = Field(min_length=3, max_length=500)
    spouse: str = Field(
        default="",
        max_length=120,
        title="Họ tên vợ hoặc chồng, nếu có trong sổ",
        description="Spouse, as the books say",
    )
    paper: str = Field(
        default="",
        max_length=60,
        title="Số Giấy chứng nhận kết hôn, bản án hoặc trích lục khai tử",
        description="Number of the certificate, judgement or extract",
    )
    since: date | None = Field(default=None, title="Ngày của giấy tờ đó", description="Day of that paper")


class Commitment(Answer):
    """What the applicant answers for (cam đoan về tình trạng hôn nhân)."""

    status: Literal["single", "divorced", "widowed"]
    statement: str = Field(min_length=10, max_length=1000)


class MarriageStatusCertificate(PersonResult):
    """Giấy xác nhận tình trạng hôn nhân."""

    template = "results/marriage_status.html"
    kind = "XNHN"
    title = "Giấy xác nhận tình trạng hôn nhân"

    person: Resident
    status: str
    purpose: str
    valid_months: int
    lived: str = ""
    """Where the person lived from when to when, as far as forms and registers say it."""


Known = MaritalStatus | MaritalFinding | Commitment
"""What is known of somebody's marriages, and by whom."""


@procedure
class MarriageStatus(Procedure[MarriageStatusForm, MarriageStatusCertificate]):
    """Cấp Giấy xác nhận tình trạng hôn nhân: whether somebody is married, for a purpose that it names."""

    code = "1.004873"
    recorded_as = "workflows.civil_status.marriage_status.MarriageStatus"
    title = Words(vi="Cấp Giấy xác nhận tình trạng hôn nhân", en="Marriage-status certificate")
    decided_by = Role.COMMUNE_LEADER
    answers = (MaritalFinding, Commitment)
    guide = Guide(who=ONESELF, office=COMMUNE, said="giấy độc thân chứng nhận độc thân chưa vợ chưa chồng single")
    papers = (
        Paper(
            kind="former",
            title=Words(
                vi="Giấy xác nhận tình trạng hôn nhân đã cấp trước đây, nếu nộp lại",
                en="The former certificate, where it is handed in",
            ),
            when=("former=handed_in",),
            known_by=WAREHOUSE,
            results=("XNHN",),
            expired=True,  # it is handed in also because its time is over (Decree 123/2015, Article 22)
        ),
    )
    agencies = (KEEPER,)
    steps = {**HOME, "status": Words(vi="tình trạng hôn nhân", en="the marital status")}
    waits = {
        **ELSEWHERE,
        "commitment": Words(vi="Chờ người nộp cam đoan", en="Waits for the applicant's commitment"),
        "verify_former": Words(
            vi="Chờ nơi dự định đăng ký kết hôn trước đây trả lời", en="Waits for the commune of the former certificate"
        ),
        "take_former": Words(vi="Chờ nộp lại bản chính giấy đã cấp", en="Waits for the former certificate itself"),
    }
    finished = {
        **ANSWERED_ELSEWHERE,
        "commitment": Words(vi="Người nộp đã cam đoan", en="The applicant made the commitment"),
        "verify_former": Words(
            vi="Nơi dự định đăng ký kết hôn trước đây đã trả lời", en="The commune of the former certificate answered"
        ),
        "take_former": Words(vi="Đã thu lại bản chính giấy đã cấp", en="The former certificate was taken in"),
    }

    async def examine(self, form: MarriageStatusForm) -> MarriageStatusCertificate:
        """Look into the register, else ask where the person lived before, else take their word."""
        query = MaritalStatusOf.of(form.person)
        known = await self.look_up("status", query) or await self.found_elsewhere(form)
        to_marry = form.purpose == "marriage" and self.filed.proves
        await self.require(not (to_marry and known.status == "married"), MARRIED, "free_to_marry")
        lived = ""
        if self.filed.by_right:
            known = await self.instead(form, known)
            await self.require(not (to_marry and known.status == "married"), MARRIED, "free_to_marry")
            lived = stays(form, await self.look_up("home", HomeOf.of(form.person)))
        await self.verify(Role.CIVIL_STATUS_OFFICER)
        await self.approve()
        return MarriageStatusCertificate(
            person=form.person,
            status=sentence(form.person, known),
            purpose=form.stated,
            valid_months=self.rules.figures["valid_months"],
            lived=lived,
        )

    async def instead(self, form: MarriageStatusForm, known: Known) -> Known:
        """Have the former certificate handed in; where it cannot be, the marriage for which it was is looked for.

        Where nobody says whether that was registered, the citizen's word stands (Circular 04/2020, Article 12).
        """
        if form.former == "handed_in":
            await self.task("take_former", Role.CIVIL_STATUS_OFFICER, of=form.person)
        elif form.former == "lost":
            there = [form.former_at] if form.former_at not in ("", form.competent) else []
            found = (await self.ask_offices("verify_former", there, MaritalFinding, form.person)).get(form.former_at)
            if found and found.status == "married":
                return found
            if found is None and not isinstance(known, Commitment):
                await self.ask("commitment", Commitment)
        return known

    async def found_elsewhere(self, form: MarriageStatusForm) -> Known:
        """Each commune answers for its own time, all at once; for one that knows nothing the citizen's word stands.

        One marriage that stands anywhere is the answer, and of what has ended the last.
        """
        asked = await self.ask_offices("verify_elsewhere", form.elsewhere, MaritalFinding, form.person)
        found = sorted((one for one in asked.values() if one), key=lambda one: WEIGHS.index(one.status))
        if found and (not self.filed.settles or None not in asked.values() or found[0].status == "married"):
            return found[0]
        return await self.ask("commitment", Commitment)


def stays(form: MarriageStatusForm, home: Home | None) -> str:
    """Where the person lived from when to when: by the residence register, else as they say it."""
    since = home.since if home and home.commune == form.person.commune else form.since
    before = [
        f"tại {one.residence} từ ngày {one.since:%d/%m/%Y} đến ngày {one.until:%d/%m/%Y}"
        for one in form.earlier
        if one.residence
    ]
    now = [f"tại {form.person.residence} từ ngày {since:%d/%m/%Y} đến nay"] if since else []
    return "; ".join([*before, *now])


def sentence(person: Resident, known: Known) -> str:
    """How the certificate says it (Circular 04/2020): with spouse, paper and day as far as the register has them."""
    told = MaritalStatus.model_validate(known.model_dump())
    spouse, title = ("chồng", "ông") if person.number.sex == Sex.FEMALE else ("vợ", "bà")
    who = f"{spouse} là {title} {told.spouse}" if told.spouse else spouse
    on = f" ngày {told.since:%d/%m/%Y}" if told.since else ""
    if told.status == "married":
        paper = f" (Giấy chứng nhận kết hôn số {told.paper}{on and f', cấp{on}'})" if told.paper else ""
        return f"Hiện tại đang có {who}{paper}"
    if told.status == "divorced":
        paper = f" theo Bản án/Quyết định số {told.paper}{on} của Tòa án" if told.paper else ""
        return f"Đã đăng ký kết hôn nhưng đã ly hôn{paper}, {FREE}"
    if told.status == "widowed":
        paper = f" (Trích lục khai tử số {told.paper})" if told.paper else ""
        return f"Đã đăng ký kết hôn nhưng {who} đã chết{on}{paper}, {FREE}"
    return FREE.capitalize()
