import pytest

from saas.cycles.close import close
from tenants import inside
from tests.cycles.conftest import cycle_of, seasoned


@pytest.fixture(scope="module")
async def firm(world):
    """The company with both of its cycles closed."""
    firm = await seasoned(world)
    for code in ("2026-Q3s", "2026-Q4s"):
        cycle = await cycle_of(firm, code)
        async with inside(firm.id):
            await close(cycle, by=firm.executive.member, now=world.now)
    return firm


async def test_board(firm, client):
    for who in ("staff", "leader", "executive"):
        answer = await client(getattr(firm, who)).get(f"/{firm.slug}/scores")
        assert answer.status_code == 200
        print(who, answer.text.count("<tr>"))
    cycle = await cycle_of(firm, "2026-Q4s")
    for s in (firm.units["Y"], firm.units["Z1"], firm.posts["SR-11"]):
        answer = await client(firm.executive).get(f"/{firm.slug}/scores/{cycle}/{s}")
        assert answer.status_code == 200, answer.text[:3000]
    for p in ("/cycles", f"/cycles/{cycle}", "/plans", "/measures"):
        answer = await client(firm.executive).get(f"/{firm.slug}{p}")
        assert answer.status_code == 200, p
