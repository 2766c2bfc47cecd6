"""A write that comes twice under the same key is done once: the second is given the first's answer."""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable
from datetime import datetime
from uuid import UUID

from saas.refusals import Refused
from saas.words import N_
from tenants import current, db

LONGEST = 200


async def replay(
    key: str | None, request: bytes, work: Callable[[], Awaitable[bytes]], *, token: UUID, now: datetime
) -> tuple[bytes, bool]:
    """The answer of `work`, and whether it was given before.

    The row of the key is written first: whoever comes second at the same time waits for the first to commit.
    Raises Refused 422 without a key, 409 where the key stands for another request.
    """
    if key is None or not 1 <= len(key) <= LONGEST:
        raise Refused(422, N_("请在请求头写 Idempotency-Key：1 到 200 个字符，每次新的写入换一个。"), field="Idempotency-Key")
    fingerprint = hashlib.sha256(request).digest()
    mine = await db().fetchval(
        """insert into api_replies (tenant_id, token_id, key, fingerprint, at) values ($1, $2, $3, $4, $5)
           on conflict do nothing returning true""",
        current(), token, key, fingerprint, now,
    )  # fmt: skip
    if not mine:
        return await _given(key, fingerprint, token), True
    body = await work()
    await db().execute(
        "update api_replies set body = $4 where tenant_id = $1 and token_id = $2 and key = $3", current(), token, key, body
    )
    return body, False


async def _given(key: str, fingerprint: bytes, token: UUID) -> bytes:
    row = await db().fetchrow(
        "select fingerprint, body from api_replies where tenant_id = $1 and token_id = $2 and key = $3", current(), token, key
    )
    if row is None or row["fingerprint"] != fingerprint:
        raise Refused(409, N_("这个 Idempotency-Key 已用于另一次不同的请求，没有改动任何内容。"), field="Idempotency-Key")
    return bytes(row["body"])
