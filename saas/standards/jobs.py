"""After a publication."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from saas.standards.tell import tell
from tenants import job


@job("standards.tell")
async def tell_readers(*, now: datetime, standard: str) -> None:
    await tell(UUID(standard), now=now)
