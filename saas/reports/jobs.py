"""The quarter on paper: ordered at the close, set by whichever worker is free."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from saas.reports.announce import announce
from saas.reports.print import print_report, take_back
from tenants import job


@job("reports.quarter")
async def order_quarter(*, now: datetime, cycle: str) -> None:
    await announce(UUID(cycle), now=now)


@job("reports.render", staged=True)
async def render_report(*, tenant: UUID, now: datetime, report: str) -> None:
    await print_report(tenant, UUID(report), now=now)


@job("reports.withdraw", staged=True)
async def withdraw_reports(*, tenant: UUID, now: datetime) -> None:
    await take_back(tenant, now=now)
