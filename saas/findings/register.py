"""Findings follow the answers of a check: failed points open them, corrected ones withdraw them."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from saas import trail
from saas.findings.gate import hold_check, unregistered
from saas.findings.mergers import undo
from saas.findings.open_one import Found, open_one
from saas.findings.rules import severity
from tenants import current, db


async def register(check: UUID, *, now: datetime) -> list[UUID]:
    """Bring the findings of a check in line with its answers; returns the new ones. Safe to run again.

    One finding a failed point and due check: what was filled again takes over the findings of before.
    Responsible is the post that the detail names nearest up the line, else the post of the check.
    """
    held = await hold_check(check)
    if held is None or held["state"] == "replaced":
        return []
    if held["revision"] > 1:
        await _take_over(check, held)
    await _withdraw_mended(check, now)
    await _revive(check, now)
    fresh = await unregistered(check)
    return [await _open(check, row, now) for row in fresh]


async def _take_over(check: UUID, held: Any) -> None:
    await db().execute(
        """update findings f set check_id = $2 from checks old
            where old.tenant_id = $1 and old.due_id = $3 and old.revision < $4
              and f.tenant_id = $1 and f.check_id = old.id""",
        current(), check, held["due_id"], held["revision"],
    )  # fmt: skip


async def _withdraw_mended(check: UUID, now: datetime) -> None:
    """A leader's correction ends any finding still being worked on; a new answer one nobody acted on yet."""
    rows = await db().fetch(
        """update findings f set state = 'withdrawn', closed_at = $3, waiting_since = $3
             from answers a
             left join lateral (select k.membership_id, k.reason from corrections k
                                 where k.tenant_id = $1 and k.check_id = $2 and k.point_id = a.point_id
                                 order by k.number desc limit 1) k on true
             join checks c on c.tenant_id = $1 and c.id = $2
            where f.tenant_id = $1 and f.check_id = $2 and a.tenant_id = $1 and a.check_id = $2
              and a.point_id = f.point_id and a.verdict_now <> 'fail'
              and (f.state = 'open' or (f.state = 'acted' and a.verdict = 'fail'))
           returning f.id, coalesce(k.membership_id, c.membership_id) as by, k.reason""",
        current(), check, now,
    )  # fmt: skip
    for row in rows:
        await trail.record("withdraw", "finding", row["id"], by=row["by"], now=now, why=row["reason"])
    # What had gone into one that turned out to be none stands by itself again.
    await undo(into=[row["id"] for row in rows], by=None, now=now)


async def _revive(check: UUID, now: datetime) -> None:
    """Corrected back: the withdrawn finding goes on."""
    rows = await db().fetch(
        """update findings f set state = 'open', closed_at = null, waiting_since = $3
             from answers a
            where f.tenant_id = $1 and f.check_id = $2 and f.state = 'withdrawn' and f.merged_id is null
              and a.tenant_id = $1 and a.check_id = $2 and a.point_id = f.point_id and a.verdict_now = 'fail'
           returning f.id""",
        current(), check, now,
    )  # fmt: skip
    for row in rows:
        await trail.record("revive", "finding", row["id"], by=None, now=now)


async def _open(check: UUID, row: Any, now: datetime) -> UUID:
    found = Found(
        source=row["source"], severity=severity(veto=row["veto"], weight=row["weight"]), title=row["title"], unit=row["unit_id"],
        found_at=row["found_at"], found_by=row["found_by"], post=row["post_id"], object=row["object_id"],
        detail=row["detail_code"], subject=row["detail_code"] or f"point:{row['code']}", check=check, point=row["point_id"],
        found_on=row["found_on"], told=_told(row), photos=row["photos"] or (),
        note=(row["note"] if row["source"] == "self" else row["correction"]) or "",
    )  # fmt: skip
    return (await open_one(found, now=now)).id


def _told(row: Any) -> dict[str, Any]:
    """What was found, in the terms of the point; figures as text, so that they stay exact."""
    became = row["became"] or {}
    number = became.get("number", None if row["number"] is None else f"{row['number']:f}")
    key = became.get("choice", row["choice"])
    book = None if row["book"] is None else f"{row['book']:f}"
    chosen = next((option["text"] for option in row["options"] or () if option["key"] == key), None)
    if row["kind"] == "scan":
        code = became.get("code", row["choice"])
        chosen = {"zh": code, "en": code}
    return {"kind": row["kind"], "number": number, "choice": chosen, "book": book, "uom": row["uom"], "limits": row["limits"]}
