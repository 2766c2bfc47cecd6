"""Add a criterion to a gate, or change what it asks for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from saas import trail
from saas.org.given import Given
from saas.refusals import Refused, not_found
from saas.revisions import revise, titles
from saas.rollout.judge import BY_PERSON, TODAY_ONLY
from saas.rollout.measures import MEASURES
from saas.rollout.set_stage import TAKEN
from saas.values import whole
from saas.words import N_
from tenants import current, db

SIDES = {"entry": N_("准入"), "exit": N_("准出")}
FIELDS = {
    "code": N_("编码"), "side": N_("哪道关口"), "text_zh": N_("条件"), "text_en": N_("条件（英文）"), "by": N_("看什么"),
    "low": N_("至少"), "high": N_("至多"), "uom": N_("单位"), "days": N_("连续天数"), "indicator": N_("指标"),
    "lists": N_("检查表"),
}  # fmt: skip
TEXT_LONGEST, UOM_LONGEST, DAYS_MOST, DIGITS = 200, 12, 366, 3
COLUMNS = ("text", "by", "low", "high", "uom", "days", "indicator", "lists")

titles("rollout_criterion", FIELDS, word=N_("关口条件"), values={"side": SIDES, "by": MEASURES})


async def set_criterion(
    stage: UUID | None, criterion: UUID | None, given: Given, lists: Sequence[str], *, by: UUID, now: datetime
) -> UUID:
    """Its id. Without `criterion` a new one of the `stage`. Raises 404, 409 Stale, 422 at the fields."""
    kept = await _read(given, lists)
    if criterion is None:
        kept |= {"code": given.code() or "", "side": given.text("side")}
        if not kept["code"]:
            given.wrong("code", N_("请填写编码。"))
        if kept["side"] not in SIDES:
            given.wrong("side", N_("请选择准入或准出。"))
    given.done()
    before = None
    if criterion is None:
        criterion = await _add(stage, kept)
    else:
        before = await _change(criterion, kept)
        kept |= {"code": before["code"], "side": before["side"]}
    edition = given.edition() if before else 0
    await revise("rollout_criterion", criterion, edition, told(kept), by=by, now=now, before=told(before) if before else None)
    await trail.record("set", "rollout_criterion", criterion, by=by, now=now)
    return criterion


def told(kept: Any) -> dict[str, Any]:
    """A criterion as its history knows it."""
    figures = {name: None if kept[name] is None else f"{kept[name].normalize():f}" for name in ("low", "high")}
    texts = {f"text_{language}": kept["text"].get(language, "") for language in ("zh", "en")}
    plain = {name: kept[name] for name in ("code", "side", "by", "uom", "days", "indicator")}
    return plain | texts | figures | {"lists": list(kept["lists"])}


async def _read(given: Given, lists: Sequence[str]) -> dict[str, Any]:
    text = {language: said for language in ("zh", "en") if (said := given.text(f"text_{language}"))}
    if not text:
        given.wrong("text_zh", N_("请用一句话写明。"))
    for language, said in text.items():
        if len(said) > TEXT_LONGEST:
            given.wrong(f"text_{language}", N_("请写短一些，最多 %(longest)s 字。"), longest=TEXT_LONGEST)
    by = given.text("by")
    if by not in MEASURES:
        given.wrong("by", N_("请选择看什么。"))
    kept: dict[str, Any] = {"text": text, "by": by, "uom": given.text("uom")[:UOM_LONGEST], "lists": [], "indicator": None}
    kept |= {"low": _figure(given, "low"), "high": _figure(given, "high"), "days": _days(given, by)}
    if by in BY_PERSON:
        return kept | {"low": None, "high": None, "days": None}
    if kept["low"] is None and kept["high"] is None:
        given.wrong("low", N_("写明至少多少或至多多少。"))
    return kept | await _known(given, by, lists)


async def _known(given: Given, by: str, lists: Sequence[str]) -> dict[str, Any]:
    rows = await db().fetch(
        """select 'list' as noun, code from checklists where tenant_id = $1 and retired_on is null
            union all select 'indicator', code from indicators where tenant_id = $1 and retired_on is null""",
        current(),
    )  # fmt: skip
    codes = {noun: {row["code"] for row in rows if row["noun"] == noun} for noun in ("list", "indicator")}
    indicator = given.text("indicator") if by == "indicator" else None
    if by == "indicator" and indicator not in codes["indicator"]:
        given.wrong("indicator", N_("请选择指标。"))
    return {"indicator": indicator, "lists": sorted(codes["list"] & set(lists))}


def _figure(given: Given, name: str) -> Decimal | None:
    said = given.text(name)
    if not said:
        return None
    try:
        figure = Decimal(said)
    except InvalidOperation:
        figure = Decimal("NaN")
    if not figure.is_finite():
        given.wrong(name, N_("请填写数字。"))
        return None
    return figure


def _days(given: Given, by: str) -> int | None:
    said = given.text("days")
    days = whole(said, DIGITS) if said else None
    if said and not (days and days <= DAYS_MOST):
        given.wrong("days", N_("天数是 1 到 %(most)s 的整数。"), most=DAYS_MOST)
    elif days and days > 1 and by in TODAY_ONLY:
        given.wrong("days", N_("这一项只能看当天，不写天数。"))
    return days


async def _add(stage: UUID | None, kept: dict[str, Any]) -> UUID:
    known = await db().fetchval(
        "select exists (select from rollout_stages where tenant_id = $1 and id = $2 and retired_on is null)", current(), stage
    )
    if not known:
        raise not_found()
    made: UUID | None = await db().fetchval(
        """insert into rollout_criteria (tenant_id, stage_id, side, code, position, text, by, low, high, uom, days, indicator,
                                         lists)
           select $1, $2, $3, $4, (select coalesce(max(position), 0) + 1 from rollout_criteria where tenant_id = $1
               and stage_id = $2),
                  $5, $6, $7, $8, $9, $10, $11, $12
           on conflict (tenant_id, code) do nothing returning id""",
        current(), stage, kept["side"], kept["code"], *(kept[name] for name in COLUMNS),
    )  # fmt: skip
    if made is None:
        raise Refused(422, TAKEN, field="code", code=kept["code"])
    return made


async def _change(criterion: UUID, kept: dict[str, Any]) -> Any:
    """What it was before."""
    was = await db().fetchrow(
        "select * from rollout_criteria where tenant_id = $1 and id = $2 and retired_on is null for update", current(), criterion
    )
    if was is None:
        raise not_found()
    await db().execute(
        """update rollout_criteria set text = $3, by = $4, low = $5, high = $6, uom = $7, days = $8, indicator = $9, lists = $10
            where tenant_id = $1 and id = $2""",
        current(), criterion, *(kept[name] for name in COLUMNS),
    )  # fmt: skip
    return was
