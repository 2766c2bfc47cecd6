"""What the desk does by itself."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from saas.desk.sweep import sweep
from tenants import job


@job("desk.sweep", staged=True)
async def sweep_files(*, tenant: UUID, now: datetime) -> None:
    """Every night. Files are listed and removed while no transaction is open."""
    await sweep(tenant, now=now)
