"""Stand-in for the national insurance database (CSDLQG về bảo hiểm): contributions asked, cards and benefits told."""

import sqlite3
from datetime import date
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from sandbox.answers import Refused, body, nobody, refuse, require
from sandbox.people.families import Person
from sandbox.people.names import PROVINCE
from sandbox.people.residents import world
from sandbox.registers import protocol
from sandbox.registers.agreements import to
from sandbox.registers.protocol import GROUNDS, Act, Clock, Messages, Sent, agrees, day, full_name, must_agree, told_day
from sandbox.standin import new_app
from sandbox.store import fill_once, row_of
from sandbox.vietnam.social import PENSIONER_TOO, age, amount, last_day, lot, month, months_after, months_between

PENSIONER, NEVER_INSURED = PENSIONER_TOO, "033190655905"
JOB_LOST, JOB_LOST_LONG_AGO, ELEVEN_MONTHS = "033091781764", "034087076057", "033195542785"
BRIEFLY_INSURED, VOLUNTARILY_INSURED = "033082677037", "033082601919"
COMPULSORY_AT_LEAST, IN_ALL_AT_LEAST = 12, 60
CLINIC, PAYS = "33101", 80

REFERENCE_LEVEL, FUNERAL_LEVELS = 2_340_000, 10
CHILD, PUPIL, WORKER, HOUSEHOLD, PENSION = "tre_em", "hoc_sinh", "bat_buoc", "ho_gia_dinh", "huu_tri"
UNEMPLOYED = "that_nghiep"
LETTERS = {UNEMPLOYED: "TN4", CHILD: "TE1", PUPIL: "HS4", WORKER: "DN4", HOUSEHOLD: "GD4", PENSION: "HT3"}
CHILD_UNTIL, ADULT_FROM, PENSION_FROM = 6, 22, 60
EMPLOYERS = (
    "Công ty TNHH May Bãi Sậy", "Công ty CP Nhựa Phố Nối", "Công ty TNHH Điện tử Sơn Nam", "Công ty CP Thép Văn Giang",
    "Công ty TNHH Giày Kiến Xương", "Công ty CP Dược Thái Bình", "Công ty TNHH Chế biến nhãn lồng Hưng Yên",
)  # fmt: skip
# Employer, monthly pay, first and last month.
SPELLS: dict[str, tuple[tuple[str, int, str, str | None], ...]] = {
    JOB_LOST: ((EMPLOYERS[0], 8_400_000, "202306", "202606"), (EMPLOYERS[0], 9_000_000, "202607", "202609")),
    JOB_LOST_LONG_AGO: ((EMPLOYERS[5], 7_800_000, "202105", "202604"),),
    BRIEFLY_INSURED: ((EMPLOYERS[3], 5_900_000, "202604", None),),
    # Enough months in all, but not in the two years before the end.
    ELEVEN_MONTHS: ((EMPLOYERS[1], 6_500_000, "202101", "202306"), (EMPLOYERS[2], 7_600_000, "202511", "202609")),
}
# The day, the employer and the decision by which an employment contract ended.
ENDS = {
    JOB_LOST: ("20261012", EMPLOYERS[0], "112/QĐ-MBS"),
    JOB_LOST_LONG_AGO: ("20260501", EMPLOYERS[5], "38/QĐ-DTB"),
    ELEVEN_MONTHS: ("20261016", EMPLOYERS[2], "77/QĐ-ĐTSN"),
}
CARD_ASKED = ("SoDinhDanh", "HoTen", "NgaySinh", "GioiTinh", "MaPhuongXa", "NoiKhamBenh")
BENEFIT = ("SoDinhDanh", "SoQuyetDinh", "MucHuong", "SoThang", "TuNgay")
CORRECTION, CORRECTED = ("Truong", "GiaTri", "CanCu"), {"HoTen": "name", "NgaySinh": "born"}
BENEFITS = "/v1/unemployment-benefits"
SUSPENSIONS, TERMINATIONS = BENEFITS + "/{MaChiTra}/suspensions", BENEFITS + "/{MaChiTra}/terminations"
CARDS = BENEFITS + "/{MaChiTra}/cards"
ENDED_BY = (
    "co_viec_lam", "khong_thong_bao", "tu_choi_viec_lam", "nghia_vu_quan_su", "huu_tri", "ra_nuoc_ngoai_dinh_cu",
    "di_hoc", "chap_hanh_an_phat_tu", "bi_xu_phat", "cai_nghien_bat_buoc", "mat_tich", "chet",
)  # fmt: skip
AGREED = {
    "v1/people/search": to("LoaiThamGia TheBHYT DangHuongLuongHuu"),
    "v1/eligibility/search": to("Khop DaMat SoThe NhomDoiTuong TuNgay DenNgay NoiKhamBenh DuNamNamTu MucHuong"),
    "v1/identities/search": to("HoTen NgaySinh"),
    "v1/corrections": to("NgaySua"),
    "v1/insurance-periods/search": to("SoThangBatBuoc SoThangTuNguyen TaiNanLaoDong"),
    "v1/contributions/search": to("Thang MucLuong ChamDut"),
    "v1/child-cards": to("SoThe TuNgay DenNgay"),
    "v1/funeral-grants": to("SoQuyetDinh SoTien HinhThuc"),
    BENEFITS[1:]: to("MaChiTra"),
    f"{BENEFITS[1:]}/*/suspensions": to("Thang"),
    f"{BENEFITS[1:]}/*/terminations": to("ChamDutTu"),
    f"{BENEFITS[1:]}/*/cards": to("SoTheBHYT DenNgay"),
}
# The field of the answer by which each operation's messages are known.
CARD, GRANT, PAYMENT, SUSPENDED, ENDED = "SoThe", "SoTien", "MaChiTra", "TrangThai", "ChamDutTu"
UNEMPLOYEDS_CARD = "SoTheBHYT"
SCHEMA = f"""
{protocol.MESSAGES}{protocol.PERSONS}
CREATE TABLE IF NOT EXISTS members (
    person TEXT PRIMARY KEY, kind TEXT NOT NULL, pension INTEGER NOT NULL, card_from TEXT, card_until TEXT)
    WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS spells (
    person TEXT NOT NULL, employer TEXT NOT NULL, pay INTEGER NOT NULL, first TEXT NOT NULL, last TEXT,
    PRIMARY KEY (person, first)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS voluntary (person TEXT PRIMARY KEY, months INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS ends (
    person TEXT PRIMARY KEY, ended TEXT NOT NULL, employer TEXT NOT NULL, decision TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS grants (person TEXT PRIMARY KEY, decision TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS payments (
    code TEXT PRIMARY KEY, message_id TEXT NOT NULL UNIQUE, dossier TEXT NOT NULL, first TEXT NOT NULL,
    last TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS suspensions (
    code TEXT NOT NULL, month TEXT NOT NULL, PRIMARY KEY (code, month)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS terminations (code TEXT PRIMARY KEY, ended TEXT NOT NULL) WITHOUT ROWID;
""" + "".join(
    f"CREATE INDEX IF NOT EXISTS messages_by_{field} ON messages (json_extract(answer, '$.{field}'));\n"
    for field in (CARD, GRANT, PAYMENT, SUSPENDED, ENDED)
)


