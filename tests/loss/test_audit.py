"""The judge is judged: each kind of loss and doubling, done by hand, is seen."""

from __future__ import annotations

from contextlib import suppress
from random import Random
from uuid import uuid4

import pytest

from tenants import db, inside
from tests.loss.audit import audit, faults
from tests.loss.phone import Ledger, Line, Sending, deliver
from tests.loss.yard import connected

DEEDS = {
    "a forgotten due check": (
        "update due_checks set state = 'open', check_id = null where tenant_id = $1 and state = 'done'",
        "due checks without",
    ),
    "a doubled tally": (
        "update tallies set checks = 2 * checks where tenant_id = $1",
        "tallies that are not",
    ),
    "an answer counted twice": (
        "update tallies set earned_e4[1] = earned_e4[1] + 1 where tenant_id = $1",
        "tallies that are not",
    ),
    "a lost tally": ("delete from tallies where tenant_id = $1", "tallies whose scores"),
    "a score counted twice": (
        "update tallies set score_sum = score_sum + 1 where tenant_id = $1",
        "tallies whose scores",
    ),
    "a lost finding": ("delete from findings where tenant_id = $1 and number = 1", "failed answers without"),
    "a doubled job": (
        "insert into jobs (tenant_id, name, args) select $1, name, args from jobs where tenant_id = $1",
        "checks without exactly",
    ),
    "a lost job": ("delete from jobs where tenant_id = $1", "checks without exactly"),
    "a doubled line": (
        """insert into trails (tenant_id, at, membership_id, action, noun, noun_id)
           select tenant_id, at, membership_id, action, noun, noun_id from trails where tenant_id = $1""",
        "checks and findings",
    ),
    "a dead job": ("update jobs set state = 'dead' where tenant_id = $1", "dead jobs"),
}


class UndoneError(Exception):
    """Nothing of it stays."""


@pytest.fixture(scope="module")
async def ledger(house, yard):
    """One list with a failed answer for every seat."""
    kept, dice = Ledger(), Random(4)
    for seat in yard.seats:
        line, due, check = Line(house.address, seat), seat.dues.pop(), uuid4()
        kept.sent[check] = Sending(seat, due, yard.sheet(due, dice))
        await deliver(yard, line, check, kept)
        line.hang_up()
    return kept


async def test_every_deed_is_seen(house, yard, ledger):
    assert await audit(house.settings, yard, ledger) == {}
    async with connected(house.settings):
        for deed, (sql, named) in DEEDS.items():
            seen = await _after(sql, yard.company.id)
            assert any(name.startswith(named) for name in seen), deed
    assert await audit(house.settings, yard, ledger) == {}


async def _after(sql, tenant):
    """What the audit sees of a deed that is taken back at once."""
    seen = {}
    with suppress(UndoneError):
        async with inside(tenant):
            await db().execute(sql, tenant)
            seen = await faults()
            raise UndoneError
    return seen


async def test_a_lost_a_strange_and_a_changed_receipt_are_seen(house, yard, ledger):
    checks = list(ledger.receipts)
    other = Ledger(dict(ledger.sent), dict(ledger.receipts))
    del other.receipts[checks[0]]
    other.receipts[checks[1]] = ledger.receipts[checks[2]]
    other.receipts[stranger := uuid4()] = ledger.receipts[checks[0]]
    other.sent[stranger] = ledger.sent[checks[0]]
    other.wrong.append("404")
    assert await audit(house.settings, yard, other) == {
        "acknowledged and lost": 1, "stored and never acknowledged": 1, "other than acknowledged": 1,
        "answers of another kind": 1,
    }  # fmt: skip
