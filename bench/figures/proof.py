"""What a release of a million leaves takes, made and counted again: ``python -m bench --only statistics``."""

import time
from datetime import UTC, datetime, timedelta

from bench.figures.made import a_year, offices
from bench.tables import Figure, Table, alone, rows_of
from domain.base.calendar import in_vietnam
from domain.dossier.journal import instant
from domain.province.periods import Period
from domain.transparency.heads import SignedHead, TreeHead
from infra.signing import detached
from infra.signing.development import development_identity
from infra.signing.seal import Sealer
from infra.statistics.checking import verified
from infra.statistics.releasing import Order, release

LEAVES = 1_000_000
TITLE = "A figure with its proof"
ABOUT = """{leaves:,} dossiers of a year, rows made by SQL, released as the share settled in time: read with the hash of
each one's event, hashed, coarsened, written and sealed; then counted again from the file alone."""


async def measure(leaves: int = LEAVES) -> Table:
    """Make the rows, release them, count them again."""
    async with a_year(leaves) as year:
        folder, engine = year.folder, year.engine
        identity, now = development_identity(folder), datetime.now(UTC)
        seal = Sealer(identity.key, identity.certificate)

        async def sign(content: bytes, at: datetime) -> bytes:
            return await detached.sign(seal.signer, content, at)

        async def head() -> SignedHead:
            return SignedHead(head=TreeHead(tree_size=0, root_hash="0" * 64, timestamp=instant(now)), signature="")

        today = in_vietnam(now).date()
        period = Period(first=today.replace(year=today.year - 1), next=today)
        order = Order("33", offices(), period, now - timedelta(days=1))
        file, full = folder / "release.gz", folder / "full.gz"
        began = time.perf_counter()
        header = await release(order, engine, head, sign, now, file, full)
        made = time.perf_counter()
        checked = await verified(file, [identity.trust])
        done = time.perf_counter()
        # The head of no journal proves nothing: all else holds.
        if len(checked.problems) != 1:
            raise AssertionError(checked.problems)
        figures: list[Figure] = [
            ("leaves", header.leaves, 0),
            ("made, s", made - began, 1),
            ("counted again, s", done - made, 1),
            ("the file for everybody, MB", file.stat().st_size / 1e6, 1),
            ("the file for inspectors, MB", full.stat().st_size / 1e6, 1),
        ]
    return Table(title=TITLE, about=ABOUT.format(leaves=leaves), columns=("what", ""), rows=rows_of(figures))


if __name__ == "__main__":
    alone(measure, __doc__, released=(LEAVES, "dossiers that are released"))