def kind_of(who: Person) -> str | None:
    """What the register has someone as; nothing of one it does not know."""
    years = age(who)
    if who.number == NEVER_INSURED:
        return None
    if years < ADULT_FROM:
        return CHILD if years < CHILD_UNTIL else PUPIL
    if years < PENSION_FROM:
        return HOUSEHOLD if lot(who) % 8 == 7 and who.number not in SPELLS else WORKER
    return PENSION if who.number == PENSIONER or lot(who) % 3 == 0 else HOUSEHOLD


def is_pensioner(who: Person) -> bool:
    """Whether a pension is being paid."""
    return kind_of(who) == PENSION and not who.died


def _card(who: Person) -> tuple[str | None, str | None]:
    if who.died:
        return None, None
    if kind_of(who) == CHILD:
        return told_day(who.born), _child_until(who.born)
    ended, _, _ = ENDS.get(who.number, ("20261231", "", ""))
    return "20260101", last_day(ended[:6])


def _child_until(born: date) -> str:
    """The end of September of the year a child turns six, or of the birthday's month when that is later."""
    sixth = f"{protocol.years_after(born, CHILD_UNTIL):%Y%m}"
    return last_day(max(sixth, f"{sixth[:4]}09"))


def _spells(who: Person) -> tuple[tuple[str, int, str, str | None], ...]:
    """Ordinary workers have 24 to 300 months on AS_OF, with one employer, and work on."""
    if who.number in SPELLS or kind_of(who) != WORKER:
        return SPELLS.get(who.number, ())
    paid = min(24 + lot(who) * 7 % 277, 12 * (age(who) - 18))
    last = months_after(f"{who.died:%Y%m}", -1) if who.died else None
    return ((EMPLOYERS[lot(who) % len(EMPLOYERS)], 5_500_000 + 9_000 * lot(who), months_after("202611", -paid), last),)


