"""What people agree to, told apart by keyed digests: a consent is one to these words, and to no others."""

from collections.abc import Callable, Collection, Iterable

from domain.dossier.digest import digest
from domain.filing.model import Agreement, Consent


def stands(before: Consent, now: Collection[Consent]) -> bool:
    """Whether somebody agreed to the very thing that they have to agree to now that the form is another."""
    return bool(before.digests) and any((one.person, one.digests) == (before.person, before.digests) for one in now)


def consents_of(
    agreements: Iterable[Agreement], person: Callable[[str], str], secret: str, without: Collection[str] = ()
) -> tuple[Consent, ...]:
    """One consent of each person, with the digests of all that they agree to; who files it agrees by filing."""
    found: dict[str, Consent] = {}
    for one in agreements:
        if one.number in without:
            continue
        consent = found.get(one.number) or Consent(person=person(one.number), part=one.part)
        digests = (*consent.digests, digest(secret, one.to))
        found[one.number] = consent.model_copy(update={"digests": digests})
    return tuple(found.values())
