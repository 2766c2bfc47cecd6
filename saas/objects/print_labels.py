"""Set one order of labels: A4, three across and eight down."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from saas import files
from saas.objects import label_reads
from saas.people.qr import qr
from saas.press import Rendered, render
from saas.words import environment
from tenants import db, inside

A_PAGE = 24


async def print_labels(tenant: UUID, sheet: UUID, *, now: datetime) -> None:
    """From an order to a stored PDF; run again it does nothing to a ready one. Opens its own transactions."""
    async with inside(tenant):
        order = await label_reads.labels(sheet, None)
        if order.state == "ready":
            return
        html = _set(order, await label_reads.told(sheet), await label_reads.company_name())
    try:
        printed = await render(html)
    except Exception:
        await _done(tenant, sheet, "failed", None, now)
        raise
    await _done(tenant, sheet, "ready", printed, now)


def _set(order: label_reads.Labels, told: list[label_reads.Label], company: str) -> str:
    labels = [(one, qr(f"{order.address}{one.code}")) for one in told]
    pages = [labels[at : at + A_PAGE] for at in range(0, len(labels), A_PAGE)]
    return environment(order.locale).get_template("objects/labels_paper.html").render(pages=pages, company=company)


async def _done(tenant: UUID, sheet: UUID, state: str, printed: Rendered | None, now: datetime) -> None:
    path = await files.put(tenant, f"labels/{sheet}.pdf", printed.body) if printed else None
    async with inside(tenant):
        await db().execute(
            "update label_sheets set state = $3, path = $4, pages = $5, finished_at = $6 where tenant_id = $1 and id = $2",
            tenant, sheet, state, path, printed.pages if printed else 0, now,
        )  # fmt: skip
