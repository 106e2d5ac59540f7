"""Why an act is refused, as types: each names what is wrong and what can be done; beside some the room that has them.

Refusal
├── Missing               nothing there that this person may see (404)
│   ├── NotPublished      api
│   └── NotInsured        api
├── Erased                it was there, and was erased (410)
├── TakenBack             everybody could read it, and it was taken back (410)
├── Forbidden             not theirs to do
│   ├── WrongRole
│   ├── StepUp            theirs, once they have logged in otherwise
│   │   ├── LevelTooLow
│   │   └── LoginTooOld
│   ├── MandateEnded
│   ├── NotInService
│   ├── NotRepresentative
│   ├── FourEyes
│   ├── NotLentOn
│   ├── OutOfReach
│   ├── NotTheirs
│   ├── NotAgreed
│   ├── BeyondAgreement
│   ├── NoClinic          api
│   ├── OtherFacility     api
│   ├── OtherRegister     api
│   ├── SomebodyElses     api
│   └── CrossSite         api
├── Conflict              no longer possible, or not yet
│   ├── TaskClosed
│   ├── TaskTaken
│   ├── DossierEnded
│   ├── ConsentMissing
│   ├── NotCompared
│   ├── FormChanged
│   ├── NotTogether
│   ├── BatchClosed
│   ├── TooLate
│   ├── TooEarly
│   │   └── FactsUnpublished  infra
│   ├── AlreadyDone
│   │   └── AnsweredOtherwise
│   ├── NothingMoves
│   ├── NotConfirmed
│   ├── OtherContent
│   ├── NoMandate
│   ├── StillUnderWay
│   ├── StillKept
│   ├── DraftChanged      infra
│   ├── OtherPatient      infra
│   ├── DoesNotMatch      api
│   ├── NothingDiffers    api
│   ├── ChipsNotRead      api
│   ├── NotAsked          api
│   ├── NothingToPay      api
│   ├── PayAtTheCounter   api
│   ├── FiledOtherwise    api
│   ├── NoLongerHeld      infra
│   ├── LiesWithUs        infra
│   ├── AnotherStands     api
│   └── NotPublic         api
├── Unacceptable          the content cannot be accepted
│   ├── ReasonMissing
│   ├── WordsMissing
│   ├── NotOnConsent
│   ├── NotKept
│   ├── NotTimed         infra
│   ├── NoSuchDecision
│   ├── LimitReached
│   ├── LoanTooLong
│   ├── NotInForce
│   ├── UnknownOffice
│   ├── CardRefused
│   │   ├── CardUnreadable
│   │   ├── CardForged
│   │   ├── CardSwapped
│   │   ├── CardExpired
│   │   ├── CardSignerExpired
│   │   ├── CardSignerRevoked
│   │   ├── CardIssuerUnknown
│   │   ├── RevocationUnknown
│   │   └── CardProofWrong
│   ├── KeyReused         infra
│   ├── Harmful           infra
│   ├── Oversized         infra
│   │   ├── TooWide       infra
│   │   └── TooManyPages  infra
│   ├── Disguised         infra
│   ├── Infected          infra
│   ├── UploadMissing
│   ├── NoPeriod
│   ├── NoSuchUnit
│   ├── TooFewToShow
│   ├── NoSuchFigure      api
│   │   └── NotOneVersion  api
│   ├── CellTooSmall
│   ├── NothingCounted    infra
│   ├── PeriodUnderWay    infra
│   ├── TooLarge          infra
│   ├── NotYet            api
│   ├── NotAMonth         api
│   ├── NoSuchMetric      api
│   ├── NotMeasured       api
│   ├── Contradiction     api
│   ├── LineWrong
│   ├── NamesSomebody     api
│   ├── NothingOfficial
│   ├── SignatureDoesNotHold
│   ├── OtherDay          api
│   ├── Illegible         infra
│   ├── NoWorkingDay      infra
│   ├── Tricked           api
│   ├── AnswerUnreadable  api
│   ├── NoPayloads        api
│   ├── UnknownProcedure  api
│   ├── FormInvalid       api
│   ├── NotForOrganisations  api
│   ├── PaperMissing      api
│   ├── PaperNotFetched   api
│   ├── MandateTooNarrow  api
│   ├── MayNotFile        api
│   ├── NotVerified       api
│   ├── PapersNotThere    api
│   ├── NotSigned         api
│   ├── NotTheirs         api
│   ├── NotUnderSix       api
│   ├── NoSuchValue       api
│   ├── Backwards         api
│   ├── CallbackUnreadable  api
│   └── NoSuchColleague   api
│       └── Unheard       api
├── Unkeepable            infra
├── TooMany               infra
├── Unauthenticated       api
├── TooLarge              api
├── HeadersTooLarge       api
└── Malformed             api
"""

import re
from datetime import datetime
from typing import ClassVar, Self

from domain.base.calendar import in_vietnam
from domain.base.words import Words


class Refusal(Exception):
    """An expected "no": nothing was written. ``words`` say to a person what is wrong and what to do.

    What ``of`` holds fills the places of the two texts: words, or what reads alike in every language.
    """

    slug: ClassVar[str] = "refused"
    """What programs tell it by (``urn:motcua:problem:…``): the class's own name, unless it says another."""

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        if "slug" not in vars(cls):
            cls.slug = "-".join(re.findall("[A-Z][a-z]*", cls.__name__)).lower()

    def __init__(self, vi: str, en: str, *of: object) -> None:
        words = Words(vi=vi, en=en)
        self.words = words.format(*of) if of else words
        self.vi, self.en = self.words.vi, self.words.en
        super().__init__(self.en)

    @classmethod
    def saying(cls, words: Words) -> Self:
        """The refusal whose words are at hand already."""
        return cls("{0}", "{0}", words)


