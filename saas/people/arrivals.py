"""What a row of a spreadsheet asks for one person: an invitation, a new name, one more role, a post."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from saas.people.credentials import check_login
from saas.people.permits import ADMIN, EXECUTIVE
from saas.people.roll_reads import Asked, Member, Roll
from saas.sheets.registry import Change, Problem, Row
from saas.words import N_

FARTHEST = timedelta(days=366)
NAME_LONGEST = 40


@dataclass(frozen=True)
class Arrival:
    """One row with its gaps filled: who, as what, where, from which day. `member` is known by the company already."""

    name: str
    login: str
    role: str | None
    unit: str | None
    post: str | None
    from_date: date | None
    member: Member | None


def arrivals(rows: Sequence[Row], roll: Roll, today: date) -> list[Change]:
    """One change a row. Two rows must not promise one post, nor invite one newcomer twice."""
    taken: dict[str, str] = {}
    invited: set[str] = set()
    changes = []
    for row in rows:
        wanted = _filled(row, roll)
        problems = _problems(wanted, roll, today) or _twice(wanted, taken, invited)
        fields = {} if problems else _fields(wanted, roll, today)
        verdict: Any = "refuse" if problems else "add" if _fresh(wanted, roll) else "change" if fields else "same"
        key = wanted.name or wanted.login
        changes.append(Change(row["_row"], verdict, key, fields, problems, target=wanted))
    return changes


def _filled(row: Row, roll: Roll) -> Arrival:
    """A post brings its unit and what its job title proposes; a phone number may have spaces or a country code."""
    login = (row.get("login") or "").lower().replace(" ", "").replace("-", "" if "@" not in (row.get("login") or "") else "-")
    login = login.removeprefix("+86")
    member, post = roll.members.get(login), roll.posts.get(row.get("post") or "")
    role, unit = row.get("role"), row.get("unit")
    if post and (member is None or role):
        role, unit = role or post.role, unit or post.unit
    return Arrival(row.get("name") or "", login, role, unit, row.get("post"), row.get("from_date"), member)


def _problems(wanted: Arrival, roll: Roll, today: date) -> list[Problem]:
    found = [_name(wanted.name), _login(wanted.login), *_places(wanted, roll), *_day(wanted, roll, today)]
    if wanted.member is None and not wanted.role:
        found.append(Problem("role", N_("请选择角色。")))
    if wanted.role and not wanted.unit:
        found.append(Problem("unit", N_("请填写这个角色所在的单元编码。")))
    return [problem for problem in found if problem]


def _name(name: str) -> Problem | None:
    if not name or (len(name) <= NAME_LONGEST and name.isprintable()):
        return None
    return Problem("name", N_("姓名最多 %(longest)s 个字，不含特殊字符。"), {"longest": NAME_LONGEST})


def _login(login: str) -> Problem | None:
    fault = check_login(login) if login else None
    return Problem("login", fault.message, fault.params) if fault else None


def _places(wanted: Arrival, roll: Roll) -> list[Problem | None]:
    unit = roll.units.get(wanted.unit or "")
    outside = unit and unit.external and wanted.role in (EXECUTIVE, ADMIN)
    return [
        Problem("unit", N_("没有编码为 %(code)s 的单元。"), {"code": wanted.unit}) if wanted.unit and unit is None else None,
        Problem("post", N_("没有编码为 %(code)s 的岗位。"), {"code": wanted.post})
        if wanted.post and wanted.post not in roll.posts else None,
        Problem("role", N_("外部单元的人只能是员工或主管。")) if outside else None,
    ]  # fmt: skip


def _day(wanted: Arrival, roll: Roll, today: date) -> list[Problem]:
    """The post must be free from that day; a post that one holds keeps the day it is held from."""
    post, begins = roll.posts.get(wanted.post or ""), wanted.from_date or today
    if post is None:
        return [Problem("from_date", N_("填了日期，请同时填写岗位编码。"))] if wanted.from_date and not wanted.post else []
    since = post.since(wanted.login, today)
    if since:
        held = Problem("from_date", N_("从 %(since)s 起已在这个岗位；要改日期请在岗位页办理。"), {"since": since.isoformat()})
        return [held] if wanted.from_date not in (None, since) else []
    if abs(begins - today) > FARTHEST:
        return [Problem("from_date", N_("任职日期须在前后一年之内。"))]
    other = next((one.login for one in post.held if one.to_date is None or one.to_date >= begins), None)
    return [Problem("post", N_("这个岗位那天起已有任职人（%(login)s）。"), {"login": other})] if other else []


def _twice(wanted: Arrival, taken: dict[str, str], invited: set[str]) -> list[Problem]:
    problems = []
    if wanted.post and taken.setdefault(wanted.post, wanted.login) != wanted.login:
        problems.append(Problem("post", N_("这个岗位在表格里给了两个人。")))
    if wanted.member is None and wanted.login in invited:
        problems.append(Problem("login", N_("这位新成员在表格里出现了两次；先邀请一次，加入后再补其他岗位。")))
    invited.add(wanted.login)
    return problems


def _fresh(wanted: Arrival, roll: Roll) -> bool:
    return wanted.member is None and wanted.login not in roll.asked


def _fields(wanted: Arrival, roll: Roll, today: date) -> dict[str, tuple[Any, Any]]:
    """What differs, by column."""
    if wanted.member is None:
        return _invited(wanted, roll.asked.get(wanted.login))
    fields: dict[str, tuple[Any, Any]] = {}
    if wanted.name != wanted.member.name:
        fields["name"] = (wanted.member.name, wanted.name)
    if wanted.role and (wanted.role, wanted.unit) not in wanted.member.roles:
        fields |= {"role": (None, wanted.role), "unit": (None, wanted.unit)}
    if wanted.post and not roll.posts[wanted.post].since(wanted.login, today):
        fields |= {"post": (None, wanted.post), "from_date": (None, wanted.from_date or today)}
    return fields


def _invited(wanted: Arrival, asked: Asked | None) -> dict[str, tuple[Any, Any]]:
    names = ("name", "role", "unit", "post", "from_date")
    pairs = {name: (getattr(asked, name) if asked else None, getattr(wanted, name)) for name in names}
    return {name: (old, new) for name, (old, new) in pairs.items() if old != new}
