"""What happens to the organisation by itself."""

from __future__ import annotations

from datetime import datetime

from saas.calendar import business_date
from saas.org.carry_out import carry_out
from saas.org.lend_roles import lend_roles
from saas.sheets.reads import company
from tenants import job


@job("org.carry_out")
async def carry_out_moves(*, now: datetime) -> None:
    """Every morning: moves and mergers of units whose day has come, roles of deputies."""
    _, zone = await company()
    today = business_date(now, zone)
    await carry_out(now=now, today=today)
    await lend_roles(today)
