"""What browsers are given beside pages: built once, compressed once, and kept by them until it changes."""

import mimetypes
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path

from fastapi import APIRouter, Request, Response

from domain.base.refusals import Missing

BUILT = Path(__file__).parents[2] / "assets" / "built"
FOREVER = "public, max-age=31536000, immutable"
FOR_A_WHILE = "public, max-age=3600"
PACKED = {"br": ".br", "gzip": ".gz"}
"""By what a browser says it can unpack, the best first."""

router = APIRouter()


@dataclass(frozen=True)
class Asset:
    """A file, as it is and packed."""

    media_type: str
    version: str
    bodies: dict[str, bytes]


@cache
def assets() -> dict[str, Asset]:
    """Read them all."""
    return {path.name: _asset(path) for path in BUILT.iterdir() if path.suffix in {".css", ".js", ".woff2"}}


def _asset(path: Path) -> Asset:
    plain = path.read_bytes()
    packed = {way: path.with_name(path.name + end) for way, end in PACKED.items()}
    media_type = mimetypes.guess_type(path.name)[0] or "font/woff2"
    bodies = {way: file.read_bytes() for way, file in packed.items() if file.exists()}
    return Asset(media_type, sha256(plain).hexdigest()[:12], bodies | {"": plain})


def address(name: str) -> str:
    """Where an asset lies: another place whenever it changes."""
    return f"/assets/{name}?v={assets()[name].version}"


@router.get("/assets/{name}", include_in_schema=False)
async def asset(name: str, request: Request, v: str = "") -> Response:
    """An asset, packed as the browser likes it."""
    if (found := assets().get(name)) is None:
        raise Missing
    accepted = {part.partition(";")[0].strip() for part in request.headers.get("accept-encoding", "").split(",")}
    way = next((way for way in found.bodies if way in accepted), "")
    headers = {"Cache-Control": FOREVER if v == found.version else FOR_A_WHILE, "Vary": "Accept-Encoding"}
    if way:
        headers["Content-Encoding"] = way
    return Response(found.bodies[way], media_type=found.media_type, headers=headers)
