"""The form of one activity: fields to activity and back. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import msgspec

from saas.processes.flow import OWNERS, PER, Activity, Way
from saas.refusals import Problem
from saas.values import NotANumber, as_id, parse_number
from saas.words import N_

LONGEST, CASE_LONGEST, LIMIT_MOST = 200, 60, Decimal(10_000)
WAYS = 4  # lines for ways forward, and for ways back
TITLES = {
    "name_zh": N_("环节（中文）"), "name_en": N_("环节（英文）"), "owner": N_("谁来做"), "job_title": N_("职务"),
    "unit": N_("在哪个单元"), "post": N_("具体岗位"), "outside_zh": N_("外部的谁"), "outside_en": N_("外部的谁（英文）"),
    "condition_zh": N_("交接条件"), "condition_en": N_("交接条件（英文）"), "amount": N_("时限"), "per": N_("时限单位"),
    "limit_zh": N_("时限（文字）"), "limit_en": N_("时限（文字，英文）"), "ahead": N_("下一步"), "back": N_("退回到"),
    "starts": N_("可以从这里开始"), "checklist": N_("检查表"), "details": N_("标准细节"),
}  # fmt: skip
VALUES = {
    "owner": {"title": N_("一个职务"), "post": N_("一个具体岗位"), "anyone": N_("任何岗位"), "outside": N_("外部的人")},
    "per": {"minutes": N_("分钟"), "hours": N_("小时"), "days": N_("天"), "workdays": N_("工作日")}, "starts": {"on": N_("是")},
}  # fmt: skip
FIELDS = tuple(TITLES)
NEW = {"zh": "新环节", "en": "New activity"}
TEXTS = ("name_zh", "name_en", "condition_zh", "condition_en", "limit_zh", "limit_en", "outside_zh", "outside_en")
_BETWEEN = re.compile(r"[,，;；、\s]+")


def fields_of(activity: Activity) -> dict[str, str]:
    """What the form shows and a revision keeps: plain texts, ways as "code | case" a line."""
    outside = activity.outside or {}
    return {
        "name_zh": activity.name.get("zh", ""), "name_en": activity.name.get("en", ""), "owner": activity.owner,
        "job_title": activity.job_title or "", "unit": str(activity.unit or ""), "post": str(activity.post or ""),
        "outside_zh": outside.get("zh", ""), "outside_en": outside.get("en", ""),
        "condition_zh": activity.condition.get("zh", ""), "condition_en": activity.condition.get("en", ""),
        "amount": f"{activity.amount.normalize():f}" if activity.amount is not None else "", "per": activity.per or "",
        "limit_zh": activity.limit_note.get("zh", ""), "limit_en": activity.limit_note.get("en", ""),
        "ahead": written(activity.ahead), "back": written(activity.back), "starts": "on" if activity.starts else "",
        "checklist": activity.checklist or "", "details": " ".join(activity.details),
    }  # fmt: skip


def told_of(activity: Activity) -> dict[str, str]:
    """The same as a reader of the history knows it: names for ids."""
    told = fields_of(activity)
    if activity.unit:
        told["unit"] = (activity.unit_name or {}).get("zh", "")
    if activity.post:
        told["post"] = (activity.owner_name or {}).get("zh", "")
    return told


def activity_from(given: Mapping[str, str], before: Activity) -> tuple[Activity, list[Problem]]:
    """The activity as the form says, and what is wrong with it, each at its field. What a form leaves out stays."""
    said = fields_of(before) | {name: given[name].strip() for name in FIELDS if name in given}
    problems: list[Problem] = []
    owner = said["owner"] if said["owner"] in OWNERS else "nobody"
    amount = _amount(said, problems)
    problems += [Problem(name, N_("最多 %(most)s 个字。"), {"most": LONGEST}) for name in TEXTS if len(said[name]) > LONGEST]
    if not said["name_zh"] and not said["name_en"]:
        problems.append(Problem("name_zh", N_("请写环节的名称。")))
    needed = {"title": "job_title", "post": "post", "outside": "outside_zh"}.get(owner)
    missing = needed and not (said[needed] or (owner == "outside" and said["outside_en"]))
    if needed and missing:
        problems.append(Problem(needed, N_("请选择或写明是谁。")))
    after = msgspec.structs.replace(
        before, name=_written(_text(said, "name")), owner=owner, job_title=said["job_title"] if owner == "title" else None,
        unit=as_id(said["unit"]) if owner == "title" else None, post=as_id(said["post"]) if owner == "post" else None,
        outside=_text(said, "outside") if owner == "outside" else None, condition=_text(said, "condition"),
        amount=amount, per=said["per"] if amount is not None else None, limit_note=_text(said, "limit"),
        ahead=ways(said["ahead"], "ahead", problems), back=ways(said["back"], "back", problems),
        starts=said["starts"] == "on", checklist=said["checklist"] or None,
        details=tuple(code for code in _BETWEEN.split(said["details"]) if code),
    )  # fmt: skip
    return after, problems


def with_ways(given: Mapping[str, str]) -> dict[str, str]:
    """The lines of the form's two tables (ahead1, ahead1_when, back1 …) as the fields `ahead` and `back`."""
    told = dict(given)
    for kind in ("ahead", "back"):
        if f"{kind}1" in given:
            rows = [(given.get(f"{kind}{n}", ""), given.get(f"{kind}{n}_when", "")) for n in range(1, WAYS + 9)]
            told[kind] = "\n".join(f"{to} | {when}" if when else to for to, when in rows if to)
    # A box that is not ticked is not sent at all.
    return told | {"starts": given.get("starts", "")}


