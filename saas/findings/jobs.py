"""Findings are registered after their reason is in: the person who sends does not wait for it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from saas.findings.escalate import escalate
from saas.findings.from_count import from_count
from saas.findings.register import register
from tenants import job


@job("findings.register")
async def register_findings(*, now: datetime, check: str) -> None:
    await register(UUID(check), now=now)


@job("findings.from_count")
async def findings_of_a_count(*, now: datetime, count: str) -> None:
    await from_count(UUID(count), now=now)


@job("findings.escalate")
async def escalate_overdue(*, now: datetime) -> None:
    await escalate(now=now)
