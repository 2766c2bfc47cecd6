"""What is asked of indicators: the list, one with its versions, definitions in force, subjects, figures, targets."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from saas.drafts import Known, known_of
from saas.indicators.form import Indicator, indicator_of
from saas.indicators.over import Achieved, Figure, Given, Subject, Target, reached
from tenants import current, db

NEWEST = """join lateral (select w.* from indicator_versions w
                          where w.tenant_id = $1 and w.indicator_id = i.id order by w.number desc limit 1) v on true"""
LISTED = f"""
    select i.id, i.code, i.retired_on, v.number, d.opened_at as draft_since, coalesce(v.body, d.body) as body
      from indicators i left {NEWEST}
      left join indicator_drafts d on d.tenant_id = $1 and d.indicator_id = i.id
     where i.tenant_id = $1 order by i.retired_on is not null, i.position, i.code"""  # noqa: S608
KNOWN = """
    select i.id, i.code, i.retired_on, d.id as draft, d.body as draft_body, d.opened_at as draft_since, p.name as draft_by,
           (select coalesce(max(edition), 0) from revisions r
             where r.tenant_id = $1 and r.noun = 'indicator_draft' and r.noun_id = d.id) as edition,
           (select jsonb_agg(jsonb_build_object('number', v.number, 'at', v.published_at, 'why', v.why, 'by', a.name, 'body',
                                                v.body)
                             order by v.number desc)
              from indicator_versions v left join memberships a on a.tenant_id = $1 and a.id = v.published_by
             where v.tenant_id = $1 and v.indicator_id = i.id) as versions
      from indicators i
      left join indicator_drafts d on d.tenant_id = $1 and d.indicator_id = i.id
      left join memberships p on p.tenant_id = $1 and p.id = d.opened_by
     where i.tenant_id = $1 and i.id = $2"""
DEFINED = f"""
    select i.id, i.code, v.id as version_id, v.number, v.body
      from indicators i {NEWEST}
     where i.tenant_id = $1 and i.retired_on is null order by i.position, i.code"""  # noqa: S608
NEWEST_BODIES = f"""
    select i.id, i.code, coalesce(d.body, v.body) as body, d.id is not null as open
      from indicators i left {NEWEST}
      left join indicator_drafts d on d.tenant_id = $1 and d.indicator_id = i.id
     where i.tenant_id = $1 and i.retired_on is null order by i.position, i.code"""  # noqa: S608
# $2 ids asked for by name; $3 the day on which people hold their posts; $4 a unit or post, $5 what of it is listed.
SUBJECTS = """
    select 'unit' as kind, u.id, u.parent_id, u.code, u.name, null::uuid as post_id, '' as tree, u.position
      from units u where u.tenant_id = $1
    union all
    select 'post', p.id, p.unit_id, p.code, p.name, null, '', 0 from posts p where p.tenant_id = $1
    union all
    select 'node', n.id, n.parent_id, n.code, n.name, n.post_id, t.code, n.position
      from dimension_nodes n join dimension_trees t on t.tenant_id = $1 and t.id = n.tree_id
     where n.tenant_id = $1
    union all
    select 'object', o.id, o.unit_id, o.code, o.name, null, '', 0
      from objects o
     where o.tenant_id = $1 and (o.id = any ($2) or o.id in (select f.subject_id from indicator_values f
                                          where f.tenant_id = $1 and f.subject_kind = 'object')
           or o.id in (select t.subject_id from indicator_targets t where t.tenant_id = $1 and t.subject_kind = 'object')
           or (o.unit_id = $4 and o.retired_on is null and o.kind_id in (
               select k.id from object_kinds k where k.tenant_id = $1 and k.code = any ($5))))
    union all
    select 'person', m.id, held.post_id, '', jsonb_build_object('zh', m.name), null, '', 0
      from memberships m left join lateral (
           select a.post_id from appointments a where a.tenant_id = $1 and a.membership_id = m.id and a.from_date <= $3
            order by a.to_date is null or a.to_date >= $3 desc, a.from_date desc, a.id limit 1) held on true
     where m.tenant_id = $1 and (m.id = any ($2) or m.id in (select f.subject_id from indicator_values f
                                          where f.tenant_id = $1 and f.subject_kind = 'person')
           or m.id in (select t.subject_id from indicator_targets t where t.tenant_id = $1 and t.subject_kind = 'person')
           or (held.post_id = $4 and 'person' = any ($5)))
     order by 8, 4"""
FIGURES = """
    select distinct on (f.indicator_id, f.first_day, f.last_day, f.subject_id, f.name)
           f.indicator_id, f.name, f.subject_kind, f.subject_id, f.first_day, f.last_day, f.edition, f.value, f.state, f.source,
           f.noted_at, f.reason
      from indicator_values f
     where f.tenant_id = $1 and f.first_day >= $2 and f.last_day <= $3 and ($4::uuid[] is null or f.indicator_id = any($4))
     order by f.indicator_id, f.first_day, f.last_day, f.subject_id, f.name, f.edition desc"""
TARGETS = """
    select distinct on (t.indicator_id, t.subject_id, t.first_day, t.last_day)
           t.indicator_id, t.subject_kind, t.subject_id, t.first_day, t.last_day, t.edition, t.target, t.floor, t.stretch,
           t.weight
      from indicator_targets t
     where t.tenant_id = $1 and t.first_day <= $3 and t.last_day >= $2 and ($4::uuid[] is null or t.indicator_id = any($4))
     order by t.indicator_id, t.subject_id, t.first_day, t.last_day, t.edition desc"""
# The company's own figures: the unit above all.
COMPANY = "(select u.id from units u where u.tenant_id = $1 and u.parent_id is null limit 1)"
SOME = "and ($4::uuid[] is null or f.indicator_id = any($4))"
TOP = FIGURES.replace(SOME, f"and f.name = '' and f.subject_id = {COMPANY}")
TOP_TARGETS = TARGETS.replace(SOME.replace("f.", "t."), f"and t.subject_id = {COMPANY}")


@dataclass(frozen=True)
class Listed:
    """A line of the list; `number` None: never published."""

    id: UUID
    code: str
    retired_on: date | None
    number: int | None
    draft_since: datetime | None
    body: dict[str, Any]

    @property
    def form(self) -> Indicator:
        return indicator_of(self.body)


@dataclass(frozen=True)
class Defined:
    """An indicator in force."""

    id: UUID
    code: str
    version_id: UUID
    number: int
    form: Indicator


async def listed() -> list[Listed]:
    """Every indicator, those out of use last."""
    return [Listed(**row) for row in await db().fetch(LISTED, current())]


async def known(indicator: UUID) -> Known | None:
    """One indicator; None where there is none."""
    row = await db().fetchrow(KNOWN, current(), indicator)
    return known_of(row) if row else None


async def defined() -> dict[str, Defined]:
    """Code → what is in force, in the order of the list."""
    rows = await db().fetch(DEFINED, current())
    return {r["code"]: Defined(r["id"], r["code"], r["version_id"], r["number"], indicator_of(r["body"])) for r in rows}


async def newest() -> dict[str, tuple[UUID, Indicator, bool]]:
    """Code → indicator, its draft's definition or newest version's, whether a draft is open; those in use."""
    rows = await db().fetch(NEWEST_BODIES, current())
    return {row["code"]: (row["id"], indicator_of(row["body"]), row["open"]) for row in rows if row["body"]}


async def subjects(
    also: Iterable[UUID] = (), *, on: date = date.max, within: UUID | None = None, kinds: Iterable[str] = ()
) -> dict[UUID, Subject]:
    """Units, posts, nodes of trees, and the objects and people that have figures or targets, or are among `also`.

    A person stands below the post held `on` that day. `within`: with the people of this post, and the objects of this
    unit, of these `kinds`.
    """
    rows = await db().fetch(SUBJECTS, current(), list(also), on, within, list(kinds))
    return {row["id"]: Subject(**row) for row in rows}


async def figures(first: date, last: date, indicators: list[UUID] | None = None) -> list[Figure]:
    """The newest edition of every figure of the periods that lie within."""
    return [Figure(**row) for row in await db().fetch(FIGURES, current(), first, last, indicators)]


async def targets(first: date, last: date, indicators: list[UUID] | None = None) -> list[Target]:
    """The newest edition of every target that touches these days."""
    return [Target(**row) for row in await db().fetch(TARGETS, current(), first, last, indicators)]


async def of_company(first: date, last: date) -> list[Figure]:
    """What every indicator came to for the company itself, period by period."""
    return [Figure(**row) for row in await db().fetch(TOP, current(), first, last)]


async def of_company_targets(first: date, last: date) -> list[Target]:
    """The targets of the company itself that touch these days."""
    return [Target(**row) for row in await db().fetch(TOP_TARGETS, current(), first, last)]


async def achieved(cycle_from: date, cycle_to: date) -> list[Achieved]:
    """For each indicator in force and each unit, post, person or object with figures: what the cycle came to.

    The inputs of the cycle's periods are put together as the definition says (`over`), then along the units (`adds`),
    and only then is the formula computed. A post that answers for nodes of a tree has their inputs. `value` None:
    not available, `reason` says why. Four statements.
    """
    given = {code: Given(one.id, one.number, one.form) for code, one in (await defined()).items()}
    known = await figures(cycle_from, cycle_to)
    return reached(given, await subjects(on=cycle_to), known, await targets(cycle_from, cycle_to), (cycle_from, cycle_to))


def root(tree: dict[UUID, Subject]) -> UUID | None:
    """The company: the unit above all."""
    return next((one.id for one in tree.values() if one.kind == "unit" and one.parent_id is None), None)
