"""What lies ahead of a unit, as its page tells it."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec

Text = dict[str, str]


class Ahead(msgspec.Struct, frozen=True):
    """A move or merger that lies ahead: of this unit, of one of its posts, or (`comes`) of another unit or post to it.

    `refusal`: it could not be made.
    """

    id: str
    noun: str
    moved: str
    name: Text
    target: str
    target_name: Text
    merges: bool
    comes: bool
    on_date: date
    by: str
    refusal: dict[str, Any] | None


# Of the unit `u` of a statement with the tenant as $1.
AHEAD = """
(select coalesce(jsonb_agg(jsonb_build_object('id', m.id, 'noun', m.noun, 'moved', m.moved, 'name', m.name, 'target', t.id,
          'target_name', t.name, 'merges', m.merges, 'comes', m.target_id = u.id, 'on_date', m.on_date, 'by', b.name,
          'refusal', m.refusal) order by m.on_date, m.noun desc, m.code), '[]')
   from (select m.id, 'unit' as noun, f.id as moved, f.name, f.code, m.target_id, m.merges, m.on_date, m.planned_by, m.refusal
           from moves_ahead m join units f on f.tenant_id = $1 and f.id = m.unit_id
          where m.tenant_id = $1 and u.id in (m.unit_id, m.target_id) and m.done_at is null and m.withdrawn_at is null
            and (m.refused_at is null or m.unit_id = u.id)
         union all
         select m.id, 'post', f.id, f.name, f.code, m.target_id, false, m.on_date, m.planned_by, m.refusal
           from post_moves_ahead m join posts f on f.tenant_id = $1 and f.id = m.post_id
          where m.tenant_id = $1 and u.id in (f.unit_id, m.target_id) and m.done_at is null and m.withdrawn_at is null
            and (m.refused_at is null or f.unit_id = u.id)) m
   join units t on t.tenant_id = $1 and t.id = m.target_id
   join memberships b on b.tenant_id = $1 and b.id = m.planned_by)"""
