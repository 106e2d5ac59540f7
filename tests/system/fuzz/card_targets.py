"""What reads a card: the zone, the QR code, the security object, the data groups."""

from contextlib import suppress
from dataclasses import replace
from functools import cache

from domain.vietnam.people.cards import CardRefused, read_qr
from domain.vietnam.people.mrz import MrzFault, check_digit, read_mrz
from infra.id_cards.card_trust import CardTrust
from infra.id_cards.chip import Chip, proved, read_groups
from sandbox.people.residents import PLAIN_MOTHER
from sandbox.vietnam import chips, id_cards
from tests.support.cards import chip_of
from tests.system.fuzz import mutations
from tests.system.fuzz.target import NOW, Target, folder


@cache
def _card() -> tuple[Chip, CardTrust]:
    cards = id_cards.Cards(folder(), lambda: NOW)
    made = chips.Chips(cards.store, lambda: NOW)
    (folder() / "trust.pem").write_text(made.signers.trust())
    told = made.chip(PLAIN_MOTHER, chips.Wish())
    assert told
    return chip_of(told), CardTrust(folder() / "trust.pem")


def mrz() -> Target:
    """Three lines of a card, with check digits put right as often as not."""
    zone = _card()[0].groups[1][-90:]

    def run(data: bytes) -> bool:
        taken = False
        for text in (said := data.decode("utf-8", "replace"), _resealed(said)):
            with suppress(MrzFault):
                assert len(read_mrz(text).number) == 12
                taken = True
        return taken

    return Target((zone,), run, mutations.fields(b"<"))


def _resealed(text: str) -> str:
    if len(text) != 90 or not text.isascii() or not text.replace("<", "").isalnum():
        return text
    one, two = text[:30].upper(), text[30:60].upper()
    one = one[:14] + check_digit(one[5:14]) + one[15:]
    two = two[:6] + check_digit(two[:6]) + two[7:14] + check_digit(two[8:14]) + two[15:29]
    return one + two + check_digit(one[5:] + two[:7] + two[8:15] + two[18:29]) + text[60:].upper()


def qr() -> Target:
    """The QR code on a card's face."""

    def run(data: bytes) -> bool:
        try:
            assert len(read_qr(data.decode("utf-8", "surrogateescape")).number) == 12
        except CardRefused:
            return False
        return True

    face = _card()[0].qr
    return Target((face.encode(), f"{face}|A|B||".encode()), run, mutations.fields(b"|"))


def sod() -> Target:
    """What signs a chip: whatever is done to it, it proves nobody but its own holder."""
    chip, trust = _card()
    holder = proved(chip, trust, NOW).holder

    def run(data: bytes) -> bool:
        try:
            assert proved(replace(chip, sod=data), trust, NOW).holder == holder
        except CardRefused:
            return False
        return True

    return Target((chip.sod,), run, mutations.der)


def group(number: int) -> Target:
    """A data group that nobody signed: it is opened to name what is wrong, and never believed."""
    chip, trust = _card()
    whole = chip.groups[number]

    def run(data: bytes) -> bool:
        groups = {**chip.groups, number: data}
        with suppress(CardRefused):
            read_groups(groups)
        try:
            proved(replace(chip, groups=groups), trust, NOW)
        except CardRefused:
            return False
        assert data == whole
        return True

    return Target((whole,), run, mutations.der)
