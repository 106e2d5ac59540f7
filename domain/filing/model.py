"""Who must agree to an application, and to what, as its filing and its state hold it."""

from typing import Any

from domain.base.law import Frozen

ONE_FORM = 2
"""The edition from which on every step says what it rests on, and an approval is one of the form that stands."""
SETTLED = 3
"""The edition from which on what registers say otherwise is settled before the approval, whoever is asked for something
is asked by name, and what is done for months after a result does not hold up its hand-over."""
PROVED = 4
"""The edition from which on the age to marry counts on the day of registration, and the register is asked who is whose
child and spouse."""
TOLD_WHOLE = 4
"""The edition from which on a form says all that its procedure has asked for since: homes without a gap, who works."""
SWAPPED = 5
"""The edition from which on a licence is made and given for the old one after its notice was handed over."""
LASTING = 5
"""The edition from which on what is paid month by month is paid, changed and ended as long as the law says, and for a
funeral grant it counts how long the dead had paid."""
KIN_TOLD = 5
"""The edition from which on who asks for form 2 of a judicial record names parents and spouse, whom it says."""
BY_RIGHT = 5
"""The edition from which on who moves in says by what right, who brings a child up may have its birth registered, and
the books are looked into for what was done before: a birth that is registered, a certificate that is out."""
FEE_BY_FORM = 6
"""The edition from which on a fee follows the form as it is corrected: whose it is, and how many pay it."""
EDITION = 6
"""The edition of the bars that bind what people file from now on. A bar that comes later asks for the next one."""


class Consent(Frozen):
    """Somebody who must agree (người phải đồng ý), as what, and to what."""

    person: str
    """Blind index."""
    part: str
    digests: tuple[str, ...] = ()
    """Keyed digests of all that they agree to; none in what was filed before consents said so."""
    given_in: str = ""
    """The dossier in which they agreed to this very thing, where that opened the branch which this is."""


class Agreement(Frozen):
    """Somebody who must agree, by number, as what, and to what: a form says so, a filing keeps it as a consent."""

    number: str
    part: str
    to: dict[str, Any]
