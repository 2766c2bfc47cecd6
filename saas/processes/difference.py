"""What differs between two versions of a process, activity by activity. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from saas.processes.flow import Activity
from saas.processes.form import TITLES, told_of


@dataclass(frozen=True)
class Changed:
    """An activity that came, went or differs; `fields` are (title as msgid, before, after)."""

    how: Literal["added", "removed", "changed"]
    code: str
    name: Mapping[str, str]
    fields: tuple[tuple[str, str, str], ...] = ()


def difference(before: Sequence[Activity], after: Sequence[Activity]) -> list[Changed]:
    """In the order of the new version; what was removed stands last."""
    old, new = {each.code: each for each in before}, {each.code: each for each in after}
    found = [changed for code in new if (changed := _one(old.get(code), new[code]))]
    return found + [Changed("removed", code, each.name) for code, each in old.items() if code not in new]


def _one(old: Activity | None, new: Activity) -> Changed | None:
    if old is None:
        return Changed("added", new.code, new.name)
    was, now = told_of(old), told_of(new)
    fields = tuple((TITLES[key], was[key], now[key]) for key in now if was[key] != now[key])
    return Changed("changed", new.code, new.name, fields) if fields else None
