"""Dossiers in which people say what nobody else may read, with trouble on the way."""

import secrets
from dataclasses import dataclass, field

from domain.province.disclosure import LEAST
from infra.local.people import Caller, Json, People
from tests.support.door import Door, has_status, new_key
from tests.support.scanned import RED, document

PAPER = b"%PDF-1.4\n% Nh\xc3\xa0 h\xe1\xbb\x99 sinh Ng\xc3\xb5 B\xc3\xa0ng 117\n%%EOF\n"


@dataclass
class Told:
    """What people said, each in a place of its own."""

    couple: Json
    given_name: str = "Khuê Trang Đài"
    born_at: str = "Nhà hộ sinh Ngõ Bàng 117"
    email: str = "thu.rieng.khue.trang@example.vn"
    phone: str = "0987213645"
    file_name: str = "giấy-chứng-sinh-của-cháu-Khuê-Trang"
    missing: str = "Đơn xin xác nhận của ông Lường Văn Quyển"
    why_missing: str = "Bà Quàng Thị Ngoãn chưa ký vào tờ khai"
    note: str = "Đã gọi điện cho bà ngoại Nông Thị Hoẵng"
    why_not: str = "Ông Vừ A Sềnh không phải là cha của cháu"
    why_withdrawn: str = "Gia đình chuyển về quê ở Mường Nhé"
    comment: str = "Cô Lò Thị Mẩy ở quầy rất chu đáo"
    title: str = "Bằng tốt nghiệp của Giàng Thị Xuyến"
    objection: str = "Vợ chồng đang ly thân từ tháng Ba năm ngoái"
    address: str = "Số 99 ngách 12 ngõ Giếng Mứt"
    learned: set[str] = field(default_factory=set)
    """What the registers said."""

    @property
    def values(self) -> set[str]:
        """All of it."""
        said = {value for value in vars(self).values() if isinstance(value, str)}
        people = {person[part] for person in self.couple.values() for part in ("number", "name") if part in person}
        return said | people | self.learned


