"""The rules of supervision as a spreadsheet, out and in."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from saas import trail
from saas.reviews.set_rule import DOES, EVERY, FIELDS, told
from saas.revisions import revise
from saas.sheets.registry import Change, Column, Problem, Progress, Row, Sheet, register
from saas.words import N_
from tenants import current, db

COLUMNS = (
    Column("code", FIELDS["code"], required=True, width=10),
    Column("text_zh", FIELDS["text_zh"], width=40),
    Column("text_en", FIELDS["text_en"], width=40),
    Column("job_title", N_("职务编码"), required=True, width=18),
    Column("every", FIELDS["every"], kind="choice", choices=tuple(EVERY.items()), required=True),
    Column("does", FIELDS["does"], kind="choice", choices=tuple(DOES.items()), required=True, width=22),
    Column("share", FIELDS["share"], kind="number", uom="%"),
    Column("number", FIELDS["number"], kind="number"),
    Column("lists", FIELDS["lists"], note=N_("检查表编码，用空格隔开；空着就是全部。"), width=20),
)
KEPT = "select * from supervision_rules where tenant_id = $1 and retired_on is null order by position, code"
NAMES = ("text", "job_title", "every", "does", "share", "number", "lists")
WRITE = """
    insert into supervision_rules (tenant_id, code, text, job_title, every, does, share, number, lists, position)
    select $1, x.code, x.text, x.job_title, x.every, x.does, x.share, x.number, x.lists,
           (select coalesce(max(position), 0) from supervision_rules where tenant_id = $1) + row_number() over ()
      from jsonb_to_recordset($2) as x (code text, text jsonb, job_title text, every text, does text, share numeric, number int,
                                        lists text[])
    on conflict (tenant_id, code) do update set text = excluded.text, job_title = excluded.job_title, every = excluded.every,
       does = excluded.does, share = excluded.share, number = excluded.number, lists = excluded.lists, retired_on = null
    returning id, code, text, job_title, every, does, share, number, lists,
              (select coalesce(max(e.edition), 0) from revisions e
                where e.tenant_id = $1 and e.noun = 'supervision_rule' and e.noun_id = supervision_rules.id) as edition"""
MOST = 1000


async def rows() -> list[Row]:
    return [told(row) | {"share": row["share"], "lists": " ".join(row["lists"])} for row in await db().fetch(KEPT, current())]


async def plan(given: list[Row], _: date) -> list[Change]:
    """A rule that is not in the file stays as it is."""
    kept = {row["code"]: row for row in await rows()}
    titles = {row["code"] for row in await db().fetch("select code from job_titles where tenant_id = $1", current())}
    lists = {row["code"] for row in await db().fetch("select code from checklists where tenant_id = $1", current())}
    return [_change(row, kept.get(row.get("code")), titles, lists) for row in given]


async def apply(changes: list[Change], *, by: UUID, now: datetime, progress: Progress) -> str | None:
    for row in await db().fetch(WRITE, current(), [change.target for change in changes]):
        await revise("supervision_rule", row["id"], row["edition"], told(row), by=by, now=now)
        await trail.record("set", "supervision_rule", row["id"], by=by, now=now)
    await progress(len(changes))
    return None


def _change(row: Row, kept: Row | None, titles: set[str], lists: set[str]) -> Change:
    code, chosen = str(row.get("code") or ""), str(row.get("lists") or "").split()
    problems = _problems(row, titles, [one for one in chosen if one not in lists])
    if problems or not code:
        return Change(row["_row"], "refuse", code, problems=problems)
    became = {column.key: row.get(column.key) for column in COLUMNS} | {"lists": " ".join(chosen)}
    was = dict.fromkeys(became) if kept is None else {key: kept[key] for key in became}
    fields = {key: (was[key], value) for key, value in became.items() if (was[key] or None) != (value or None)}
    if kept is not None and not fields:
        return Change(row["_row"], "same", code)
    return Change(row["_row"], "add" if kept is None else "change", code, fields, target=_target(became, chosen))


def _target(row: Row, chosen: list[str]) -> dict[str, Any]:
    text = {language: row[f"text_{language}"] for language in ("zh", "en") if row.get(f"text_{language}")}
    share = None if row.get("share") is None else str(row["share"])
    number = None if row.get("number") is None else int(row["number"])
    plain = {name: row.get(name) for name in ("code", "job_title", "every", "does")}
    return plain | {"text": text, "share": share, "number": number, "lists": chosen}


def _problems(row: Row, titles: set[str], unknown: list[str]) -> list[Problem]:
    found = []
    share, number, looks = row.get("share"), row.get("number"), row.get("does") == "look"
    if not (row.get("text_zh") or row.get("text_en")):
        found.append(Problem("text_zh", N_("请用一句话写明。")))
    if row.get("job_title") not in titles:
        found.append(Problem("job_title", N_("没有职务 %(code)s。"), {"code": row.get("job_title")}))
    if (looks and (share is not None or number is not None)) or (not looks and (share is None) == (number is None)):
        found.append(Problem("number", N_("现场看的不填份数；抽查和逐份看，份数和比例写一个。")))
    if share is not None and not 0 < share <= 100:  # noqa: PLR2004
        found.append(Problem("share", N_("比例大于 0，最多 100。")))
    if number is not None and (number != int(number) or not 0 < number <= Decimal(MOST)):
        found.append(Problem("number", N_("份数是 1 到 %(most)s 的整数。"), {"most": MOST}))
    return found + [Problem("lists", N_("没有检查表 %(code)s。"), {"code": code}) for code in unknown]


register(Sheet("supervision", N_("监督安排"), permit="supervision.edit", columns=COLUMNS, export=rows, plan=plan, apply=apply,
               back="/supervision/rules"))  # fmt: skip
