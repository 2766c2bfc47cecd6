"""Budgets: what both sides say of each item, read and written by other systems. The signatures stay with people."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

from msgspec import Meta, Struct

from saas.api.resources import Call, Nothing, Typed, read, write
from saas.indicators import budget_reads as reads
from saas.indicators.budget_gate import Speaker
from saas.indicators.note_budget import note_budget
from saas.indicators.talk_budget import talk_budget
from saas.refusals import not_found
from saas.words import N_
from tenants import current, db

SPEAKS_FOR = """
    select coalesce(array_agg(x.unit_id), '{}') from (
        select p.unit_id from appointments a join posts p on p.tenant_id = $1 and p.id = a.post_id
         where a.tenant_id = $1 and a.membership_id = $2 and a.from_date <= $3 and (a.to_date is null or a.to_date >= $3)
        union all
        select r.unit_id from roles r where r.tenant_id = $1 and r.membership_id = $2 and r.role = 'leader') x"""


class ApiBudget(Struct, frozen=True):
    """A budget; `signed`: of how many items both sides have signed the figure."""

    id: UUID
    name: str
    first_day: date
    last_day: date
    uom: str
    items: int
    signed: int


class ApiSide(Struct, frozen=True):
    """What a side says of an item: `department`, `finance`, `agreed`, or `actual` for what was spent."""

    side: str
    value: Decimal
    basis: str
    by: str
    at: datetime


class ApiTalk(Struct, frozen=True):
    """One thing that was said of an item."""

    said: str
    side: str
    by: str
    at: datetime


class ApiItem(Struct, frozen=True):
    """An item with the newest figure of each side and the talk about it; `signed`: the sides that signed the agreed figure."""

    id: UUID
    name: str
    flow: str
    unit: UUID
    figures: list[ApiSide]
    talks: list[ApiTalk]
    signed: list[str]


class NewSide(Struct, frozen=True, forbid_unknown_fields=True):
    """`basis` is wanted of the department and of finance."""

    side: Literal["department", "finance", "agreed", "actual"]
    value: Typed
    basis: Annotated[str, Meta(max_length=500)] = ""


class NewTalk(Struct, frozen=True, forbid_unknown_fields=True):
    """A comment."""

    said: Annotated[str, Meta(min_length=1, max_length=2000)]


class Put(Struct, frozen=True):
    """What was written."""

    id: UUID


@read("/budgets", "read:budgets", N_("预算"), answer=list[ApiBudget], query=Nothing)
async def budgets(_: Call) -> list[ApiBudget]:
    names = ApiBudget.__struct_fields__
    return [ApiBudget(**{name: row[name] for name in names}) for row in await reads.listed()]


@read("/budgets/{budget}/items", "read:budgets", N_("预算的各项、两边的数和商谈"), answer=list[ApiItem], query=Nothing)
async def items(_: Call, budget: UUID) -> list[ApiItem]:
    if await reads.book(budget) is None:
        raise not_found()
    return [_item(each) for each in await reads.items(budget)]


@write("POST", "/budgets/items/{item}/figures", "write:budgets", N_("写一边的预算数或实际数"), answer=Put, body=NewSide)
async def put_figure(call: Call, item: UUID) -> Put:
    """For the side that the maker of the token speaks for, as on the page."""
    body = call.body
    return Put(await note_budget(item, body.side, Decimal(body.value), body.basis, who=await _speaker(call), now=call.now))


@write("POST", "/budgets/items/{item}/talks", "write:budgets", N_("对预算的一项说一句话"), answer=Put, body=NewTalk)
async def put_talk(call: Call, item: UUID) -> Put:
    return Put(await talk_budget(item, call.body.said, who=await _speaker(call), now=call.now))


async def _speaker(call: Call) -> Speaker:
    return Speaker(call.by, await db().fetchval(SPEAKS_FOR, current(), call.by, call.today))


def _item(item: reads.Item) -> ApiItem:
    figures = [_side(side, each) for side, each in item.figures.items()]
    talks = [ApiTalk(each["said"], each["side"], each["by"], each["at"]) for each in item.talks]
    return ApiItem(item.id, item.name, item.flow, item.unit_id, figures, talks, list(item.signatures))


def _side(side: str, told: dict[str, Any]) -> ApiSide:
    return ApiSide(side, Decimal(told["value"]), told["basis"], told["by"], told["at"])
