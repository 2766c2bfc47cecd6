"""Short lists whose rows go through the verb that the page uses: first on trial, and only when decided for good.

The trial is the verb itself behind a savepoint, so the dry run refuses exactly what the page would refuse, and a row
may build on one above it in the same file.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any, Protocol
from uuid import UUID

from saas.calendar import business_date
from saas.refusals import Refused
from saas.sheets.reads import company
from saas.sheets.registry import Change, Column, Problem, Progress, Row, Sheet, Verdict
from saas.words import N_
from tenants import current, db

MOST = 1_000
TWICE = N_("同一项在文件里出现了两次。")
TOO_MANY = N_("这张表一次最多 %(most)s 行。")


class Write(Protocol):
    """Make the row (`was` None) or change it: `fields` as a form would send them, with the edition that was read."""

    async def __call__(self, was: Row | None, fields: dict[str, str], *, by: UUID, now: datetime, today: date) -> object: ...


@dataclass(frozen=True)
class Small:
    """A list by its `keys`. `rows()` also gives `id` and `edition`; what a file leaves out is left alone."""

    columns: Sequence[Column]
    rows: Callable[[], Awaitable[list[Row]]]
    write: Write
    keys: Sequence[str] = ("code",)

    async def plan(self, given: list[Row], today: date) -> list[Change]:
        known = {self._key(row): row for row in await self.rows()}
        trial = _Trial(self, await _anybody(), today)
        seen: set[tuple[Any, ...]] = set()
        found = []
        await db().execute("savepoint trial")
        try:
            for number, row in enumerate(given):
                key = self._key(row)
                told = TOO_MANY if number >= MOST else TWICE if key in seen else ""
                seen.add(key)
                found.append(_refused(self, row, told) if told else await trial(row, known.get(key)))
        finally:
            await db().execute("rollback to savepoint trial")
        return found

    async def apply(self, changes: list[Change], *, by: UUID, now: datetime, progress: Progress) -> str | None:
        _, zone = await company()
        known = {self._key(row): row for row in await self.rows()}
        for number, change in enumerate(changes, 1):
            was = known.get(tuple(change.target["key"]))
            await self.write(was, change.target["fields"], by=by, now=now, today=business_date(now, zone))
            await progress(number)
        return None

    def sheet(self, key: str, title: str, *, permit: str, back: str) -> Sheet:
        """The list as the registry takes it."""
        return Sheet(
            key, title, permit=permit, columns=self.columns, export=self.rows, plan=self.plan, apply=self.apply, back=back
        )

    def name(self, row: Row) -> str:
        return " · ".join(_said(row.get(key)) for key in self.keys)

    def _key(self, row: Row) -> tuple[Any, ...]:
        return tuple(_said(row.get(key)) for key in self.keys)

    def change(self, row: Row, was: Row | None) -> Change:
        """What the row asks for, before anybody said whether it may be."""
        names = [column.key for column in self.columns if not column.told]
        wanted = {name: row[name] if name in row else (was or {}).get(name) for name in names}
        before = {name: _said((was or {}).get(name)) for name in names}
        after = {name: _said(value) for name, value in wanted.items()}
        flags = {column.key for column in self.columns if column.kind == "flag"}
        differs: dict[str, tuple[Any, Any]] = {
            name: (bool(before[name]), bool(after[name])) if name in flags else (before[name] or None, after[name] or None)
            for name in names if before[name] != after[name]
        }  # fmt: skip
        fields = after | {"edition": str((was or {}).get("edition") or 0)}
        target = {"key": list(self._key(row)), "fields": fields}
        verdict: Verdict = "add" if was is None else "change" if differs else "same"
        return Change(row["_row"], verdict, self.name(row), differs, target=target)


@dataclass(frozen=True)
class _Trial:
    small: Small
    by: UUID
    today: date

    async def __call__(self, row: Row, was: Row | None) -> Change:
        change = self.small.change(row, was)
        if change.verdict == "same":
            return change
        await db().execute("savepoint trial_row")
        try:
            noon = datetime.combine(self.today, time(12), UTC)
            await self.small.write(was, change.target["fields"], by=self.by, now=noon, today=self.today)
        except Refused as refused:
            await db().execute("rollback to savepoint trial_row")
            return Change(row["_row"], "refuse", change.key, problems=_problems(self.small, refused))
        await db().execute("release savepoint trial_row")
        return change


def _problems(small: Small, refused: Refused) -> list[Problem]:
    columns = {column.key for column in small.columns}
    said = [
        Problem(one.field if one.field in columns else "", one.message, {name: str(value) for name, value in one.params.items()})
        for one in refused.problems
    ]
    return said or [Problem("", refused.message, {name: str(value) for name, value in refused.params.items()})]


def _refused(small: Small, row: Row, message: str) -> Change:
    problem = Problem(small.columns[0].key, message, {"most": MOST} if message == TOO_MANY else {})
    return Change(row["_row"], "refuse", small.name(row), problems=[problem])


def _said(value: Any) -> str:
    """A cell as a form would send it."""
    if isinstance(value, bool):
        return "on" if value else ""
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return "" if value is None else str(value)


async def _anybody() -> UUID:
    """A trial is undone with whoever's name stands on it."""
    found: UUID = await db().fetchval("select id from memberships where tenant_id = $1 order by id limit 1", current())
    return found
