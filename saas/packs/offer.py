"""A company uploads a pack of its own: read, held against itself, and kept until it is taken up or discarded."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from saas import trail
from saas.packs.documents import keep_documents
from saas.packs.format import Pack
from saas.packs.read import documents_of, pack_of
from saas.packs.reads import VACANT
from saas.packs.shape import Fault
from saas.packs.told import as_json, told
from saas.packs.zips import unzipped
from saas.refusals import Refused
from saas.words import N_
from tenants import current, db

FULL = N_("公司里已经有内容。行业包只能放进空白开始的公司；已有的公司请用各页的表格导入。")


async def read_offer(sent: bytes) -> tuple[Pack, list[Fault], dict[str, bytes]]:
    """The pack in this zip, what may be better about it, and its documents, read beside the event loop. Raises PackFaults."""

    def read() -> tuple[Pack, list[Fault], dict[str, bytes]]:
        files = unzipped(sent)
        return *pack_of(files), documents_of(files)

    return await asyncio.to_thread(read)


async def offer(pack: Pack, advice: list[Fault], beside: Mapping[str, bytes], *, by: UUID, now: datetime) -> None:
    """Keep a pack that was read; one before it is forgotten. Raises Refused 409 where the company is not empty."""
    if not await db().fetchval(VACANT, current()):
        raise Refused(409, FULL)
    kept = await keep_documents(pack, beside, by=by, now=now)
    body = {"pack": {name: as_json(told(getattr(pack, name))) for name in pack.__struct_fields__}, "advice": advice,
            "files": [[file, name, str(made)] for (file, name), made in kept.items()]}  # fmt: skip
    await db().execute(
        """insert into pack_parts (tenant_id, part, code, position, body) values ($1, 'offer', 'own', 1, $2)
           on conflict (tenant_id, part, code) do update set body = excluded.body""",
        current(), body,
    )  # fmt: skip
    await trail.record("offer", "pack", current(), by=by, now=now, pack=pack.pack.key, version=pack.pack.version)


async def withdraw(*, by: UUID, now: datetime) -> None:
    """Forget the pack that waits."""
    await db().execute("delete from pack_parts where tenant_id = $1 and part = 'offer'", current())
    await trail.record("withdraw", "pack", current(), by=by, now=now)
