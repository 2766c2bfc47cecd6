"""How do you know? Every figure that is printed is computed again from what it came from, to the last digit."""

from __future__ import annotations

import pytest

from saas.reports.register import key, parts, register
from saas.reports.trace import again, ground
from tenants import inside


def test_a_key_takes_any_code_and_gives_it_back():
    codes = ("gap", "C.1", "柜:内/温", "P-3_x")
    assert parts(key(*codes)) == list(codes)
    assert not set(key(*codes)) & set(":/ %")


@pytest.mark.parametrize("unit", ["Y", "Z1"])
async def test_every_figure_of_a_quarter_comes_out_again(lived, unit):
    async with inside(lived.firm.id):
        at = await ground("2026-Q2", unit)
        known = register(at.q)
        assert len(known) > 30
        told = {name: await again(at, name) for name in known}
    assert {name: each for name, each in told.items() if each is None} == {}
    assert {name: each.again.value for name, each in told.items() if not each.holds} == {}
    assert all(each.again.formula for each in told.values())
