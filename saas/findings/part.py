"""A merging is undone: the finding goes on where it stood."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from saas.findings.gate import led
from saas.findings.mergers import undo
from saas.refusals import Refused
from saas.words import N_

AGAIN = N_("这个问题已经不在别的问题里。")


async def part(finding: UUID, *, by: UUID, now: datetime) -> None:
    """Take a merged finding out again. A leader of its line. Refused: 404 outside the line, 409 when it is not merged."""
    await led(finding, by=by, now=now, states=("withdrawn",), otherwise=AGAIN)
    if not await undo(merged=[finding], by=by, now=now):
        raise Refused(409, AGAIN)
