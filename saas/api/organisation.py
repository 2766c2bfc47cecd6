"""Units, posts, appointments and members, as other systems read them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from uuid import UUID

from msgspec import Struct

from saas.api.cursors import Listed, paged
from saas.api.resources import Call, Paged, read
from saas.words import N_
from tenants import current, db

Text = dict[str, str]


class ApiUnit(Struct, frozen=True):
    """An organisational unit; `parent` is null at the top. `weight` is its share in the roll-up beside its siblings."""

    id: UUID
    code: str
    name: Text
    parent: UUID | None
    layer: str | None
    weight: Decimal
    external: bool
    opened_on: date | None
    closed_on: date | None


class ApiPost(Struct, frozen=True):
    """A post of a unit. `job_title` is the code of its title."""

    id: UUID
    code: str
    name: Text
    unit: UUID
    job_title: str
    opened_on: date | None
    closed_on: date | None


class ApiAppointment(Struct, frozen=True):
    """Who holds a post, from a day to a day; `to_date` is null while it goes on."""

    id: UUID
    post: UUID
    member: UUID
    from_date: date
    to_date: date | None


class ApiMember(Struct, frozen=True):
    """A person of the company by the name it knows them under."""

    id: UUID
    name: str


class ApiContact(Struct, frozen=True):
    """The login of a member."""

    id: UUID
    login: str


class Appointed(Paged, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`on`: only those that hold on this day."""

    on: date | None = None


@read("/units", "read:organisation", N_("组织单元清单"), answer=Listed[ApiUnit], query=Paged)
async def units(call: Call) -> Listed[ApiUnit]:
    rows = await db().fetch(
        """select u.id, u.code, u.name, u.parent_id as parent, l.code as layer, u.weight, u.external, u.opened_on, u.closed_on
             from units u left join layers l on l.tenant_id = $1 and l.id = u.layer_id
            where u.tenant_id = $1 and u.id > $2 order by u.id limit $3""",
        current(), *call.query.bounds,
    )  # fmt: skip
    return paged([ApiUnit(**row) for row in rows], call.query.limit, lambda row: row.id)


@read("/posts", "read:organisation", N_("岗位清单"), answer=Listed[ApiPost], query=Paged)
async def posts(call: Call) -> Listed[ApiPost]:
    rows = await db().fetch(
        """select id, code, name, unit_id as unit, job_title, opened_on, closed_on from posts
            where tenant_id = $1 and id > $2 order by id limit $3""",
        current(), *call.query.bounds,
    )  # fmt: skip
    return paged([ApiPost(**row) for row in rows], call.query.limit, lambda row: row.id)


@read("/appointments", "read:organisation", N_("任职记录"), answer=Listed[ApiAppointment], query=Appointed)
async def appointments(call: Call) -> Listed[ApiAppointment]:
    rows = await db().fetch(
        """select id, post_id as post, membership_id as member, from_date, to_date from appointments
            where tenant_id = $1 and id > $2 and ($4::date is null or (from_date <= $4 and (to_date is null or to_date >= $4)))
            order by id limit $3""",
        current(), *call.query.bounds, call.query.on,
    )  # fmt: skip
    return paged([ApiAppointment(**row) for row in rows], call.query.limit, lambda row: row.id)


@read("/members", "read:organisation", N_("成员姓名"), answer=Listed[ApiMember], query=Paged)
async def members(call: Call) -> Listed[ApiMember]:
    rows = await db().fetch(
        "select id, name from memberships where tenant_id = $1 and ended_at is null and id > $2 order by id limit $3",
        current(), *call.query.bounds,
    )  # fmt: skip
    return paged([ApiMember(**row) for row in rows], call.query.limit, lambda row: row.id)


@read("/contacts", "read:contacts", N_("成员的登录名"), answer=Listed[ApiContact], query=Paged)
async def contacts(call: Call) -> Listed[ApiContact]:
    rows = await db().fetch(
        """select m.id, p.login from memberships m join persons p on p.id = m.person_id
            where m.tenant_id = $1 and m.ended_at is null and m.id > $2 order by m.id limit $3""",
        current(), *call.query.bounds,
    )  # fmt: skip
    return paged([ApiContact(**row) for row in rows], call.query.limit, lambda row: row.id)
