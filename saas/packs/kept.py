"""What a company has of everything that a pack can say: one statement a table, in the order in which it is written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from tenants import current, db

Rows = list[dict[str, Any]]

NOW_STANDARD = """(select s.id from standards s where s.tenant_id = $1 and s.published_at is not null and s.effective_from <= $2
    order by s.effective_from desc, s.number desc limit 1)"""
NOW_VERSION = """(select v.id from checklist_versions v
     where v.tenant_id = $1 and v.checklist_id = l.id and v.effective_from <= $2
     order by v.effective_from desc, v.number desc limit 1)"""

LAYERS = "select l.code, l.name from layers l where l.tenant_id = $1 order by l.position, l.code"
TITLES = "select t.code, t.name, t.role from job_titles t where t.tenant_id = $1 order by t.position, t.code"
DUTIES = """
    select d.id, d.job_title, d.parent_id, d.level, d.text from duties d where d.tenant_id = $1 order by d.position, d.id"""
UNITS = """
    select u.code, u.name, u.weight, u.external, l.code as layer, p.code as parent
      from units u
      join layers l on l.tenant_id = u.tenant_id and l.id = u.layer_id
      left join units p on p.tenant_id = u.tenant_id and p.id = u.parent_id
     where u.tenant_id = $1 and (u.closed_on is null or u.closed_on > $2) order by u.position, u.id"""
POSTS = """
    select p.code, p.name, p.job_title, u.code as unit
      from posts p join units u on u.tenant_id = p.tenant_id and u.id = p.unit_id
     where p.tenant_id = $1 and (p.closed_on is null or p.closed_on > $2) and (u.closed_on is null or u.closed_on > $2)
     order by p.id"""
NODES = f"""
    select n.id, n.parent_id, n.level, n.code, n.name, n.criterion, n.principle, n.mark, n.unchecked, n.attachments
      from standard_nodes n where n.tenant_id = $1 and n.standard_id = {NOW_STANDARD} order by n.position"""  # noqa: S608
QUIZ = f"select s.quiz from standards s where s.tenant_id = $1 and s.id = {NOW_STANDARD}"  # noqa: S608
FILES = "select f.id, f.kind, f.name, encode(f.sha256, 'hex') as sha from standard_files f where f.tenant_id = $1"
ANSWERS = """
    select r.detail_code, r.kind, u.code as unit, p.code as post
      from responsibilities r
      join units u on u.tenant_id = r.tenant_id and u.id = r.unit_id
      join posts p on p.tenant_id = r.tenant_id and p.id = r.post_id
     where r.tenant_id = $1 and (u.closed_on is null or u.closed_on > $2) and (p.closed_on is null or p.closed_on > $2)
     order by u.position, u.id, r.id"""
KINDS = """
    select k.code, k.name, k.attributes, k.exclusive, k.segments, k.stages, k.needs as "overlaps", k.playbook
      from object_kinds k where k.tenant_id = $1 and (k.retired_on is null or k.retired_on > $2) order by k.id"""
TERRITORIES = """
    select t.code, t.name, t.kinds as types, u.code as unit, nullif(t.rule, '{}') as rule
      from territories t join units u on u.tenant_id = t.tenant_id and u.id = t.unit_id
     where t.tenant_id = $1 and (t.closed_on is null or t.closed_on > $2) and (u.closed_on is null or u.closed_on > $2)
     order by t.id"""
OBJECTS = """
    select o.code, o.name, o.attributes, k.code as type, u.code as unit, case when o.stage_by_hand then o.stage end as stage,
           (select t.code from object_grounds g join territories t on t.tenant_id = g.tenant_id and t.id = g.territory_id
             where g.tenant_id = $1 and g.object_id = o.id and (g.to_date is null or g.to_date >= $2)
               and (t.closed_on is null or t.closed_on > $2)
             order by g.from_date, g.id limit 1) as territory
      from objects o
      join object_kinds k on k.tenant_id = o.tenant_id and k.id = o.kind_id
      join units u on u.tenant_id = o.tenant_id and u.id = o.unit_id
     where o.tenant_id = $1 and (o.retired_on is null or o.retired_on > $2) and (u.closed_on is null or u.closed_on > $2)
       and (k.retired_on is null or k.retired_on > $2)
     order by o.id"""
BOOK = """
    select o.code, f.point_code, f.figure
      from ledger_figures f join objects o on o.tenant_id = f.tenant_id and o.id = f.object_id
     where f.tenant_id = $1 order by o.id, f.point_code"""
LISTS = f"""
    select l.code, l.name, l.note, v.scoring, v.sections
      from checklists l join checklist_versions v on v.tenant_id = l.tenant_id and v.id = {NOW_VERSION}
     where l.tenant_id = $1 and (l.retired_on is null or l.retired_on > $2) order by l.position, l.id"""  # noqa: S608
POINTS = f"""
    select l.code as list, p.code, p.section, p.text, p.kind, p.weight, p.veto, p.evidence, p.uom, p.limits, p.options,
           p.detail_code, p.mark, p.judge
      from checklists l
      join points p on p.tenant_id = l.tenant_id and p.version_id = {NOW_VERSION}
     where l.tenant_id = $1 and (l.retired_on is null or l.retired_on > $2) order by l.position, l.id, p.position"""  # noqa: S608
SCHEDULES = """
    select l.code as list, p.job_title, o.code as object, k.code as type, s.weekdays, s.month_days, s.workdays_only,
           to_char(s.opens_at, 'HH24:MI') as opens, to_char(s.closes_at, 'HH24:MI') as closes, s.late_minutes, s.shift, s.reviewer
      from schedules s
      join checklists l on l.tenant_id = s.tenant_id and l.id = s.checklist_id
      join posts p on p.tenant_id = s.tenant_id and p.id = s.post_id
      left join objects o on o.tenant_id = s.tenant_id and o.id = s.object_id
      left join object_kinds k on k.tenant_id = o.tenant_id and k.id = o.kind_id
     where s.tenant_id = $1 and not s.called and (s.to_date is null or s.to_date >= $2) order by s.id"""
TIMETABLES = """
    select l.code as list, t.body, k.code as type, g.code as territory, w.code as process
      from timetables t
      join checklists l on l.tenant_id = t.tenant_id and l.id = t.checklist_id
      left join object_kinds k on k.tenant_id = t.tenant_id and k.id = (t.body ->> 'thing')::uuid
      left join territories g on g.tenant_id = t.tenant_id and g.id = (t.body ->> 'territory')::uuid
      left join processes w on w.tenant_id = t.tenant_id and w.id = (t.body ->> 'process')::uuid
     where t.tenant_id = $1 and (t.to_date is null or t.to_date >= $2) order by t.id"""
SCHEME = "select s.name, s.body from schemes s where s.tenant_id = $1 order by s.number desc limit 1"
LIBRARY = """
    select m.code, m.point_code, m.problem, m.title, m.moves from measure_library m where m.tenant_id = $1 order by m.id"""
FLOWS = """
    select s.code, v.name, v.goal, v.mark, v.id as version
      from processes s
      join lateral (select v.* from process_versions v
                     where v.tenant_id = $1 and v.process_id = s.id and v.effective_from <= $2
                     order by v.effective_from desc, v.number desc limit 1) v on true
     where s.tenant_id = $1 and (s.retired_on is null or s.retired_on > $2) order by s.position, s.code"""
ACTIVITIES = f"""
    select f.code as process, a.*, o.job_title as post_title
      from ({FLOWS}) f
      join activities a on a.tenant_id = $1 and a.version_id = f.version
      left join posts o on o.tenant_id = $1 and o.id = a.post_id
     order by f.code, a.position"""  # noqa: S608
INDICATORS = """
    select i.code, v.body
      from indicators i
      join lateral (select w.body from indicator_versions w
                     where w.tenant_id = $1 and w.indicator_id = i.id order by w.number desc limit 1) v on true
     where i.tenant_id = $1 and (i.retired_on is null or i.retired_on > $2) order by i.position, i.code"""
BRANCHES = """
    select t.code as tree, t.name as title, n.code, n.name, a.code as parent
      from dimension_trees t
      left join dimension_nodes n on n.tenant_id = $1 and n.tree_id = t.id and (n.retired_on is null or n.retired_on > $2)
      left join dimension_nodes a on a.tenant_id = $1 and a.id = n.parent_id
     where t.tenant_id = $1 order by t.id, n.position, n.id"""
MODELS = """
    select m.code, v.body
      from models m
      join lateral (select w.body from model_versions w
                     where w.tenant_id = $1 and w.model_id = m.id order by w.number desc limit 1) v on true
     where m.tenant_id = $1 and (m.retired_on is null or m.retired_on > $2) order by m.position, m.code"""
RHYTHM = """
    select r.code, r.text, nullif(r.job_title, '') as job_title, r.every, r.does, r.share, r.number, r.lists as checklists
      from supervision_rules r
     where r.tenant_id = $1 and (r.retired_on is null or r.retired_on > $2) order by r.position, r.code"""
CHANNELS = """
    select c.code, c.text, c.source, c.external, c.days::text as days, c.fields
      from channels c
     where c.tenant_id = $1 and (c.retired_on is null or c.retired_on > $2) order by c.position, c.code"""
ESCALATION = """
    select e.days::text as days, e.job_title, e.outside from escalation_rules e where e.tenant_id = $1 order by e.days, e.id"""
STAGES = """
    select s.code, s.name, s.scope, s.work, s.signs, s.weeks, s.lists, s.systems, s.prepares,
           array(select u.code from unnest(s.units) with ordinality h (id, n) join units u on u.tenant_id = $1 and u.id = h.id
                  where u.closed_on is null or u.closed_on > $2 order by h.n) as units
      from rollout_stages s
     where s.tenant_id = $1 and (s.retired_on is null or s.retired_on > $2) order by s.position, s.code"""
GATES = """
    select s.code as stage, c.side, c.code, c.text, c.by, c.low, c.high, c.uom, c.days, c.indicator, c.lists
      from rollout_criteria c join rollout_stages s on s.tenant_id = $1 and s.id = c.stage_id
     where c.tenant_id = $1 and (c.retired_on is null or c.retired_on > $2) order by s.position, c.position, c.code"""
PARTS = "select p.part, p.code, p.body from pack_parts p where p.tenant_id = $1 order by p.part, p.position, p.code"
COMPANY = "select t.name, t.industry, t.locale, t.zone from tenants t where t.id = $1"
ALWAYS = {
    "layers": LAYERS, "titles": TITLES, "duties": DUTIES, "book": BOOK, "scheme": SCHEME, "library": LIBRARY,
    "escalation": ESCALATION, "files": FILES, "company": COMPANY,
}  # fmt: skip
TODAY = {
    "units": UNITS, "posts": POSTS, "nodes": NODES, "quiz": QUIZ, "answers": ANSWERS, "kinds": KINDS,
    "territories": TERRITORIES, "objects": OBJECTS, "lists": LISTS, "points": POINTS,
    "schedules": SCHEDULES, "timetables": TIMETABLES, "flows": FLOWS, "models": MODELS, "activities": ACTIVITIES,
    "rhythm": RHYTHM, "channels": CHANNELS, "indicators": INDICATORS, "branches": BRANCHES,
    "stages": STAGES, "gates": GATES,
}  # fmt: skip


@dataclass(frozen=True)
class Kept:
    """`rows` by table; `parts` of pack_parts: part → code → body."""

    rows: dict[str, Rows]
    parts: dict[str, dict[str, Any]]


async def kept(today: date) -> Kept:
    """Everything as it stands on this day, in the open transaction."""
    rows: dict[str, Rows] = {}
    for name, sql in ALWAYS.items():
        rows[name] = [both(dict(row)) for row in await db().fetch(sql, current())]
    for name, sql in TODAY.items():
        rows[name] = [both(dict(row)) for row in await db().fetch(sql, current(), today)]
    parts: dict[str, dict[str, Any]] = {}
    for row in await db().fetch(PARTS, current()):
        parts.setdefault(row["part"], {})[row["code"]] = row["body"]
    return Kept(rows, parts)


def both(value: Any) -> Any:
    """A pack says everything in two languages: what a company wrote in one of them stands for both."""
    if isinstance(value, dict):
        if value and value.keys() <= {"zh", "en"}:
            text = value.get("zh") or value.get("en")
            return {language: value.get(language) or text for language in ("zh", "en")}
        return {key: both(one) for key, one in value.items()}
    return [both(one) for one in value] if isinstance(value, list) else value
