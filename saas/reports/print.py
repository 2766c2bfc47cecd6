"""Set one report: figures, charts, setting, storing; each step is committed, for whoever waits."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from saas import files
from saas.press import Rendered, render
from saas.reports import reads
from saas.reports.ask import content_hash
from saas.reports.look import look
from saas.reports.paper import paper
from saas.reports.tell import tell
from saas.reports.withdraw import withdraw
from tenants import db, inside

STEPS = {"figures": 10, "charts": 30, "setting": 50, "storing": 90}


async def print_report(tenant: UUID, report: UUID, *, now: datetime) -> None:
    """From an order to a stored PDF. Run again it does nothing to a ready report.

    Opens its own transactions. On a fault the report is marked as failed before the fault goes on to the job.
    """
    try:
        await _print(tenant, report, now)
    except Exception as fault:
        async with inside(tenant):
            await _set(
                tenant, report, state="failed", step=getattr(fault, "reason", "fault"), finished_at=now
            )
        raise


async def _print(tenant: UUID, report: UUID, now: datetime) -> None:
    async with inside(tenant):
        order = await reads.report(report)
        if order is None or order.state == "ready":
            return
        told = [await reads.quarter(order.cycle_id, unit) for unit in order.units or [order.unit_id]]
        quarters, own = [each for each in told if each is not None], await look()
        await _step(tenant, report, "figures")
    if len(quarters) < len(told):
        raise LookupError("the cycle of the report is not closed")
    content = content_hash(quarters, own, order.locale)
    await _committed(tenant, report, "charts")
    html = paper(quarters, order.locale, content, own)
    await _committed(tenant, report, "setting")
    printed = await render(html)
    await _committed(tenant, report, "storing")
    places = sorted({line.key for each in quarters for line in each.peers.lines})
    await _store(tenant, order, printed, content, places, now)


async def _store(
    tenant: UUID, order: reads.Report, printed: Rendered, content: str, places: list[str], now: datetime
) -> None:
    path = await files.put(tenant, f"reports/{content}.pdf", printed.body)
    async with inside(tenant):
        await _set(
            tenant, order.id, state="ready", step="ready", percent=100, content_hash=content, path=path,
            pages=printed.pages, bytes=len(printed.body), finished_at=now, places=places,
        )  # fmt: skip
        await tell(order.id, now=now)
    await take_back(tenant, now=now)


async def take_back(tenant: UUID, *, now: datetime) -> None:
    """Papers with places that are switched off: the rows first, then their files. Opens its own transaction."""
    async with inside(tenant):
        paths = await withdraw(now=now)
    for path in paths:
        await files.remove(tenant, path)


async def _committed(tenant: UUID, report: UUID, step: str) -> None:
    async with inside(tenant):
        await _step(tenant, report, step)


async def _step(tenant: UUID, report: UUID, step: str) -> None:
    await _set(tenant, report, state="working", step=step, percent=STEPS[step])


async def _set(tenant: UUID, report: UUID, **values: object) -> None:
    columns = ", ".join(f"{name} = ${at}" for at, name in enumerate(values, 3))
    await db().execute(
        f"update reports set {columns} where tenant_id = $1 and id = $2 and state <> 'ready'",  # noqa: S608 – own names
        tenant, report, *values.values(),
    )  # fmt: skip