def _voluntary(who: Person) -> int:
    """For how many months somebody without an employer has paid for a pension of their own: half of them never."""
    if kind_of(who) != HOUSEHOLD or age(who) < ADULT_FROM:
        return 0
    return 72 if who.number == VOLUNTARILY_INSURED else lot(who) % 97 * (lot(who) % 2)


class Operation(Messages):
    """The messages of one operation; a message id stands for one message in the whole register."""

    def __init__(self, store: sqlite3.Connection, answered: str) -> None:
        super().__init__(store)
        self.mine = f"json_extract(answer, '$.{answered}') IS NOT NULL"

    def count(self) -> int:
        return int(self.store.execute(f"SELECT count(*) FROM messages WHERE {self.mine}").fetchone()[0])  # noqa: S608

    def told(self, column: str, value: str) -> list[dict[str, Any]]:
        return super().told(f"{self.mine} AND {column}", value)


class Register(protocol.Register):
    """Who is insured as what, since when, and what they are paid."""

    file, schema = "insurance", SCHEMA

    def __init__(self, data: Path, clock: Clock, level: int) -> None:
        super().__init__(data, clock)
        self.level = level
        self.dead = frozenset(who.number for who in world().persons if who.died)

    def fill(self) -> None:
        """Puts the sample people and their working lives in, once."""
        super().fill()
        kinds = ((who, kind) for who in world().persons if (kind := kind_of(who)))
        members = [(who.number, kind, is_pensioner(who), *_card(who)) for who, kind in kinds]
        fill_once(self.store, "members", members)
        fill_once(self.store, "spells", ((who.number, *one) for who in world().persons for one in _spells(who)))
        paid = ((who.number, months) for who in world().persons if (months := _voluntary(who)))
        fill_once(self.store, "voluntary", paid)
        fill_once(self.store, "ends", ((number, *end) for number, end in ENDS.items()))

    def people(self, sent: Sent) -> list[dict[str, Any]]:
        """The member of the number, unless name or birthday are another's."""
        row = row_of(self.store, "members", "person", str(sent["SoDinhDanh"])) if agrees(self.store, sent) else None
        if not row:
            return []
        number, kind, pension, since, until = row
        card = {"SoThe": _card_number(kind, number), "TuNgay": since, "DenNgay": until} if since else None
        member = {"SoDinhDanh": number, "MaSoBHXH": number[2:], "LoaiThamGia": kind, "TheBHYT": card}
        return [member | {"DangHuongLuongHuu": bool(pension)}]

    def eligibility(self, sent: Sent) -> list[dict[str, Any]] | None:
        """What a clinic has to know; of somebody of another name or birthday only that they are not who they are."""
        number, agreed = str(sent["SoDinhDanh"]), agrees(self.store, sent)
        if agreed is None:
            return None
        if not agreed:
            return [{"Khop": False}]
        row, died = row_of(self.store, "members", "person", number), number in self.dead
        if row is None or not row[3]:
            return [{"Khop": True, "DaMat": died}]
        kind, since, until = row[1], row[3], row[4]
        card = {
            "SoThe": _card_number(kind, number),
            "TuNgay": since,
            "DenNgay": until,
            "NhomDoiTuong": LETTERS[kind][:2],
        }
        more = {"NoiKhamBenh": CLINIC, "DuNamNamTu": None, "MucHuong": 100 if kind == CHILD else PAYS}
        return [{"Khop": True, "DaMat": died} | card | more]

    def identities(self, sent: Sent) -> list[dict[str, Any]] | None:
        """Under which name and birthday the number is insured."""
        row = row_of(self.store, "persons", "number", str(sent["SoDinhDanh"]))
        return [{"HoTen": row[1], "NgaySinh": row[2]}] if row else None

    def correct(self, sent: Sent) -> dict[str, Any]:
        """What its office found out of somebody stands there from now on; said again it is the same."""
        number, field, value = (str(sent[name]) for name in ("SoDinhDanh", "Truong", "GiaTri"))
        if field not in CORRECTED:
            raise refuse(400, "bad-field", "Trường này không sửa theo cách này.")
        query = f"UPDATE persons SET {CORRECTED[field]} = ? WHERE number = ?"  # noqa: S608 - our own names
        if not self.store.execute(query, (value, number)).rowcount:
            raise Refused(nobody())
        return {"NgaySua": told_day(self.today())}

    def contributions(self, sent: Sent) -> dict[str, Any]:
        """The months paid for, the earliest first, and how the employment ended."""
        number, passed = str(sent["SoDinhDanh"]), months_after(f"{self.today():%Y%m}", -1)
        if not agrees(self.store, sent):
            return {"KetQua": [], "ChamDut": None}
        query = "SELECT employer, pay, first, coalesce(last, ?) FROM spells WHERE person = ? ORDER BY first"
        paid = [
            {"Thang": month, "MucLuong": pay, "DonVi": employer}
            for employer, pay, first, last in self.store.execute(query, (passed, number))
            for month in months_between(first, last)
        ]
        end = row_of(self.store, "ends", "person", number)
        names = ("NgayChamDut", "DonVi", "SoQuyetDinh")
        return {"KetQua": paid, "ChamDut": dict(zip(names, end[1:], strict=True)) if end else None}

    def periods(self, sent: Sent) -> list[dict[str, Any]]:
        """For how many months a member paid, by an employer and voluntarily; accidents at work there are none."""
        number = str(sent["SoDinhDanh"])
        if not agrees(self.store, sent) or not row_of(self.store, "members", "person", number):
            return []
        compulsory, voluntary = self._months(number)
        told = {"SoThangBatBuoc": compulsory, "SoThangTuNguyen": voluntary, "TaiNanLaoDong": False}
        return [{"SoDinhDanh": number} | told]

    def _months(self, number: str) -> tuple[int, int]:
        passed = months_after(f"{self.today():%Y%m}", -1)
        query = "SELECT first, coalesce(last, ?) FROM spells WHERE person = ?"
        spells = self.store.execute(query, (passed, number))
        voluntary = row_of(self.store, "voluntary", "person", number)
        return len({month for one in spells for month in months_between(*one)}), voluntary[1] if voluntary else 0

    def child_card(self, sent: Sent, _: int) -> dict[str, Any]:
        """A small child's card, from birth."""
        born, today, number = day(sent, "NgaySinh"), self.today(), str(sent["SoDinhDanh"])
        must_agree(self.store, sent)
        if born > today:
            raise refuse(400, "bad-field", "NgaySinh không được sau hôm nay.")
        if protocol.years_after(born, CHILD_UNTIL) <= today:
            raise refuse(409, "not-a-child", f"Chỉ cấp thẻ cho trẻ em dưới {CHILD_UNTIL} tuổi.")
        if (member := row_of(self.store, "members", "person", number)) and member[3]:
            raise refuse(409, "card-exists", f"{number} đã có thẻ bảo hiểm y tế.")
        card = {"SoThe": _card_number(CHILD, number), "TuNgay": told_day(born), "DenNgay": _child_until(born)}
        row = (number, CHILD, False, card["TuNgay"], card["DenNgay"])
        self.store.execute("INSERT OR REPLACE INTO members VALUES (?, ?, ?, ?, ?)", row)
        who = (number, full_name(sent["HoTen"]), card["TuNgay"])
        self.store.execute("INSERT OR IGNORE INTO persons VALUES (?, ?, ?)", who)
        return card

    def funeral_grant(self, sent: Sent, serial: int) -> dict[str, Any]:
        """What is paid for the funeral of an insured, once."""
        number, receiver = str(sent["SoDinhDanh"]), sent["NguoiNhan"]
        if not isinstance(receiver, dict):
            raise refuse(400, "bad-field", "NguoiNhan phải là một đối tượng JSON.")
        require(receiver, ("SoDinhDanh", "HoTen", "QuanHe"))
        must_agree(self.store, sent)
        must_agree(self.store, receiver)
        compulsory, voluntary = self._months(number)
        if compulsory < COMPULSORY_AT_LEAST and compulsory + voluntary < IN_ALL_AT_LEAST:
            self._must_be_insured(number, {PENSION})
        if row_of(self.store, "grants", "person", number):
            raise refuse(409, "already-granted", f"Đã giải quyết trợ cấp mai táng cho {number}.")
        decision = f"{serial:05}/{self.today().year}/QĐ-BHXH-MT"
        self.store.execute("INSERT INTO grants VALUES (?, ?)", (number, decision))
        by = "TAI_KHOAN" if sent.get("TaiKhoan") else "TIEN_MAT"
        return {"SoQuyetDinh": decision, "SoTien": FUNERAL_LEVELS * self.level, "HinhThuc": by}

    def _must_be_insured(self, number: str, kinds: set[str]) -> None:
        member = row_of(self.store, "members", "person", number)
        if not member or member[1] not in kinds:
            raise refuse(409, "not-insured", f"{number} không tham gia bảo hiểm xã hội.")

    def benefit(self, sent: Sent, serial: int) -> dict[str, Any]:
        """A benefit that is paid from now on, month by month."""
        amount(sent, "MucHuong")
        months, since = amount(sent, "SoThang"), day(sent, "TuNgay")
        first, last = f"{since:%Y%m}", months_after(f"{since:%Y%m}", months - (since.day == 1))
        must_agree(self.store, sent)
        self._must_be_insured(str(sent["SoDinhDanh"]), {WORKER})
        code = f"TN-{PROVINCE}-{self.today().year}-{serial:05}"
        row = (code, sent["MaThongDiep"], sent["MaHoSo"], first, last)
        self.store.execute("INSERT INTO payments VALUES (?, ?, ?, ?, ?)", row)
        return {PAYMENT: code}

    def suspend(self, sent: Sent, _: int) -> dict[str, Any]:
        """A month in which a benefit is not paid."""
        code, wanted = sent["MaChiTra"], month(sent, "Thang")
        first, last = self.payment(code)[-2:]
        if not first <= wanted <= last:
            raise refuse(400, "bad-field", f"Thang phải nằm trong thời gian hưởng, từ {first} đến {last}.")
        if self.store.execute("SELECT 1 FROM suspensions WHERE (code, month) = (?, ?)", (code, wanted)).fetchone():
            raise refuse(409, "already-suspended", f"{code} đã tạm dừng tháng {wanted}.")
        self.store.execute("INSERT INTO suspensions VALUES (?, ?)", (code, wanted))
        return {"Thang": wanted, SUSPENDED: "TAM_DUNG"}

    def terminate(self, sent: Sent, _: int) -> dict[str, Any]:
        """The day from which a benefit is not paid any more."""
        code, on = sent["MaChiTra"], day(sent, "TuNgay")
        first, last = self.payment(code)[-2:]
        if sent["CanCu"] not in ENDED_BY or not first <= f"{on:%Y%m}" <= last:
            raise refuse(400, "bad-field", f"CanCu hoặc TuNgay không đúng: được hưởng từ {first} đến {last}.")
        if row_of(self.store, "terminations", "code", code):
            raise refuse(409, "already-ended", f"{code} đã chấm dứt hưởng.")
        self.store.execute("INSERT INTO terminations VALUES (?, ?)", (code, told_day(on)))
        sent_before = "SELECT json_extract(sent, '$.SoDinhDanh') FROM messages WHERE message_id = ?"
        (number,) = self.store.execute(sent_before, (self.payment(code)[0],)).fetchone()
        self.store.execute("UPDATE members SET card_until = ? WHERE person = ?", (told_day(on), number))
        return {ENDED: told_day(on)}

    def unemployeds_card(self, sent: Sent, _: int) -> dict[str, Any]:
        """A card for whoever is paid a benefit, until that is over."""
        code, since, until = sent["MaChiTra"], day(sent, "TuNgay"), day(sent, "DenNgay")
        first, last = self.payment(code)[-2:]
        if not first <= f"{since:%Y%m}" <= f"{until:%Y%m}" <= last:
            raise refuse(400, "bad-field", f"TuNgay, DenNgay phải nằm trong thời gian hưởng, từ {first} đến {last}.")
        must_agree(self.store, sent)
        number, valid = str(sent["SoDinhDanh"]), (told_day(since), told_day(until))
        self.store.execute("UPDATE members SET card_from = ?, card_until = ? WHERE person = ?", (*valid, number))
        return {UNEMPLOYEDS_CARD: _card_number(UNEMPLOYED, number), "DenNgay": valid[1]}

    def standing(self, message_id: str) -> dict[str, Any]:
        """The months in which a benefit is not paid, and the day from which it is not paid any more."""
        query = "SELECT month FROM suspensions JOIN payments USING (code) WHERE message_id = ? ORDER BY month"
        ended = "SELECT ended FROM terminations JOIN payments USING (code) WHERE message_id = ?"
        last = self.store.execute(ended, (message_id,)).fetchone()
        told = {"TamDung": [row[0] for row in self.store.execute(query, (message_id,))]}
        return told | ({ENDED: last[0]} if last else {})

    def payment(self, code: str) -> tuple[str, ...]:
        """A benefit's message, dossier, first and last month."""
        row = row_of(self.store, "payments", "code", code)
        if row is None:
            raise Refused(nobody())
        _, *told = row
        return tuple(told)


