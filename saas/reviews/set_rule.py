"""Add a rule of supervision, or change it: who, how often, what and how much."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from saas import trail
from saas.org.given import Given
from saas.refusals import Refused, not_found
from saas.revisions import revise, titles
from saas.values import whole
from saas.words import N_
from tenants import current, db

EVERY = {
    "shift": N_("每班"), "day": N_("每天"), "week": N_("每周"), "ten_days": N_("每旬"), "half_month": N_("每半月"),
    "month": N_("每月"), "quarter": N_("每季度"), "half_year": N_("每半年"), "year": N_("每年"),
}  # fmt: skip
DOES = {"look": N_("现场看，记一笔"), "spot": N_("独立抽查，先不看自查"), "review": N_("逐份看检查")}
DIGITS, MOST, TEXT_LONGEST = 4, 1000, 200
FIELDS = {
    "code": N_("编码"), "text_zh": N_("看什么"), "text_en": N_("看什么（英文）"), "job_title": N_("谁来看"),
    "every": N_("多久一次"), "does": N_("怎么看"), "share": N_("比例"), "number": N_("份数"), "lists": N_("哪些检查表"),
}  # fmt: skip

titles("supervision_rule", FIELDS, word=N_("监督安排"), values={"every": EVERY, "does": DOES})


async def set_rule(rule: UUID | None, given: Given, lists: list[str], *, by: UUID, now: datetime) -> UUID:
    """Its id. Rounds that run already go on as they were laid out. Raises 404, 409 Stale, 422 at the fields."""
    kept = await _read(given, lists)
    kept["code"] = given.code() if rule is None else None
    if rule is None and kept["code"] is None:
        given.wrong("code", N_("请填写编码。"))
    given.done()
    before = None
    if rule is None:
        rule = await _add(kept)
    else:
        before = await _change(rule, kept)
        kept["code"] = before["code"]
    edition = given.edition() if before else 0
    await revise("supervision_rule", rule, edition, told(kept), by=by, now=now, before=told(before) if before else None)
    await trail.record("set", "supervision_rule", rule, by=by, now=now)
    return rule


def told(kept: Any) -> dict[str, Any]:
    """A rule as its history knows it."""
    return {
        "code": kept["code"], "text_zh": kept["text"].get("zh", ""), "text_en": kept["text"].get("en", ""),
        "job_title": kept["job_title"], "every": kept["every"], "does": kept["does"],
        "share": None if kept["share"] is None else f"{kept['share'].normalize():f}", "number": kept["number"],
        "lists": list(kept["lists"]),
    }  # fmt: skip


async def _read(given: Given, lists: list[str]) -> dict[str, Any]:
    text = {language: given.text(f"text_{language}") for language in ("zh", "en")}
    text = {language: said for language, said in text.items() if said}
    if not text:
        given.wrong("text_zh", N_("请用一句话写明。"))
    for language, said in text.items():
        if len(said) > TEXT_LONGEST or not said.isprintable():
            given.wrong(f"text_{language}", N_("请写短一些，最多 %(longest)s 字。"), longest=TEXT_LONGEST)
    title, every, does = given.text("job_title"), given.text("every"), given.text("does")
    known = await db().fetch(
        """select 'title' as noun, code from job_titles where tenant_id = $1
           union all select 'list', code from checklists where tenant_id = $1 and retired_on is null""",
        current(),
    )  # fmt: skip
    if ("title", title) not in {(row["noun"], row["code"]) for row in known}:
        given.wrong("job_title", N_("请选择职务。"))
    if every not in EVERY:
        given.wrong("every", N_("请选择多久一次。"))
    if does not in DOES:
        given.wrong("does", N_("请选择怎么看。"))
    share, number = _amount(given, does)
    chosen = sorted({row["code"] for row in known if row["noun"] == "list"} & set(lists)) if does != "look" else []
    return {"text": text, "job_title": title, "every": every, "does": does, "share": share, "number": number, "lists": chosen}


def _amount(given: Given, does: str) -> tuple[Decimal | None, int | None]:
    """A share or a number, where lists are looked at again; neither where somebody goes and sees."""
    share, number = given.text("share"), given.text("number")
    if does == "look":
        return None, None
    if bool(share) == bool(number):
        given.wrong("number", N_("份数和比例写一个。"))
        return None, None
    if number:
        many = whole(number, DIGITS)
        if not many or many > MOST:
            given.wrong("number", N_("份数是 1 到 %(most)s 的整数。"), most=MOST)
        return None, many
    try:
        part = Decimal(share)
    except InvalidOperation:
        part = Decimal(0)
    if not (part.is_finite() and 0 < part <= 100):  # noqa: PLR2004
        given.wrong("share", N_("比例大于 0，最多 100。"))
        return None, None
    return part, None


async def _add(kept: dict[str, Any]) -> UUID:
    rule: UUID | None = await db().fetchval(
        """insert into supervision_rules (tenant_id, code, text, job_title, every, does, share, number, lists, position)
           select $1, $2, $3, $4, $5, $6, $7, $8, $9,
                  (select coalesce(max(position), 0) + 1 from supervision_rules where tenant_id = $1)
           on conflict (tenant_id, code) do nothing returning id""",
        current(), *(kept[name] for name in ("code", "text", "job_title", "every", "does", "share", "number", "lists")),
    )  # fmt: skip
    if rule is None:
        raise Refused(422, N_("编码 %(code)s 已经有了。"), field="code", code=kept["code"])
    return rule


async def _change(rule: UUID, kept: dict[str, Any]) -> Any:
    """What it was before."""
    was = await db().fetchrow(
        "select * from supervision_rules where tenant_id = $1 and id = $2 and retired_on is null for update", current(), rule
    )
    if was is None:
        raise not_found()
    await db().execute(
        """update supervision_rules set text = $3, job_title = $4, every = $5, does = $6, share = $7, number = $8, lists = $9
            where tenant_id = $1 and id = $2""",
        current(), rule, *(kept[name] for name in ("text", "job_title", "every", "does", "share", "number", "lists")),
    )  # fmt: skip
    return was
