"""The schedules as a spreadsheet: out as they stand; new ones and changes of all but rotations and several windows back in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from saas.calendar import business_date
from saas.checklists import schedule_reads as reads
from saas.checklists.planned import Known, fields_of, plan_from
from saas.checklists.reschedule import reschedule
from saas.checklists.schedule import schedule
from saas.checklists.schedule_told import told
from saas.checks.timetable import Plan
from saas.sheets.reads import company
from saas.sheets.registry import Change, Column, Problem, Progress, Row, Sheet, register
from saas.words import N_
from tenants import current, db

KINDS = (("week", N_("按周")), ("month", N_("按月、季、年")), ("event", N_("有事才做")))
EVENTS = (
    ("object_added", N_("登记了管理对象")), ("object_stage", N_("管理对象进入阶段")), ("object_retired", N_("管理对象停用")),
    ("finding_opened", N_("发现问题")), ("run_started", N_("流程开始一单")), ("run_done", N_("流程完成一单")),
)  # fmt: skip
SEVERITIES = (("minor", N_("一般及以上")), ("major", N_("较重及以上")), ("veto", N_("一票否决")))
SHARES = (("each", N_("每个岗位都做")), ("turn", N_("轮流，一天一个")), ("any", N_("任何一个做了就行")))
TEXTS = (
    "title1", "unit", "post1", "post2", "month_days", "months", "w1_opens", "w1_closes", "thing", "segment", "stage", "territory",
    "attribute", "value", "on", "severity", "process", "event_zh", "event_en",
)  # fmt: skip
MINUTES = ("late_minutes", "within")
COLUMNS = (
    Column("id", N_("安排编号"), note=N_("空着就是新的一条。"), width=38),
    Column("list", N_("检查表编号"), required=True, width=12),
    Column("kind", N_("怎么排"), kind="choice", choices=KINDS, required=True, width=14),
    Column("title1", N_("职务编码"), width=16),
    Column("unit", N_("单元编码"), width=12),
    Column("post1", N_("岗位编码"), width=12),
    Column("post2", N_("第二个岗位编码"), width=12),
    Column("weekdays", N_("哪几天"), note=N_("1 是周一，7 是周日，例如 1,3,5。"), width=12),
    Column("month_days", N_("哪几日"), width=12),
    Column("months", N_("哪几个月"), note=N_("例如 3,6,9,12；空着就是每个月。"), width=12),
    Column("workdays_only", N_("只在工作日"), kind="flag"),
    Column("w1_opens", N_("开始"), width=8),
    Column("w1_closes", N_("截止"), width=8),
    Column("late_minutes", N_("截止后还可补交"), kind="number", uom=N_("分钟")),
    Column("share", N_("几个岗位怎么分"), kind="choice", choices=SHARES),
    Column("thing", N_("管理对象类型"), note=N_("填了就每个这种对象做一次。"), width=14),
    Column("segment", N_("分群编码"), width=12),
    Column("stage", N_("阶段编码"), width=12),
    Column("territory", N_("区域编码"), width=12),
    Column("attribute", N_("属性编码"), width=12),
    Column("value", N_("属性的值"), width=12),
    Column("on", N_("由什么发起"), kind="choice", choices=EVENTS, note=N_("空着就是由人发起。"), width=16),
    Column("severity", N_("多重的问题"), kind="choice", choices=SEVERITIES, width=14),
    Column("process", N_("流程编码"), width=12),
    Column("event_zh", N_("什么时候要做"), width=20),
    Column("event_en", N_("什么时候要做（英文）"), width=20),
    Column("within", N_("多久以内完成"), kind="number", uom=N_("分钟")),
    Column("from_date", N_("从哪天起"), kind="date"),
    Column("told", N_("安排"), told=True, width=60),
)


@dataclass(frozen=True)
class Wish:
    """One row as a form: of a new timetable, or of a changed one with the edition it had."""

    checklist: UUID
    timetable: UUID | None
    edition: int
    given: Mapping[str, str]


async def rows() -> list[Row]:
    """Those with one window or by event that have not ended; others are edited on their page alone."""
    codes = {one: code for code, one in (await _lists()).items()}
    return [_row(one, codes[one.checklist]) for one in await _editable()]


async def plan(given: list[Row], _: date) -> list[Change]:
    lists = await _lists()
    known = {str(one.id): one for one in await _editable()}
    named = [str(row[name]) for row in given for name in ("unit", "post1", "post2", "territory") if row.get(name)]
    words = await reads.known({f"post{n}": code for n, code in enumerate(named)})
    return [_change(row, lists, known, words) for row in given]


async def apply(changes: list[Change], *, by: UUID, now: datetime, progress: Progress) -> str | None:
    _, zone = await company()
    today = business_date(now, zone)
    for n, change in enumerate(changes, 1):
        wish: Wish = change.target
        if wish.timetable is None:
            await schedule(wish.checklist, wish.given, by=by, now=now, today=today)
        else:
            await reschedule(wish.timetable, wish.given, seen=wish.edition, by=by, now=now, today=today)
        await progress(n)
    return None


async def _lists() -> dict[str, UUID]:
    rows = await db().fetch("select id, code from checklists where tenant_id = $1", current())
    return {row["code"]: row["id"] for row in rows}


async def _editable() -> list[reads.Timetable]:
    _, zone = await company()
    found = await reads.all_timetables(await db().fetchval("select (now() at time zone $1)::date", zone))
    return [one for one in found if one.to_date is None and _plain(one.plan)]


def _plain(plan: Plan) -> bool:
    """Whether a row can say all of it."""
    timed = plan.kind == "event" or (plan.kind in ("week", "month") and len(plan.windows) == 1)
    return timed and not any(n < 0 for n in plan.month_days) and len(plan.posts) <= 2 and len(plan.titles) <= 1  # noqa: PLR2004


def _row(one: reads.Timetable, code: str) -> Row:
    given = fields_of(one.plan, {key: found[0] for key, found in one.names.items()})
    row: Row = {name: given.get(name) for name in TEXTS} | {"id": str(one.id), "list": code, "kind": one.plan.kind}
    week = one.plan.kind == "week"
    return row | {
        "weekdays": ",".join(map(str, one.plan.weekdays)) if week else None, "workdays_only": one.plan.workdays_only or None,
        "late_minutes": Decimal(one.plan.late_minutes),
        "within": Decimal(one.plan.within) if one.plan.kind == "event" else None, "share": one.plan.share,
        "from_date": one.from_date,
        "told": told(one.plan, one.names, "zh-CN"),
    }  # fmt: skip


def _change(row: Row, lists: Mapping[str, UUID], known: Mapping[str, reads.Timetable], words: Known) -> Change:
    number, code, wanted = row["_row"], str(row.get("list") or ""), str(row.get("id") or "")
    one = known.get(wanted)
    if code not in lists:
        return _refused(number, code, "list", N_("没有检查表 %(code)s。"), code=code)
    if wanted and (one is None or one.checklist != lists[code]):
        return _refused(number, code, "id", N_("没有这条安排，或者它要在页面上改。"))
    given = _given(row, one)
    made, problems = plan_from(given, words)
    if problems:
        told_at = [Problem(p.field if p.field in row else "", p.message, p.params) for p in problems]
        return Change(number, "refuse", code, problems=told_at)
    if one is not None and made == one.plan:
        return Change(number, "same", code)
    before = _row(one, code) if one else {}
    fields = {
        key: (before.get(key), row.get(key)) for key in row if key not in ("_row", "told") and before.get(key) != row.get(key)
    }
    wish = Wish(lists[code], one.id if one else None, one.edition if one else 0, given)
    return Change(number, "change" if one else "add", code, fields, target=wish)


def _given(row: Row, one: reads.Timetable | None) -> dict[str, str]:
    """The row as the fields of the form. What a spreadsheet does not say stays as it is."""
    given = fields_of(one.plan, {key: found[0] for key, found in one.names.items()}) if one else {}
    kept = {name: given[name] for name in ("every_weeks", "reviewer", "route") if name in given}
    said = {name: str(row[name]).strip() for name in TEXTS if row.get(name) is not None}
    said |= {f"d{n}": "on" for n in range(1, 8) if str(n) in str(row.get("weekdays") or "")}
    said |= {"kind": str(row.get("kind") or ""), "share": str(row.get("share") or "each")}
    if row.get("workdays_only"):
        said["workdays_only"] = "on"
    said |= {name: f"{row[name]:f}" for name in MINUTES if row.get(name) is not None}
    if one is None and isinstance(row.get("from_date"), date):
        said["from_date"] = row["from_date"].isoformat()
    return kept | said


def _refused(number: int, key: str, column: str, message: str, **params: Any) -> Change:
    return Change(number, "refuse", key, problems=[Problem(column, message, params)])


register(Sheet("schedules", N_("时间安排"), permit="checklist.edit", columns=COLUMNS, export=rows, plan=plan, apply=apply,
               back="/checklists/drafts"))  # fmt: skip
