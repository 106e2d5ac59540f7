"""The erasure of what a dossier said of people, in words: its events in a history."""

from domain.base.words import Words

TOLD = {
    "data_erased": Words(vi="Xóa dữ liệu của hồ sơ", en="The dossier's data were erased"),
}
"""By the type of an act, that it happened."""
