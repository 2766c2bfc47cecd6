"""Add a stage, or change it: what it is called, where it runs, which lists it opens."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from saas import trail
from saas.org.given import Given
from saas.refusals import Refused, not_found
from saas.revisions import revise, titles
from saas.values import as_id
from saas.words import N_
from tenants import current, db

TEXT_LONGEST, WEEKS_MOST = 400, 520
BOTH = ("zh", "en")
FIELDS = {
    "code": N_("编码"), "name_zh": N_("名称"), "name_en": N_("名称（英文）"), "scope_zh": N_("范围"),
    "scope_en": N_("范围（英文）"), "work_zh": N_("做什么"), "work_en": N_("做什么（英文）"), "weeks": N_("周数"),
      "units": N_("单位"), "lists": N_("检查表"),
    "systems": N_("体系"), "prepares": N_("只做准备"), "signs_zh": N_("走样的信号"), "signs_en": N_("走样的信号（英文）"),
}  # fmt: skip
COLUMNS = ("name", "scope", "work", "signs", "weeks", "units", "lists", "systems", "prepares")
TAKEN = N_("编码 %(code)s 已经有了。")

titles("rollout_stage", FIELDS, word=N_("推行阶段"))


async def set_stage(stage: UUID | None, given: Given, chosen: Mapping[str, Sequence[str]], *, by: UUID, now: datetime) -> UUID:
    """Its id. `chosen`: ids of units, codes of lists and systems, each none for all. What is open already follows from the
    next day on. Raises 404, 409 Stale, 422 at the fields.
    """
    kept = await _read(given, chosen)
    kept["code"] = given.code() if stage is None else None
    if stage is None and kept["code"] is None:
        given.wrong("code", N_("请填写编码。"))
    given.done()
    before = None
    if stage is None:
        stage = await _add(kept)
    else:
        before = await _change(stage, kept)
        kept["code"] = before["code"]
    was = told(before, await _codes(before["units"])) if before else None
    edition, after = given.edition() if before else 0, told(kept, await _codes(kept["units"]))
    await revise("rollout_stage", stage, edition, after, by=by, now=now, before=was)
    await trail.record("set", "rollout_stage", stage, by=by, now=now)
    return stage


def told(kept: Any, units: Sequence[str]) -> dict[str, Any]:
    """A stage as its history knows it."""
    texts = {f"{name}_{language}": kept[name].get(language, "") for name in ("name", "scope", "work") for language in BOTH}
    signs = {f"signs_{language}": [one.get(language, "") for one in kept["signs"]] for language in BOTH}
    weeks = None if kept["weeks"] is None else f"{Decimal(kept['weeks']).normalize():f}"
    named = {"units": list(units), "lists": list(kept["lists"]), "systems": list(kept["systems"])}
    return {"code": kept["code"], "weeks": weeks, "prepares": kept["prepares"]} | texts | signs | named


async def _read(given: Given, chosen: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    known = await db().fetch(
        """select 'units' as noun, id::text as key from units where tenant_id = $1 and closed_on is null
            union all select 'lists', code from checklists where tenant_id = $1 and retired_on is null
            union all select 'systems', n.code from standard_nodes n where n.tenant_id = $1 and n.level = 'system'""",
        current(),
    )  # fmt: skip
    picked = {noun: sorted({row["key"] for row in known if row["noun"] == noun} & set(chosen.get(noun, ())))
              for noun in ("units", "lists", "systems")}  # fmt: skip
    return {
        "name": given.name(), "scope": _text(given, "scope"), "work": _text(given, "work"), "signs": _signs(given),
        "weeks": _weeks(given), "prepares": bool(given.text("prepares")), "lists": picked["lists"], "systems": picked["systems"],
        "units": [unit for unit in map(as_id, picked["units"]) if unit],
    }  # fmt: skip


def _text(given: Given, name: str) -> dict[str, str]:
    said = {language: given.text(f"{name}_{language}") for language in ("zh", "en")}
    for language, text in said.items():
        if len(text) > TEXT_LONGEST:
            given.wrong(f"{name}_{language}", N_("请写短一些，最多 %(longest)s 字。"), longest=TEXT_LONGEST)
    if not any(said.values()):
        given.wrong(f"{name}_zh", N_("请用一句话写明。"))
    return {language: text for language, text in said.items() if text}


def _signs(given: Given) -> list[dict[str, str]]:
    """A line each, in one language or both."""
    said = {language: given.text(f"signs_{language}").splitlines() for language in BOTH}
    lines = {language: [one.strip() for one in all_ if one.strip()] for language, all_ in said.items()}
    most = max(map(len, lines.values()))
    rows = [{language: told[n] for language, told in lines.items() if n < len(told)} for n in range(most)]
    if any(len(text) > TEXT_LONGEST for row in rows for text in row.values()):
        given.wrong("signs_zh", N_("请写短一些，最多 %(longest)s 字。"), longest=TEXT_LONGEST)
    return rows


def _weeks(given: Given) -> Decimal | None:
    said = given.text("weeks")
    if not said:
        return None
    try:
        weeks = Decimal(said)
    except InvalidOperation:
        weeks = Decimal(0)
    if not (weeks.is_finite() and 0 < weeks <= WEEKS_MOST):
        given.wrong("weeks", N_("周数大于 0，最多 %(most)s。"), most=WEEKS_MOST)
        return None
    return weeks


async def _codes(units: Sequence[UUID]) -> list[str]:
    rows = await db().fetch("select code from units where tenant_id = $1 and id = any ($2) order by code", current(), list(units))
    return [row["code"] for row in rows]


async def _add(kept: dict[str, Any]) -> UUID:
    made: UUID | None = await db().fetchval(
        """insert into rollout_stages (tenant_id, code, position, name, scope, work, signs, weeks, units, lists, systems,
                                       prepares)
           select $1, $2, (select coalesce(max(position), 0) + 1 from rollout_stages where tenant_id = $1), $3, $4, $5, $6,
               $7, $8,
                  $9, $10, $11
           on conflict (tenant_id, code) do nothing returning id""",
        current(), kept["code"], *(kept[name] for name in COLUMNS),
    )  # fmt: skip
    if made is None:
        raise Refused(422, TAKEN, field="code", code=kept["code"])
    return made


async def _change(stage: UUID, kept: dict[str, Any]) -> Any:
    """What it was before."""
    was = await db().fetchrow(
        "select * from rollout_stages where tenant_id = $1 and id = $2 and retired_on is null for update", current(), stage
    )
    if was is None:
        raise not_found()
    await db().execute(
        """update rollout_stages set name = $3, scope = $4, work = $5, signs = $6, weeks = $7, units = $8, lists = $9,
                  systems = $10, prepares = $11
            where tenant_id = $1 and id = $2""",
        current(), stage, *(kept[name] for name in COLUMNS),
    )  # fmt: skip
    return was
