"""The police's criminal records, from which judicial records are given (hồ sơ nghiệp vụ, lý lịch tư pháp)."""

from datetime import date
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field

from domain.base.words import Words
from domain.registers.query import Agency, Answer, Query, Request

CRIMINAL_RECORDS = "criminal_records"


class Conviction(BaseModel):
    """A conviction (án tích), and whether it is expunged."""

    model_config = ConfigDict(frozen=True)

    judgment: str = Field(min_length=3, max_length=60, title="Bản án số", description="Number of the judgment")
    on: date = Field(title="Ngày tuyên án", description="Day of the judgment")
    crime: str = Field(min_length=3, max_length=300, title="Tội danh", description="Crime")
    punishment: str = Field(min_length=3, max_length=300, title="Hình phạt", description="Punishment")
    expunged: bool = Field(default=False, title="Đã được xóa án tích", description="Expunged")


class Ban(BaseModel):
    """What a court forbade somebody to be (cấm đảm nhiệm chức vụ, thành lập, quản lý doanh nghiệp, hợp tác xã)."""

    model_config = ConfigDict(frozen=True)

    decision: str = Field(min_length=3, max_length=60, title="Quyết định số", description="Number of the decision")
    on: date = Field(title="Ngày quyết định", description="Day of the decision")
    what: str = Field(min_length=3, max_length=300, title="Bị cấm", description="What is forbidden")
    until: date | None = Field(default=None, title="Đến ngày", description="Until; empty where no day is named")


class CriminalRecord(Answer):
    """What is recorded of a person; ``to_verify`` where the police of other places must be asked."""

    finding: Literal["clean", "convicted", "to_verify"]
    convictions: tuple[Conviction, ...] = ()
    places: tuple[str, ...] = ()
    """Codes of the provinces or communes to be asked."""
    bans: tuple[Ban, ...] = ()


class CriminalRecordOf(Query[CriminalRecord]):
    """What is recorded of this person?"""

    agency = CRIMINAL_RECORDS
    kind = "criminal_record_of"
    purpose = "Tra cứu án tích"

    number: str
    full_name: str
    born: date


class PlaceFinding(Answer):
    """What the police of another place answered (kết quả xác minh)."""

    reply: str = Field(min_length=3, max_length=120, title="Văn bản trả lời", description="Number of the reply")
    convictions: tuple[Conviction, ...] = ()

    def agrees_with(self, entered: Self) -> bool:
        """Paper and electronic reply have numbers of their own; what counts is whom they call convicted, of what."""
        return self.convictions == entered.convictions


class PlaceVerification(Request[PlaceFinding]):
    """Let the police of another place verify whether this person was convicted there (Article 48)."""

    agency = CRIMINAL_RECORDS
    kind = "place_verification"
    purpose = "Xác minh án tích tại nơi cư trú trước"

    number: str
    full_name: str
    born: date
    place: str
    """Code of the province or commune."""


AGENCY = Agency(
    CRIMINAL_RECORDS,
    Words(vi="Cơ sở dữ liệu lý lịch tư pháp", en="the criminal records"),
    (CriminalRecordOf, PlaceVerification),
)
