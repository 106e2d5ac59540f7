"""Who files at Vietnam's offices, as what: each form declares which of them."""

from domain.base.words import Words
from domain.filing.filers import Filer

ANYBODY = Filer(role="anybody", words=Words(vi="bất kỳ ai", en="anybody"), anybody=True)

BURIES = Filer(
    role="receiver", words=Words(vi="người lo mai táng", en="who has arranged the funeral"), at=("receiver.number",)
)


def themselves(at: str = "person.number") -> Filer:
    """The person whom it is about."""
    return Filer(role="person", words=Words(vi="chính người được giải quyết", en="the person it is about"), at=(at,))


def parents(*at: str) -> Filer:
    """The mother or the father."""
    return Filer(role="parent", words=Words(vi="cha hoặc mẹ", en="the mother or father"), at=at)


def representative(at: str, under_age: str = "") -> Filer:
    """A parent or guardian, by the number that the form names; of ``under_age``, only for who is not of age."""
    words = Words(vi="cha, mẹ hoặc người giám hộ", en="a parent or guardian")
    return Filer(role="representative", words=words, at=(at,), under_age=under_age)


def household_head(at: str = "head") -> Filer:
    """Who heads the household."""
    return Filer(role="head", words=Words(vi="chủ hộ", en="the household head"), at=(at,))


def kin(declares: str) -> Filer:
    """Close kin: no register proves it, so they say how they are related and the desk holds it against papers."""
    words = Words(
        vi="người thân thích (ghi quan hệ trong tờ khai)", en="close kin, who say in the form how they are related"
    )
    return Filer(role="kin", words=words, declares=declares)
