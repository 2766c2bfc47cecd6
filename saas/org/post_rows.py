"""Posts and appointments as rows of a spreadsheet: what each row would do. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from saas.org.unit_rows import name_faults
from saas.sheets.registry import Change, Problem, Row
from saas.values import CODE
from saas.words import N_

FIELDS = ("name_zh", "name_en", "job_title", "unit")


@dataclass(frozen=True)
class PostRow:
    """A post as a row has it; job title and unit are codes."""

    code: str
    name_zh: str
    name_en: str
    job_title: str
    unit: str


@dataclass(frozen=True)
class KnownPosts:
    posts: Mapping[str, PostRow]
    ids: Mapping[str, UUID]
    editions: Mapping[str, int]
    units: Mapping[str, UUID]
    titles: frozenset[str]


def post_changes(rows: Sequence[Row], known: KnownPosts) -> list[Change]:
    """One change a row, in the order of the file."""
    seen: set[str] = set()
    changes = []
    for row in rows:
        code = row.get("code") or ""
        was = known.posts.get(code)
        base = was or PostRow(code, "", "", "", "")
        one = replace(base, **{name: row[name] or "" for name in FIELDS if name in row})
        problems = _post_faults(one, known)
        if code in seen:
            problems.append(Problem("code", N_("这个编码在表格里出现了两次。")))
        seen.add(code)
        fields: dict[str, tuple[Any, Any]] = {
            name: (getattr(was, name) if was else None, getattr(one, name))
            for name in FIELDS if not problems and (was is None or getattr(was, name) != getattr(one, name))
        }  # fmt: skip
        verdict: Any = "refuse" if problems else "add" if was is None else "change" if fields else "same"
        changes.append(Change(row["_row"], verdict, code, fields, problems, target=one))
    return changes


def _post_faults(one: PostRow, known: KnownPosts) -> list[Problem]:
    found = name_faults(one.name_zh, one.name_en)
    if not CODE.fullmatch(one.code):
        found.append(Problem("code", N_("编码用字母、数字、点、横线和下划线，以字母或数字开头，最多 40 位。")))
    if one.job_title not in known.titles:
        found.append(Problem("job_title", N_("没有编码为 %(code)s 的职务。"), {"code": one.job_title or "—"}))
    if one.unit not in known.units:
        found.append(Problem("unit", N_("没有编码为 %(code)s 的单元。"), {"code": one.unit or "—"}))
    return found


@dataclass(frozen=True)
class Held:
    """One appointment; `id` is None for one that the file adds. Post and login say whose."""

    post: str
    login: str
    from_date: date
    to_date: date | None
    id: UUID | None = None

    def meets(self, other: Held) -> bool:
        return self.from_date <= (other.to_date or date.max) and other.from_date <= (self.to_date or date.max)


@dataclass(frozen=True)
class KnownHeld:
    held: Sequence[Held]
    posts: Mapping[str, UUID]
    members: Mapping[str, UUID]


def held_changes(rows: Sequence[Row], known: KnownHeld) -> list[Change]:
    """An appointment is known by post, login and first day; another last day changes it, any other is a new one."""
    there = {(one.post, one.login, one.from_date): one for one in known.held}
    wanted = [_held(row, there) for row in rows]
    after = dict(there) | {(w.post, w.login, w.from_date): w for w in wanted if w}
    by_post: dict[str, list[Held]] = defaultdict(list)
    for one in after.values():
        by_post[one.post].append(one)
    seen: set[Any] = set()
    return [_held_change(row, one, there, by_post, known, seen) for row, one in zip(rows, wanted, strict=True)]


def _held(row: Row, there: Mapping[Any, Held]) -> Held | None:
    if not (row.get("post") and row.get("login") and row.get("from_date")):
        return None
    login = row["login"].lower()
    was = there.get((row["post"], login, row["from_date"]))
    last = row.get("to_date", was.to_date if was else None)
    return Held(row["post"], login, row["from_date"], last, was.id if was else None)


def _held_change(
    row: Row, one: Held | None, there: Mapping[Any, Held], by_post: Mapping[str, list[Held]], known: KnownHeld, seen: set[Any]
) -> Change:
    if one is None:
        missing = next((name for name in ("post", "login", "from_date") if not row.get(name)), "post")
        return Change(row["_row"], "refuse", row.get("post") or "", problems=[Problem(missing, N_("请填写这一栏。"))])
    key = (one.post, one.login, one.from_date)
    problems = _held_faults(one, by_post[one.post], known)
    if key in seen:
        problems.append(Problem("post", N_("这段任职在表格里出现了两次。")))
    seen.add(key)
    was = there.get(key)
    changed = was is None or was.to_date != one.to_date
    fields = {"to_date": (was.to_date if was else None, one.to_date)} if changed and not problems else {}
    verdict: Any = "refuse" if problems else "add" if was is None else "change" if changed else "same"
    return Change(row["_row"], verdict, f"{one.post} {one.login}", fields, problems, target=one)


def _held_faults(one: Held, beside: Sequence[Held], known: KnownHeld) -> list[Problem]:
    found = []
    if one.post not in known.posts:
        found.append(Problem("post", N_("没有编码为 %(code)s 的岗位。"), {"code": one.post}))
    if one.id is None and one.login not in known.members:
        found.append(Problem("login", N_("没有账号为 %(login)s 的成员。"), {"login": one.login}))
    if one.to_date and one.to_date < one.from_date:
        found.append(Problem("to_date", N_("最后一天不能早于第一天。")))
    other = next((each for each in beside if each is not one and each.meets(one)), None)
    if other and not found:
        shown = {"login": other.login, "began": other.from_date.isoformat()}
        found.append(Problem("from_date", N_("与%(login)s从 %(began)s 起的任职重叠。请先填写那一段的最后一天。"), shown))
    return found
