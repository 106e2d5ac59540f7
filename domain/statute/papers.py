"""What papers are called and numbered by (số, ký hiệu; mẫu), as data of the kind of result, of slip and of office."""

from pydantic import BaseModel, Field

ISSUER = "{issuer}"


class Series(BaseModel, frozen=True):
    """How the law writes the numbers of a kind of result (số, ký hiệu)."""

    kind: str = Field(pattern=r"^[A-Z0-9]+$")
    written: str
    """With ``{value:02}`` or ``{value}``, ``{year}``, and ``{issuer}`` for the symbol of who issues it."""


class Slip(BaseModel, frozen=True):
    """A form that the law of a kind of office has in place of the one-stop one."""

    form: str = Field(pattern=r"^0[1-6]$")
    office: str
    """The kind of the offices that use it."""
    procedures: tuple[str, ...]
    code: str
    title: str


class Papers(BaseModel, frozen=True):
    """How the results of all kinds are numbered, and the forms of those who have their own."""

    series: tuple[Series, ...] = ()
    slips: tuple[Slip, ...] = ()

    def reference(self, number: str, issuer: str) -> str:
        """How the law writes a number of ours; a kind that the data do not name keeps the number that it has."""
        kind, _, rest = number.partition("-")
        written = next((one.written for one in self.series if one.kind == kind), None)
        if written is None:
            return number
        _, year, value = rest.rsplit("-", 2)
        return written.format(value=int(value), year=year, issuer=issuer)

    def alike(self, kind: str) -> tuple[str, ...]:
        """The kinds whose numbers an office writes with one symbol: it counts them together, in one book of records."""
        written = next((one.written for one in self.series if one.kind == kind), "")
        return tuple(one.kind for one in self.series if one.written == written) if ISSUER in written else (kind,)

    def symbol(self, kind: str, issuer: str) -> str:
        """Ký hiệu: what stands behind the number, where it names who issues it: no two such documents look alike."""
        written = next((one.written for one in self.series if one.kind == kind), "")
        return written.rpartition("/")[2].format(issuer=issuer) if ISSUER in written else ""

    def slip(self, form: str, office: str, procedure: str) -> Slip | None:
        """The form that an office of this kind has of its own for this procedure, if any."""
        fits = (one for one in self.slips if one.form == form and one.office == office)
        return next((one for one in fits if procedure in one.procedures), None)
