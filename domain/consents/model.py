"""People who must agree (người phải đồng ý), as a filing names them."""

from domain.base.law import Frozen


class Consent(Frozen):
    """Somebody who must agree (người phải đồng ý), and as what."""

    person: str
    """Blind index."""
    part: str
