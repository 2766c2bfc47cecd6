"""What may lie ahead: a unit moved or merged, a post moved. The verb of each, and the statements on the tables of both."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from saas.org.held import HeldPost, HeldUnit, hold_post, hold_unit
from saas.org.merge_unit import merge_unit
from saas.org.move_post import move_post
from saas.org.move_unit import move_unit
from saas.words import N_

Does = Literal["move", "merge", "post"]
Noun = Literal["unit", "post"]

OPEN = "done_at is null and withdrawn_at is null and refused_at is null"
VERBS = {"merge": merge_unit, "move": move_unit, "post": move_post}
HOLD: dict[Noun, Callable[[UUID], Awaitable[HeldUnit | HeldPost]]] = {"unit": hold_unit, "post": hold_post}


@dataclass(frozen=True)
class Way:
    """How one of them is arranged: `field` names the target in its form, `told` in its history."""

    noun: Noun
    field: str
    told: str
    here: str  # what is said where it stands there already
    twice: str  # and where something was arranged already


UNIT_HERE, UNIT_TWICE = N_("它已经在这个单元之下。"), N_("这个单元已经安排了变动。请先撤回，再安排新的。")
POST_HERE, POST_TWICE = N_("这个岗位已经在这个单元。"), N_("这个岗位已经安排了变动。请先撤回，再安排新的。")
WAYS: dict[Does, Way] = {
    "move": Way("unit", "parent", "ahead_parent", UNIT_HERE, UNIT_TWICE),
    "merge": Way("unit", "into", "ahead_into", UNIT_HERE, UNIT_TWICE),
    "post": Way("post", "unit", "ahead_parent", POST_HERE, POST_TWICE),
}
ARRANGED: dict[Does, str] = {
    "move": """insert into moves_ahead (tenant_id, unit_id, target_id, merges, on_date, planned_by, planned_at)
               values ($1, $2, $3, false, $4, $5, $6) on conflict do nothing returning id""",
    "merge": """insert into moves_ahead (tenant_id, unit_id, target_id, merges, on_date, planned_by, planned_at)
                values ($1, $2, $3, true, $4, $5, $6) on conflict do nothing returning id""",
    "post": """insert into post_moves_ahead (tenant_id, post_id, target_id, on_date, planned_by, planned_at)
               values ($1, $2, $3, $4, $5, $6) on conflict do nothing returning id""",
}
WITHDRAWN: dict[Noun, str] = {
    "unit": """update moves_ahead set withdrawn_by = $3, withdrawn_at = $4 where tenant_id = $1 and id = $2
                  and done_at is null and withdrawn_at is null returning unit_id as moved, refused_at""",
    "post": """update post_moves_ahead set withdrawn_by = $3, withdrawn_at = $4 where tenant_id = $1 and id = $2
                  and done_at is null and withdrawn_at is null returning post_id as moved, refused_at""",
}
KNOWN: dict[Noun, str] = {
    "unit": "select true from moves_ahead where tenant_id = $1 and id = $2",
    "post": "select true from post_moves_ahead where tenant_id = $1 and id = $2",
}
DONE: dict[Noun, str] = {
    "unit": "update moves_ahead set done_at = $3 where tenant_id = $1 and id = $2",
    "post": "update post_moves_ahead set done_at = $3 where tenant_id = $1 and id = $2",
}
REFUSED: dict[Noun, str] = {
    "unit": "update moves_ahead set refused_at = $3, refusal = $4 where tenant_id = $1 and id = $2",
    "post": "update post_moves_ahead set refused_at = $3, refusal = $4 where tenant_id = $1 and id = $2",
}
