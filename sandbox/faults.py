"""Faults on demand, and the memory of what was asked: what a test sets and reads."""

import asyncio
from collections import Counter, deque
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any, Literal, cast

from fastapi import APIRouter
from pydantic import BaseModel, Field

REMEMBERED = 1_000


def abort(transport: asyncio.BaseTransport | None) -> None:
    """Ends a connection without another word."""
    cast(asyncio.WriteTransport, transport).abort()


class Fault(BaseModel, extra="forbid"):
    """What goes wrong with the next calls; with `ms` any of them also takes its time."""

    kind: Literal["delay", "unavailable", "drop_answer", "wrong_answer", "not_found"]
    calls: int = Field(default=1, ge=-1)
    ms: int | None = Field(default=None, ge=0)
    operation: str = ""
    every: int = Field(default=1, ge=1)
    """Only each so many-th call that it could hit."""
    retry_after: int | None = None

    def hits(self, operation: str) -> bool:
        return self.calls != 0 and operation.endswith(self.operation)

    @property
    def seconds(self) -> float:
        return (self.ms if self.ms is not None else 1_000 * (self.kind == "delay")) / 1_000


@dataclass(slots=True)
class Call:
    """One thing that was asked of a service; no status means that no answer went out."""

    operation: str
    at: float
    dossier: str | None = None
    message_id: str | None = None
    traceparent: str | None = None
    fault: str | None = None
    status: int | None = None


class Switchboard:
    """Which faults are set, and what was asked since the last reset; in memory only."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []
        self._spared: Counter[tuple[str, str]] = Counter()
        self.reset()

    def reset(self) -> None:
        self.operations: Counter[str] = Counter()
        self.messages: Counter[str] = Counter()
        self.calls: deque[Call] = deque(maxlen=REMEMBERED)

    def put(self, fault: Fault) -> None:
        """Sets a fault in place of the same kind on the same operation."""
        self.faults = [old for old in self.faults if (old.kind, old.operation) != (fault.kind, fault.operation)]
        if fault.calls:
            self.faults.append(fault.model_copy())

    def note(self, call: Call) -> Fault | None:
        """Remembers a call and says what is to go wrong with it."""
        self.operations[call.operation] += 1
        if call.message_id:
            self.messages[call.message_id] += 1
        self.calls.append(call)
        fault = self._take(call.operation)
        call.fault = fault.kind if fault else None
        return fault

    def _take(self, operation: str) -> Fault | None:
        fault = next((fault for fault in self.faults if fault.hits(operation) and self._its_turn(fault)), None)
        if fault and fault.calls > 0:
            fault.calls -= 1
            if not fault.calls:
                self.faults.remove(fault)
        return fault

    def _its_turn(self, fault: Fault) -> bool:
        self._spared[fault.kind, fault.operation] += 1
        return self._spared[fault.kind, fault.operation] % fault.every == 0

    def account(self, detail: bool) -> dict[str, Any]:
        """What `/_calls` answers."""
        counts = {"total": self.operations.total(), "operations": self.operations, "messages": self.messages}
        return counts | {"calls": [_told(call) for call in self.calls]} if detail else counts


def _told(call: Call) -> dict[str, Any]:
    told = asdict(call)
    return told | {"at": datetime.fromtimestamp(call.at, UTC).isoformat(), "MaHoSo": told.pop("dossier")}


def controls(board: Switchboard) -> APIRouter:
    """The routes by which a test sets faults and counts calls."""
    router = APIRouter(include_in_schema=False)

    @router.put("/_faults")
    async def put(wanted: Fault | list[Fault]) -> list[Fault]:
        for fault in wanted if isinstance(wanted, list) else [wanted]:
            board.put(fault)
        return board.faults

    @router.get("/_faults")
    async def faults() -> list[Fault]:
        return board.faults

    @router.delete("/_faults", status_code=204)
    async def clear() -> None:
        board.faults = []

    @router.get("/_calls")
    async def calls(detail: bool = False) -> dict[str, Any]:
        return board.account(detail)

    @router.delete("/_calls", status_code=204)
    async def forget() -> None:
        board.reset()

    return router
