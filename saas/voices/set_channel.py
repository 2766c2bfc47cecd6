"""A channel by which others see what happens, and the form of what comes in over it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from saas import trail
from saas.org.given import Given
from saas.refusals import Refused, not_found
from saas.revisions import revise, titles
from saas.values import whole
from saas.voices.lines import lines
from saas.voices.rules import FIELDS, WAYS
from saas.words import N_
from tenants import current, db

MOST_FIELDS, MOST_DAYS, DIGITS = 10, 365, 3
titles(
    "channel",
    {"code": N_("编码"), "name_zh": N_("名称"), "name_en": N_("英文名称"), "source": N_("来源"), "external": N_("外部"),
     "days": N_("几天内答复"), "fields": N_("表单栏目"), "retired": N_("停用")},
    word=N_("渠道"), values={"source": WAYS},
)  # fmt: skip
WAS = "select code, text, source, external, days, fields, retired_on from channels where tenant_id = $1 and id = $2 for update"


async def set_channel(channel: UUID | None, given: Given, *, by: UUID, now: datetime, today: date) -> UUID:
    """Its id. What came in before keeps the form it had. Raises 404, 409 Stale, 422 at the fields."""
    was = await db().fetchrow(WAS, current(), channel) if channel else None
    if channel and was is None:
        raise not_found()
    kept = _read(given, was)
    retired = (was["retired_on"] if was else None) or today if given.text("retired") else None
    if channel is None:
        channel = await _add(kept)
    else:
        await db().execute(
            """update channels set text = $3, source = $4, external = $5, days = $6, fields = $7, retired_on = $8
                where tenant_id = $1 and id = $2""",
            current(), channel, kept["text"], kept["source"], kept["external"], kept["days"], kept["fields"], retired,
        )  # fmt: skip
    before = _told(dict(was)) if was else None
    await revise(
        "channel", channel, given.edition() if was else 0, _told(kept | {"retired_on": retired}), by=by, now=now, before=before
    )
    await trail.record("set", "channel", channel, by=by, now=now)
    return channel


def _read(given: Given, was: Any) -> dict[str, Any]:
    text = given.name()
    code = was["code"] if was else given.code()
    if code is None:
        given.wrong("code", N_("请填写编码。"))
    if given.text("source") not in WAYS:
        given.wrong("source", N_("请从列表中选择。"))
    days = whole(given.text("days"), DIGITS)
    if given.text("days") and (days is None or days > MOST_DAYS):
        given.wrong("days", N_("天数是 0 到 %(most)s 的整数。"), most=MOST_DAYS)
    fields = lines(given, FIELDS, was["fields"] if was else (), most=MOST_FIELDS)
    given.done()
    return {
        "code": code, "text": text, "source": given.text("source"), "external": bool(given.text("external")), "days": days,
        "fields": fields, "retired_on": None,
    }  # fmt: skip


async def _add(kept: dict[str, Any]) -> UUID:
    made: UUID | None = await db().fetchval(
        """insert into channels (tenant_id, code, text, source, external, days, fields, position)
           select $1, $2, $3, $4, $5, $6, $7, (select coalesce(max(position), 0) + 1 from channels where tenant_id = $1)
           on conflict (tenant_id, code) do nothing returning id""",
        current(), *(kept[name] for name in ("code", "text", "source", "external", "days", "fields")),
    )  # fmt: skip
    if made is None:
        raise Refused(422, N_("编码 %(code)s 已经有了。"), field="code", code=kept["code"])
    return made


def _told(kept: dict[str, Any]) -> dict[str, Any]:
    return {
        "code": kept["code"], "name_zh": kept["text"].get("zh", ""), "name_en": kept["text"].get("en", ""),
        "source": kept["source"], "external": kept["external"], "days": kept["days"], "retired": kept["retired_on"] is not None,
        "fields": [one["text"].get("zh") or one["text"].get("en") for one in kept["fields"]],
    }  # fmt: skip
