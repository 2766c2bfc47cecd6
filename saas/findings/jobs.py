"""Findings are registered after the check is in: the person who sends does not wait for it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from saas.findings.register import register
from tenants import job


@job("findings.register")
async def register_findings(*, now: datetime, check: str) -> None:
    await register(UUID(check), now=now)