class Missing(Refusal):
    """There is nothing of that name that this person may see (không tìm thấy)."""

    slug = "not-found"

    def __init__(self, vi: str = "Không tìm thấy.", en: str = "Not found.") -> None:
        super().__init__(vi, en)


class Erased(Refusal):
    """What a dossier said of people was erased (đã xóa dữ liệu); its journal's chain still holds."""

    def __init__(self, at: datetime, basis: str) -> None:
        day = in_vietnam(at)
        super().__init__(
            "Dữ liệu của hồ sơ đã được xóa ngày {:%d/%m/%Y} theo: {}",
            "The dossier's data were erased on {:%Y-%m-%d} because: {}",
            day,
            basis,
        )
        self.at, self.basis = at, basis


class TakenBack(Refusal):
    """Everybody could read it, until it was taken back (đã thu hồi): the words say by whom, when and why."""


class Forbidden(Refusal):
    """The act is not this person's to do (không có thẩm quyền)."""


class WrongRole(Forbidden):
    """The task belongs to another role."""


class StepUp(Forbidden):
    """They may, once they have logged in otherwise: ``asks`` says how, in the words of RFC 9470."""

    def __init__(self, vi: str, en: str, *of: object, **asks: str) -> None:
        super().__init__(vi, en, *of)
        self.asks = asks


class LevelTooLow(StepUp):
    """The e-identity's level does not allow it (mức độ định danh chưa đủ)."""

    slug = "identity-level-too-low"


class LoginTooOld(StepUp):
    """Who decides must have logged in not long ago (phiên đăng nhập đã lâu)."""


class MandateEnded(Forbidden):
    """Who acts for another may do so no longer (hết thời hạn ủy quyền)."""


class NotInService(Forbidden):
    """The officer's service has ended, or they are away (không còn hoặc tạm thời không làm nhiệm vụ)."""


class NotRepresentative(Forbidden):
    """They may not act for the organisation, or not any longer (không phải người đại diện)."""


class FourEyes(Forbidden):
    """Who acted on a dossier, or is a party to it, may not approve it (nguyên tắc bốn mắt)."""


class NotLentOn(Forbidden):
    """Who borrowed a task may not lend it on (không được ủy quyền lại)."""


class Conflict(Refusal):
    """What was asked is no longer, or not yet, possible in the dossier's state."""


class TaskClosed(Conflict):
    """The task was already decided."""


class TaskTaken(Conflict):
    """A colleague has claimed the task."""


class DossierEnded(Conflict):
    """The dossier has ended."""


class ConsentMissing(Conflict):
    """Somebody has not agreed whose consent the law asks for (chưa có sự đồng ý)."""


class NotCompared(Conflict):
    """An agency's late answer differs from what was entered, and nobody has compared them (chưa đối chiếu)."""


class FormChanged(Conflict):
    """What is decided on is no longer what stands (tờ khai đã thay đổi): it is looked at again first."""


class NotTogether(Conflict):
    """It cannot be decided in one go with others, but by itself (phải xử lý riêng)."""


class BatchClosed(Conflict):
    """The batch was taken back, is not yet agreed to, or everything in it is decided."""


class TooLate(Conflict):
    """The moment for it has passed: the result is decided."""


class TooEarly(Conflict):
    """It may happen only after something that has not happened (chưa đến bước này)."""


class AlreadyDone(Conflict):
    """It was done before and is done once."""


class AnsweredOtherwise(AlreadyDone):
    """They have answered already, and said something else (đã trả lời với nội dung khác)."""


class NothingMoves(Conflict):
    """A day was taken off that no date of this dossier counts."""


class NotConfirmed(Conflict):
    """Facts of a procedure are open: nothing new is filed before the province has confirmed them."""


class NoMandate(Conflict):
    """Nobody acts here by a mandate (không có ủy quyền)."""


class Unacceptable(Refusal):
    """The content of the act is not acceptable."""


class ReasonMissing(Unacceptable):
    """A refusal without a legal reason is none (thiếu lý do)."""


class WordsMissing(Unacceptable):
    """Another office is asked nothing, or answers nothing (chưa có nội dung)."""


class NotOnConsent(Unacceptable):
    """The look-up rests on the law, not on anybody's consent (không dựa trên sự đồng ý)."""


class NoSuchDecision(Unacceptable):
    """The task cannot be decided that way."""


class UploadMissing(Unacceptable):
    """A paper names a file that this person did not bring, or that has gone since (tệp không còn)."""

    def __init__(self, many: int = 1) -> None:
        super().__init__(
            "Không còn {} tệp đã tải lên: hãy tải lên lại rồi gửi. Những gì đã điền vẫn được giữ.",
            "{} of these uploads are none of yours, or have gone: bring them again and send this again.",
            many,
        )


class LimitReached(Unacceptable):
    """The rule allows no further one."""


class LoanTooLong(Unacceptable):
    """A task is lent on for longer than it was lent (quá thời hạn được ủy quyền)."""
