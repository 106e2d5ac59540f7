"""The erasure of what a dossier said of people (xóa dữ liệu), and whether it may be."""

from datetime import date
from typing import Literal

from domain.base.refusals import Conflict
from domain.base.words import Words
from domain.dossier import keys
from domain.dossier.act import Act
from domain.dossier.state import Dossier
from domain.statute.retention import Kept


class DataErased(Act):
    """Xóa dữ liệu: the keys of form, papers and journal were destroyed; what is public stays, and so does the chain."""

    type: Literal["data_erased"] = "data_erased"
    told = Words(vi="Xóa dữ liệu của hồ sơ", en="The dossier's data were erased")
    own_key = keys.ERASED
    basis: str
    """The law or decision that says so; it stands in the open, so it names nobody."""
    order: str = ""
    """Of a court or an authority, where it came before the law's term was over."""
    with_result: bool = False
    wakes = False
    after_end = True


class StillUnderWay(Conflict):
    """A dossier that is not over cannot be erased."""


class StillKept(Conflict):
    """The law keeps it longer."""


FOR_EVER = Words(vi="vĩnh viễn", en="for ever")


def may_erase(dossier: Dossier, kept: Kept, day: date, *, ordered: bool) -> bool:
    """Refuse what may not be erased, and say whether the result goes too.

    An order of a court or an authority sets a term of the law aside, for the dossier; never for a result that the law
    keeps.

    Raises:
        StillUnderWay: it has not ended, or money or a comparison is still open.
        StillKept: the law keeps it.
    """
    if not dossier.ended or dossier.open_tasks or dossier.last_at is None:
        raise StillUnderWay(
            "Hồ sơ chưa kết thúc hoặc còn việc chưa xong, chưa thể xóa.",
            "The dossier is under way, or something of it is still open: end it first.",
        )
    since = dossier.last_at.date()
    if not ordered and not kept.dossier.is_over(since, day):
        end = kept.dossier.ends(since)
        until = Words(vi="đến ngày {:%d/%m/%Y}", en="until {}").format(end) if end else FOR_EVER
        raise StillKept(
            "Hồ sơ phải được lưu giữ {0}; chỉ xóa sớm hơn theo yêu cầu của cơ quan có thẩm quyền.",
            "The law keeps the dossier {0}: erase it then, or name a court's or an authority's order (--order).",
            until,
        )
    return kept.result.is_over(since, day)
