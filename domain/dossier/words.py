"""What happened to a dossier, in words, and of which events people get a notice: each thing says its own."""

import domain.agencies.words
import domain.branches.words
import domain.consents.words
import domain.deadlines.words
import domain.erasure.words
import domain.filing.words
import domain.mandates.words
import domain.money.words
import domain.opinions.words
import domain.recall.words
import domain.results.words
import domain.signing.words
import domain.tasks.words
from domain.base.words import Words

TOLD: dict[str, Words] = {
    "exported": Words(vi="Xuất hồ sơ lưu trữ", en="An archive of it was made"),
    **domain.agencies.words.TOLD,
    **domain.branches.words.TOLD,
    **domain.consents.words.TOLD,
    **domain.deadlines.words.TOLD,
    **domain.erasure.words.TOLD,
    **domain.filing.words.TOLD,
    **domain.mandates.words.TOLD,
    **domain.money.words.TOLD,
    **domain.opinions.words.TOLD,
    **domain.recall.words.TOLD,
    **domain.results.words.TOLD,
    **domain.signing.words.TOLD,
    **domain.tasks.words.TOLD,
}
"""By the type of an act, that it happened."""
NOTICES: dict[str, str] = {
    **domain.branches.words.NOTICES,
    **domain.deadlines.words.NOTICES,
    **domain.filing.words.NOTICES,
    **domain.money.words.NOTICES,
    **domain.recall.words.NOTICES,
    **domain.results.words.NOTICES,
}
"""By the type of an act, the kind of notice that its people get of it."""
