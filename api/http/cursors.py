"""Keyset pages: a cursor names the last row that was shown, so that rows that come or go move nobody's place."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import UTC, datetime
from typing import Annotated

from fastapi import Query

from api.http.problems import Malformed

PAGE = 50
FIRST = datetime(1, 1, 1, tzinfo=UTC)
LAST = datetime(9999, 12, 31, tzinfo=UTC)

Cursor = Annotated[str, Query(max_length=200, description="`next` of the page before; empty for the first page.")]


def position(cursor: str, start: datetime) -> tuple[datetime, str]:
    """The time and id of the row after which the page begins; ``Malformed``, where the cursor is none of ours."""
    if not cursor:
        return start, ""
    try:
        at, name = urlsafe_b64decode(cursor).decode("ascii").split(" ")
        return datetime.fromisoformat(at).astimezone(UTC), name
    except (ValueError, OverflowError) as error:
        raise Malformed("Con trỏ trang không hợp lệ.", "This cursor is not one of ours.") from error


def following(rows: int, at: datetime, name: str, size: int = PAGE) -> str | None:
    """The cursor of the page after a full one."""
    return urlsafe_b64encode(f"{at.isoformat()} {name}".encode()).decode() if rows == size else None
