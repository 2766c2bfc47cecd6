"""Duties of job titles as a spreadsheet: one row a line, its place as 1, 1.2, 1.2.1 in the tree of its title."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from saas.duties.add_duty import add_duty
from saas.duties.lines import LEVELS, LONGEST, Line, tree
from saas.duties.reword import reword
from saas.revisions import titles
from saas.sheets.registry import Change, Column, Problem, Progress, Row
from saas.words import N_
from tenants import current, db

HOW = N_("1 是总职责，1.2 是第二类，1.2.1 是它的第一项，再下一级是细节。新行接在最后。")
NAMES = (("overall", N_("总职责")), ("category", N_("类")), ("item", N_("工作项")), ("detail", N_("细节")))
titles("duty", {}, values={"level": dict(NAMES)})
COLUMNS = (
    Column("job_title", N_("职务编码"), required=True),
    Column("place", N_("序号"), required=True, note=HOW),
    Column("level", N_("职责级别"), kind="choice", told=True, choices=NAMES),
    Column("text_zh", N_("中文"), width=50),
    Column("text_en", N_("英文"), width=50),
)


async def export() -> list[Row]:
    """Every line of every title, in order."""
    return [
        {"job_title": title, "place": place, "level": line.level, "text_zh": line.text.get("zh"), "text_en": line.text.get("en")}
        for title, places in (await _places()).items()
        for place, line in places.items()
    ]


async def plan(rows: list[Row], today: date) -> list[Change]:  # noqa: ARG001 – duties have no days
    """A place that is there is worded anew; a new one comes after the last of its siblings."""
    titles = {
        row["code"]: row["id"] for row in await db().fetch("select code, id from job_titles where tenant_id = $1", current())
    }
    known = await _places()
    told: set[tuple[str, str]] = set()
    return [_change(row, titles, known, told) for row in rows]


def _change(row: Row, titles: Mapping[str, UUID], known: Mapping[str, dict[str, Any]], told: set[tuple[str, str]]) -> Change:
    title, place = row["job_title"] or "", str(row["place"] or "")
    new = {"zh": row.get("text_zh") or "", "en": row.get("text_en") or ""}
    places = known.get(title, {})
    was = places.get(place)
    problems = _problems(row, titles, places, told)
    told.add((title, place))
    if problems:
        return Change(row["_row"], "refuse", f"{title} {place}", {}, problems)
    old = {"zh": was.text.get("zh", ""), "en": was.text.get("en", "")} if isinstance(was, Line) else {"zh": "", "en": ""}
    fields = {f"text_{key}": (old[key] or None, new[key] or None) for key in new if old[key] != new[key]}
    if was is None:
        known[title][place] = "new"
    verdict = "add" if was is None else "change" if fields else "same"
    target = (titles[title], title, place, {"text_zh": new["zh"], "text_en": new["en"]})
    return Change(row["_row"], verdict, f"{title} {place}", fields, (), target)  # type: ignore[arg-type]


def _problems(row: Row, titles: Mapping[str, UUID], places: Mapping[str, Any], told: set[tuple[str, str]]) -> list[Problem]:
    title, place = row["job_title"] or "", str(row["place"] or "")
    problems = []
    if title not in titles:
        problems.append(Problem("job_title", N_("没有这个职务。")))
    if (title, place) in told:
        problems.append(Problem("place", N_("这一行和前面的重复。")))
    elif place not in places and not _next(place, places):
        problems.append(Problem("place", N_("新行的序号须接在同级最后一条之后，上级要先有。")))
    if not (row.get("text_zh") or row.get("text_en")):
        problems.append(Problem("text_zh", N_("请写下职责。")))
    long = [name for name in ("text_zh", "text_en") if len(row.get(name) or "") > LONGEST]
    return problems + [Problem(name, N_("最多 %(most)s 个字。"), {"most": LONGEST}) for name in long]


def _next(place: str, places: Mapping[str, Any]) -> bool:
    """Whether this is the place after the last sibling, below a line that is there."""
    *above, last = place.split(".")
    if not last.isdigit() or len(above) >= len(LEVELS):
        return False
    if not above:
        return place == "1" and not places
    siblings = sum(1 for each in places if each.split(".")[:-1] == above)
    return ".".join(above) in places and int(last) == siblings + 1


async def apply(changes: list[Change], *, by: UUID, now: datetime, progress: Progress) -> None:
    """Line by line through the verbs of the page, so that each keeps its history; a title has some dozens of lines."""
    known = await _places()
    ids = {(title, place): line.id for title, places in known.items() for place, line in places.items()}
    for number, change in enumerate(changes, 1):
        at, title, place, given = change.target
        if change.verdict == "add":
            parent = ids[title, place.rpartition(".")[0]] if "." in place else None
            ids[title, place] = await add_duty(at, parent, given, by=by, now=now)
        else:
            await reword(ids[title, place], given, known[title][place].edition, by=by, now=now)
        await progress(number)


async def _places() -> dict[str, dict[str, Any]]:
    """Title → place → line, for the whole company."""
    rows = await db().fetch(
        """select d.id, d.parent_id, d.level, d.text, d.job_title, (select coalesce(max(r.edition), 0) from revisions r
                  where r.tenant_id = $1 and r.noun = 'duty' and r.noun_id = d.id) as edition
           from duties d where d.tenant_id = $1 order by d.job_title, d.position, d.id""",
        current(),
    )  # fmt: skip
    lines = [Line(row["id"], row["parent_id"], row["level"], row["text"], row["edition"]) for row in rows]
    titles = {row["id"]: row["job_title"] for row in rows}
    found: dict[str, dict[str, Any]] = defaultdict(dict)
    for number, root in enumerate(tree(lines), 1):
        places = found[titles[root.id]]
        _number(root, str(1 if not places else number), places)
    return found


def _number(line: Line, place: str, places: dict[str, Any]) -> None:
    places[place] = line
    for number, child in enumerate(line.children, 1):
        _number(child, f"{place}.{number}", places)
