"""That what a dossier said of people was erased, as a typed act."""

from typing import Literal

from domain.base.words import Words
from domain.dossier.act import Act


class DataErased(Act):
    """Xóa dữ liệu: the keys of form, papers and journal were destroyed; what is public stays, and so does the chain."""

    type: Literal["data_erased"] = "data_erased"
    told = Words(vi="Xóa dữ liệu của hồ sơ", en="The dossier's data were erased")
    basis: str
    """The law or decision that says so; it stands in the open, so it names nobody."""
    order: str = ""
    """Of a court or an authority, where it came before the law's term was over."""
    with_result: bool = False
    wakes = False
    after_end = True