def _card_number(kind: str, number: str) -> str:
    return f"{LETTERS[kind]}{PROVINCE}{number[2:]}"


def create_app(data: Path, clock: Clock = protocol.utc_now, level: int = REFERENCE_LEVEL) -> FastAPI:
    """The register, filled with the sample people's working lives at its first start."""
    register = Register(data, clock, level)
    asked = ", ".join(path for path in AGREED if path.endswith("/search"))
    told = "v1/corrections, v1/child-cards, v1/funeral-grants"
    app = new_app("Cơ sở dữ liệu quốc gia về bảo hiểm", f"<p>POST {asked}, {told}, {BENEFITS[1:]}</p>", AGREED)
    cards, grants, payments = (Operation(register.store, field) for field in (CARD, GRANT, PAYMENT))
    protocol.serve_search(app, "/v1/people/search", ("SoDinhDanh",), register.people)
    protocol.serve_search(app, "/v1/eligibility/search", ("SoDinhDanh", "HoTen"), register.eligibility)
    protocol.serve_search(app, "/v1/identities/search", ("SoDinhDanh",), register.identities)
    protocol.serve_corrections(app, ("SoDinhDanh", *CORRECTION), register.correct)
    protocol.serve_search(app, "/v1/insurance-periods/search", ("SoDinhDanh",), register.periods)
    _serve_contributions(app, register)
    protocol.serve_messages(app, "/v1/child-cards", cards, CARD_ASKED, register.child_card)
    protocol.serve_messages(app, "/v1/funeral-grants", grants, ("SoDinhDanh", "NguoiNhan"), register.funeral_grant)
    _serve_on(app, register, SUSPENSIONS, SUSPENDED, ("Thang",), register.suspend)
    _serve_on(app, register, TERMINATIONS, ENDED, ("TuNgay", "CanCu"), register.terminate)
    _serve_on(app, register, CARDS, UNEMPLOYEDS_CARD, ("SoDinhDanh", "TuNgay", "DenNgay"), register.unemployeds_card)
    protocol.serve_messages(app, BENEFITS, payments, BENEFIT, register.benefit, more=register.standing)
    return app


def _serve_contributions(app: FastAPI, register: Register) -> None:
    @app.post("/v1/contributions/search")
    async def contributions(request: Request) -> Response:
        sent = body(request)
        require(sent, ("SoDinhDanh", *GROUNDS))
        return JSONResponse(register.contributions(sent))


def _serve_on(app: FastAPI, register: Register, path: str, field: str, asked: tuple[str, ...], act: Act) -> None:
    """What is told of a benefit that is paid: its messages are known by one field of the answer."""
    messages = Operation(register.store, field)

    @app.post(path)
    async def tell(request: Request) -> Response:
        sent, code = body(request), request.path_params[PAYMENT]
        require(sent, ("MaThongDiep", *asked, "LyDo"))
        _, dossier, *_ = register.payment(code)
        answer, new = messages.answer({"MaHoSo": dossier} | sent | {PAYMENT: code}, act)
        return JSONResponse(answer, 201 if new else 200)

    @app.get(path + "/{MaThongDiep:path}")
    async def one(request: Request) -> Response:
        told = messages.told("message_id", request.path_params["MaThongDiep"])
        return JSONResponse(told[0]) if told and told[0][PAYMENT] == request.path_params[PAYMENT] else nobody()
