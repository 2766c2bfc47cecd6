"""A phone as the product's own page behaves: the same id and body until there is a receipt, and a ledger."""

from __future__ import annotations

import asyncio
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from random import Random
from uuid import UUID, uuid4

from tests.loss.yard import Seat, Yard

ANSWER_WITHIN = 20.0
PAUSES = (0.05, 0.1, 0.2, 0.4, 0.8)
GONE = (OSError, asyncio.IncompleteReadError, TimeoutError)


class Line:
    """One HTTP/1.1 connection, made anew when it broke. Every failure to answer is one of GONE."""

    def __init__(self, address: tuple[str, int], seat: Seat) -> None:
        self.seat = seat
        self._address = address
        self._head = (
            f"Host: {address[0]}:{address[1]}\r\nCookie: {seat.cookie}\r\nX-CSRF-Token: {seat.token}\r\n"
            "Content-Type: application/json\r\n"
        )
        self._ends: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def put(self, path: str, body: bytes) -> tuple[int, bytes]:
        """Status and body of the answer."""
        request = f"PUT {path} HTTP/1.1\r\n{self._head}Content-Length: {len(body)}\r\n\r\n".encode() + body
        try:
            async with asyncio.timeout(ANSWER_WITHIN):
                return await self._ask(request)
        except BaseException:
            self.hang_up()
            raise

    async def _ask(self, request: bytes) -> tuple[int, bytes]:
        if self._ends is None:
            self._ends = await asyncio.open_connection(*self._address)
        reader, writer = self._ends
        writer.write(request)
        head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
        length = int(head.split("content-length: ", 1)[1].split("\r\n", 1)[0])
        return int(head.split(" ", 2)[1]), await reader.readexactly(length)

    async def cut(self, path: str, body: bytes, *, after: int) -> None:
        """Announce the whole request, send its first `after` bytes, and be gone."""
        request = f"PUT {path} HTTP/1.1\r\n{self._head}Content-Length: {len(body)}\r\n\r\n".encode() + body
        _, writer = await asyncio.open_connection(*self._address)
        writer.write(request[:after])
        await writer.drain()
        writer.transport.abort()

    def hang_up(self) -> None:
        if self._ends is not None:
            self._ends[1].transport.abort()
            self._ends = None


@dataclass(frozen=True, slots=True)
class Sending:
    """One filled list on its way."""

    seat: Seat
    due: UUID
    body: bytes


@dataclass
class Ledger:
    """What the phones know: what was sent by check id, receipts as they came, and what went otherwise."""

    sent: dict[UUID, Sending] = field(default_factory=dict)
    receipts: dict[UUID, bytes] = field(default_factory=dict)
    retries: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return f"{len(self.receipts)} acknowledged, {self.retries.total()} retries {dict(self.retries)}"


async def work(
    yard: Yard, address: tuple[str, int], ledger: Ledger, stop: asyncio.Event, *, thought: float = 0.1
) -> None:
    """All seats fill in lists until `stop`; what was begun by then is sent until it is acknowledged.

    `thought`: mean seconds between a receipt and the next list.
    """
    hands = [(Line(address, seat), Random(n)) for n, seat in enumerate(yard.seats)]
    await asyncio.gather(*(_fill(yard, *hand, ledger, stop, thought) for hand in hands))


async def _fill(
    yard: Yard, line: Line, dice: Random, ledger: Ledger, stop: asyncio.Event, thought: float
) -> None:
    seat = line.seat
    while seat.dues and not stop.is_set():
        due, check = seat.dues.pop(), uuid4()
        ledger.sent[check] = Sending(seat, due, yard.sheet(due, dice))
        await deliver(yard, line, check, ledger)
        await asyncio.sleep(dice.uniform(0, 2 * thought))
    line.hang_up()


async def deliver(yard: Yard, line: Line, check: UUID, ledger: Ledger) -> None:
    """Send until acknowledged. An answer that is neither receipt nor server's fault is noted, and ends it."""
    sending, attempt = ledger.sent[check], 0
    while True:
        said = "hung up"
        with suppress(*GONE):
            status, answer = await line.put(yard.path(sending.due, check), sending.body)
            if status == 200:
                _keep(ledger, check, answer)
                return
            if status < 500:
                ledger.wrong.append(f"{check}: {status} {answer.decode()[:300]}")
                return
            said = str(status)
        ledger.retries[said] += 1
        await asyncio.sleep(PAUSES[min(attempt, len(PAUSES) - 1)])
        attempt += 1


def _keep(ledger: Ledger, check: UUID, answer: bytes) -> None:
    if ledger.receipts.setdefault(check, answer) != answer:
        ledger.wrong.append(f"{check}: {answer!r} after {ledger.receipts[check]!r}")
