"""What happens to voices by itself."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from saas.voices.print_posters import print_posters
from tenants import job


@job("voices.posters", staged=True)
async def print_order(*, tenant: UUID, now: datetime, posters: str) -> None:
    await print_posters(tenant, UUID(posters), now=now)
