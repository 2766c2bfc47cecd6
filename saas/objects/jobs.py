"""What happens to the ledger by itself."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from saas.calendar import business_date
from saas.objects.classify import classify
from saas.objects.print_labels import print_labels
from saas.sheets.reads import company
from tenants import job


@job("objects.classify")
async def classify_objects(*, now: datetime, kind: str | None = None) -> None:
    """After the rules of a large kind were changed, and every day for stages that wait for their periods."""
    _, zone = await company()
    await classify(UUID(kind) if kind else None, by=None, now=now, today=business_date(now, zone))


@job("objects.labels", staged=True)
async def print_sheet(*, tenant: UUID, now: datetime, sheet: str) -> None:
    await print_labels(tenant, UUID(sheet), now=now)