@dataclass
class Story:
    """One house's people, and what they say."""

    people: People
    door: Door
    told: Told

    async def live(self) -> list[str]:
        """Live through all of it, and give the dossiers."""
        return [
            await self.a_birth_with_a_supplement_and_an_outage(),
            await self.a_birth_that_is_not_accepted(),
            await self.a_birth_that_is_withdrawn(),
            *[await self.a_birth_that_is_withdrawn_later() for _ in range(LEAST)],
            await self.a_copy_that_is_paid(),
            await self.a_move_that_the_household_head_objects_to(),
        ]

    async def _file(self) -> tuple[str, Caller]:
        told, people = self.told, self.people
        mother = await people.who(f"citizen:{told.couple['mother']['number']}")
        upload = await people.upload(mother, PAPER, f"{told.file_name}.pdf")
        written = await people.application(mother, told.couple)
        written["form"]["child"] |= {"given_name": told.given_name, "place_of_birth": told.born_at}
        written["documents"] = [{"kind": "birth_record", "upload": upload}]
        written["contact"] = {"email": told.email, "phone": told.phone, "locale": "vi"}
        answer = await mother.post("dossiers", json=written, headers={"Idempotency-Key": secrets.token_hex(8)})
        return str(answer.raise_for_status().json()["code"]), mother

    async def a_birth_with_a_supplement_and_an_outage(self) -> str:
        """A birth in which papers are missing and a register gives nonsense, then nothing, then an answer."""
        told, people = self.told, self.people
        await people.fault("population", "wrong_answer", calls=1)
        await people.fault("civil-status", "unavailable", calls=1)
        code, mother = await self._file()
        desk, registrar = await self.door.officer("tiepnhan.phohien"), await self.door.officer("hotich.phohien")
        asked = {"items": [told.missing], "reason": told.why_missing}
        await people.decide(desk, code, "request_supplement", kind="receive", **asked)
        await people.until(mother, code, lambda shown: "supply" in shown["can"])
        upload = await people.upload(mother, PAPER + b"%", f"{told.file_name}-2.pdf")
        sent = {"documents": [{"kind": "birth_record", "upload": upload}]}
        (await mother.post(f"dossiers/{code}/supplements", json=sent)).raise_for_status()
        await people.decide(desk, code, "accept", kind="receive")
        await people.decide(registrar, code, "confirm", kind="verify", note=told.note)
        await people.confirm(mother, code)
        await self.door.approve(code)
        await people.until(mother, code, has_status(9))
        await self.door.finish(mother, code)
        rated = {"stars": 5, "comment": told.comment}
        (await mother.post(f"dossiers/{code}/rating", json=rated)).raise_for_status()
        await people.letter(told.email)
        found = (await people.sandbox.get("/population/v1/newborns", params={"MaHoSo": code})).json()["KetQua"]
        told.learned |= {str(newborn["SoDinhDanh"]) for newborn in found}
        return code

    async def a_birth_that_is_not_accepted(self) -> str:
        """The desk does not take it, and says why."""
        code, _ = await self._file()
        desk = await self.door.officer("tiepnhan.phohien")
        await self.people.decide(desk, code, "not_accept", kind="receive", reason=self.told.why_not)
        return code

    async def a_birth_that_is_withdrawn(self) -> str:
        """The mother takes it back, and says why."""
        code, mother = await self._file()
        sent = {"reason": self.told.why_withdrawn}
        (await mother.post(f"dossiers/{code}/withdrawal", json=sent)).raise_for_status()
        return code

    async def a_birth_that_is_withdrawn_later(self) -> str:
        """The mother takes it back once it was accepted: settled in time, one of the few that may be released."""
        code, mother = await self._file()
        await self.door.accept(code)
        sent = {"reason": self.told.why_withdrawn}
        (await mother.post(f"dossiers/{code}/withdrawal", json=sent)).raise_for_status()
        return code

    async def a_copy_that_is_paid(self) -> str:
        """A certified copy, paid on-line."""
        people, told = self.people, self.told
        mother = await people.who(f"citizen:{told.couple['mother']['number']}")
        paper = {"kind": "scan", "upload": await people.upload(mother, document(RED), f"{told.file_name}-3.pdf")}
        form = {"commune": "11953", "title": told.title, "issuer": told.born_at, "issued_on": "2018-06-30", "pages": 3}
        sent = {"procedure": "2.000815", "form": form, "documents": [paper]}
        answer = await mother.post("dossiers", json=sent, headers=new_key())
        code = str(answer.raise_for_status().json()["code"])
        await self.door.accept(code)
        await people.decide(await self.door.officer("hotich.phohien"), code, "confirm", kind="compare")
        await self.door.approve(code)
        await people.until(mother, code, lambda shown: "pay" in shown["can"])
        page = (await mother.post(f"dossiers/{code}/payments")).raise_for_status().json()
        paid = await people.sandbox.post(f"/payments/_payments/{page['reference']}", json={"how": "pay"})
        paid.raise_for_status()
        await people.until(mother, code, has_status(9))
        return code

    async def a_move_that_the_household_head_objects_to(self) -> str:
        """Somebody must agree, does not, and says why."""
        people, told = self.people, self.told
        mother = await people.who(f"citizen:{told.couple['mother']['number']}")
        father = await people.who(f"citizen:{told.couple['father']['number']}")
        who = {"number": told.couple["mother"]["number"], "full_name": told.couple["mother"]["name"]}
        form = {"person": who | {"born": "1995-04-12"}, "address": told.address, "commune": "11983"}
        form |= {"head": told.couple["father"]["number"], "relation": "Vợ", "basis": "kin"}
        answer = await mother.post("dossiers", json={"procedure": "1.004222", "form": form}, headers=new_key())
        code = str(answer.raise_for_status().json()["code"])
        objected = {"kind": "consent", "decision": "object", "reason": told.objection}
        (await father.post(f"dossiers/{code}/answers", json=objected)).raise_for_status()
        return code
