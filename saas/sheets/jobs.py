"""Files are read and written by the worker."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from contextvars import Context
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from saas.files import get
from saas.refusals import Refused
from saas.sheets import reads
from saas.sheets.dry_run import dry_run
from saas.sheets.fail import fail
from saas.sheets.note_progress import note_progress
from saas.sheets.reader import Read, read
from saas.sheets.write import write
from tenants import current, inside, job


@job("sheets.plan", staged=True)
async def plan(*, tenant: UUID, now: datetime, imported: str) -> None:
    """No transaction is open while the child reads."""
    async with inside(tenant):
        one = await reads.found(UUID(imported))
    if one is None:
        return
    body = await get(tenant, one.path)
    try:
        content: Read | Refused = await read(body or b"")
    except Refused as refused:
        content = refused
    try:
        async with inside(tenant):
            await dry_run(one.id, content, now=now)
    except Exception:
        async with inside(tenant):
            await fail(one.id)
        raise


@job("sheets.apply")
async def apply(*, now: datetime, imported: str) -> None:
    """In the transaction of the job: what is written and that it was written are one."""
    one = await reads.found(UUID(imported))
    if one is None:
        return
    watched = Watched(current(), one.id, one.address, one.locale)
    try:
        await write(one.id, now=now, progress=watched)
    except Exception:
        await watched.beside(fail(one.id))
        raise


@dataclass(frozen=True)
class Watched:
    """Progress is told in transactions beside that of the import: others shall see it before the end."""

    tenant: UUID
    imported: UUID
    address: str
    locale: str

    async def __call__(self, done: int) -> None:
        await self.beside(note_progress(self.imported, done))

    async def beside(self, work: Awaitable[None]) -> None:
        async def alone() -> None:
            async with inside(self.tenant):
                await work

        await asyncio.create_task(alone(), context=Context())
