"""The files in which the facts of dossiers are published, a month of filings each, and the list of those that hold."""

from datetime import date, datetime

from pydantic import AwareDatetime, BaseModel

from infra.files.storage import NotStored, Store

MANIFEST = "province/facts/manifest.json"
"""What any engine that speaks Parquet begins with; the files beside it are written once and never changed."""


class Part(BaseModel, frozen=True):
    """A file with the facts of all dossiers that were filed in one month, in Vietnam's time."""

    month: date
    path: str
    rows: int
    size: int
    sha256: str


class Manifest(BaseModel, frozen=True):
    """Which files hold the facts as they stood at one moment."""

    as_of: AwareDatetime
    """Everything that was fed by then is in them."""
    edition: int
    """With which the newest of them were made (``domain.province.facts.EDITION``)."""
    parts: tuple[Part, ...] = ()
    replaced: tuple[str, ...] = ()
    """Files of the manifest before, which a reader may still be at; they go with the next one."""

    def with_parts(self, new: dict[date, Part | None], as_of: datetime) -> "Manifest":
        """The next one, with other files for some months; none for a month that has no dossier any more."""
        kept = {part.month: part for part in self.parts} | new
        parts = tuple(part for _, part in sorted(kept.items()) if part)
        paths = {part.path for part in parts}
        replaced = tuple(part.path for part in self.parts if part.path not in paths)
        return Manifest(as_of=as_of, edition=self.edition, parts=parts, replaced=replaced)

    def ended(self, before: "Manifest") -> tuple[str, ...]:
        """Files that nobody reads any more; a month that is again what it once was has the file that it had then."""
        paths = {part.path for part in self.parts}
        return tuple(path for path in before.replaced if path not in paths)


async def newest(store: Store) -> Manifest | None:
    """The one that holds now; none before anything was published."""
    try:
        return Manifest.model_validate_json(await store.get(MANIFEST))
    except NotStored:
        return None
