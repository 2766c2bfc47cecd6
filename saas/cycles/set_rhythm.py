"""Add a rhythm, or change what its next cycles are called and how many of their checks are drawn."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any
from uuid import UUID

from saas import trail
from saas.cycles.edit_draft import percent_of
from saas.cycles.periods import MONTHS, RHYTHMS
from saas.cycles.propose import draft
from saas.cycles.rhythms import EVERY, Rhythm, rhythm
from saas.org.given import Given
from saas.refusals import Refused, not_found
from saas.revisions import revise, titles
from saas.words import N_
from tenants import current, db

USUAL_PERCENT = "20"
CODE = re.compile(r"[A-Za-z0-9._-]*(\{(year|quarter|month)\}[A-Za-z0-9._-]*)+", re.ASCII)
WORDS = re.compile(r"\{[^}]*\}?|\}")
KNOWN = ("{year}", "{quarter}", "{month}")
NEEDED = {"month": ("{year}", "{month}"), "quarter": ("{year}", "{quarter}"), "year": ("{year}",), "own": ()}
USUAL = {
    "month": ("{year}-{month}", {"zh": "{year}年{month}月", "en": "{year}-{month}"}),
    "quarter": ("{year}-Q{quarter}", {"zh": "{year}年第{quarter}季度", "en": "Q{quarter} {year}"}),
    "year": ("{year}", {"zh": "{year}年度", "en": "Year {year}"}),
    "own": ("X-{year}-{month}", {"zh": "{year}年{month}月专项考核", "en": "Special {year}-{month}"}),
}
titles(
    "rhythm",
    {
        "name_zh": N_("名称"), "name_en": N_("英文名称"), "code": N_("周期编码"), "title_zh": N_("周期名称"),
        "title_en": N_("周期英文名称"), "sample_percent": N_("抽查比例"),
    },
    word=N_("周期种类"),
)  # fmt: skip


async def add_rhythm(given: Given, *, by: UUID, now: datetime) -> UUID:
    """Its id. By the calendar its first cycle is drafted at once, from the day that was named. Raises 422 at the fields."""
    every = given.text("every")
    if every not in EVERY:
        given.wrong("every", N_("请选择多久一次。"))
        given.done()
    first = given.day("first") if every in MONTHS else None
    filled = Given(_usual(every) | {name: text for name, text in given.fields.items() if text}, given.problems)
    kept = _said(filled, every)
    filled.done()
    made = await db().fetchval(
        """insert into rhythms (tenant_id, every, name, code, title, sample_percent) values ($1, $2, $3, $4, $5, $6)
           on conflict (tenant_id, code) do nothing returning id""",
        current(), every, *kept,
    )  # fmt: skip
    if made is None:
        raise Refused(422, N_("编码 %(code)s 已经有了。"), field="code", code=kept[1])
    await revise("rhythm", made, 0, _plain(*kept), by=by, now=now)
    await trail.record("add", "rhythm", made, by=by, now=now)
    told = await rhythm(made)
    if told and first and told.by_calendar:
        await draft(told, told.next(first), by=by, now=now)
    return made


async def set_rhythm(of: UUID, given: Given, *, by: UUID, now: datetime) -> None:
    """What is open or drafted keeps its name. Raises 404, 409 Stale, 422 at the fields."""
    was: Rhythm | None = await rhythm(of)
    if was is None:
        raise not_found()
    kept = _said(given, was.every)
    given.done()
    taken = "select exists (select from rhythms where tenant_id = $1 and code = $2 and id <> $3)"
    if await db().fetchval(taken, current(), kept[1], of):
        raise Refused(422, N_("编码 %(code)s 已经有了。"), field="code", code=kept[1])
    await db().execute(
        "update rhythms set name = $3, code = $4, title = $5, sample_percent = $6 where tenant_id = $1 and id = $2",
        current(), of, *kept,
    )  # fmt: skip
    before = _plain(was.name, was.code, was.title, was.sample_percent)
    await revise("rhythm", of, given.edition(), _plain(*kept), by=by, now=now, before=before)
    await trail.record("set", "rhythm", of, by=by, now=now)


def _usual(every: str) -> dict[str, str]:
    """What a form says where its fields were left empty."""
    code, title = USUAL[every]
    return {
        "name_zh": RHYTHMS[every]["zh"], "name_en": RHYTHMS[every]["en"], "code": code, "title_zh": title["zh"],
        "title_en": title["en"],
    }  # fmt: skip


Said = tuple[dict[str, str], str, dict[str, str], int]


def _said(given: Given, every: str) -> Said:
    """Name, pattern of codes, pattern of names, percent."""
    percent, needed = percent_of(given, USUAL_PERCENT), " ".join(NEEDED.get(every) or KNOWN)
    name, code = given.name(), given.text("code")
    if not CODE.fullmatch(code) or _lacks(code, every):
        given.wrong("code", N_("用字母、数字和横线，并写上 %(words)s，各个周期才有自己的编码。"), words=needed)
    title = {language: given.text("title_" + language) for language in ("zh", "en")}
    title = {language: text for language, text in title.items() if text}
    for language, text in title.items():
        if any(word not in KNOWN for word in WORDS.findall(text)) or _lacks(text, every):
            given.wrong("title_" + language, N_("写上 %(words)s，各个周期才有自己的名称。"), words=needed)
    if not title:
        given.wrong("title_zh", N_("请填写名称。"))
    return name, code, title, percent


def _lacks(text: str, every: str) -> bool:
    return any(word not in text for word in NEEDED.get(every, ()))


def _plain(name: dict[str, str], code: str, title: dict[str, str], percent: int) -> dict[str, Any]:
    return {
        "name_zh": name.get("zh", ""), "name_en": name.get("en", ""), "code": code, "title_zh": title.get("zh", ""),
        "title_en": title.get("en", ""), "sample_percent": percent,
    }  # fmt: skip