def written(ways: tuple[Way, ...]) -> str:
    """One way a line: code | case in Chinese | case in English."""
    lines = ([way.to, (way.when or {}).get("zh", ""), (way.when or {}).get("en", "")] for way in ways)
    return "\n".join(" | ".join(line).rstrip(" |") for line in lines)


def _written(name: dict[str, str]) -> dict[str, str]:
    """Named in one language, an activity does not go on being called new in the other."""
    return name if name == NEW else {language: said for language, said in name.items() if said != NEW.get(language)} or name


def ways(text: str, name: str, problems: list[Problem]) -> tuple[Way, ...]:
    """The way back; a return says in which case."""
    found = []
    for line in re.split(r"[\n;；]", text):
        code, *case = (part.strip() for part in line.split("|"))
        if not code:
            continue
        when = {language: said for language, said in zip(("zh", "en"), case, strict=False) if said}
        if name == "back" and not when:
            problems.append(Problem("back", N_("退回要写明什么情况下退回。")))
        if any(len(said) > CASE_LONGEST for said in when.values()):
            problems.append(Problem(name, N_("最多 %(most)s 个字。"), {"most": CASE_LONGEST}))
        found.append(Way(code, when or None))
    return tuple(found)


def _amount(said: Mapping[str, str], problems: list[Problem]) -> Decimal | None:
    if not said["amount"]:
        return None
    try:
        amount = parse_number(said["amount"])
    except NotANumber:
        problems.append(Problem("amount", N_("请填写数字。")))
        return None
    if not Decimal(0) < amount <= LIMIT_MOST:
        problems.append(Problem("amount", N_("时限要大于 0，最多 %(most)s。"), {"most": str(LIMIT_MOST)}))
    if said["per"] not in PER:
        problems.append(Problem("per", N_("请选择时限的单位。")))
    return amount


def _text(said: Mapping[str, str], name: str) -> dict[str, str]:
    return {language: said[f"{name}_{language}"] for language in ("zh", "en") if said[f"{name}_{language}"]}


def plain(activity: Activity) -> dict[str, Any]:
    """A row for the tables, without ids of its own."""
    return {
        "position": activity.position, "code": activity.code, "name": activity.name, "owner": activity.owner,
        "job_title": activity.job_title, "unit_id": activity.unit, "post_id": activity.post, "outside": activity.outside,
        "condition": activity.condition, "amount": activity.amount, "per": activity.per, "limit_note": activity.limit_note,
        "ahead": [_way(way) for way in activity.ahead], "back": [_way(way) for way in activity.back],
        "starts": activity.starts, "checklist": activity.checklist, "details": list(activity.details), "mark": activity.mark,
    }  # fmt: skip


def _way(way: Way) -> dict[str, Any]:
    return {"to": way.to} | ({"when": way.when} if way.when else {})
