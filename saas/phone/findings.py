"""Findings as a phone keeps them: the list, what was found at each, and one form to act on whichever is opened."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from saas.visit import Visit
from saas.words import environment, say

PICTURES_MOST = 40


def kept_findings(
    visit: Visit, findings: Sequence[dict[str, Any]], causes: Sequence[tuple[UUID, dict[str, str]]]
) -> tuple[dict[str, Any], list[str]]:  # fmt: skip
    """`findings` the list, `found` each by its id, `acting` the form, `open` how many; and the addresses of their photos."""
    words, address = environment(visit.locale), f"/{visit.tenant.slug}"
    for one in findings:
        one.update(_timed(one, visit.today))
        one["pictures"] = [f"{address}/findings/{one['id']}/photos/{photo}" for photo in one["found"].get("photos") or ()]
    page = words.get_template("phone/_finding.html")
    pictures = [photo for one in findings if one["state"] == "open" for photo in one["pictures"]]
    told = {
        "findings": words.get_template("phone/_findings.html").render(findings=findings, address=address),
        "found": {one["id"]: _one(one, page.render(one=one, zone=visit.tenant.zone), visit.locale) for one in findings},
        "acting": _form(visit, causes) if any(one["state"] == "open" for one in findings) else "",
        "open": len(findings),
    }
    return told, pictures[:PICTURES_MOST]


def _timed(one: dict[str, Any], today: date) -> dict[str, Any]:
    due = date.fromisoformat(one["due_on"])
    return {"due": due, "late": due < today, "at": datetime.fromisoformat(one["found_at"])}


def _one(one: dict[str, Any], html: str, locale: str) -> dict[str, Any]:
    explained = one["explained"] or {}
    return {
        "html": html, "title": f"{one['number']} · {say(one['title'], locale=locale)}", "action": one["planned"] or "",
        "whys": explained.get("whys") or [], "category": explained.get("category") or "",
    }  # fmt: skip


def _form(visit: Visit, causes: Sequence[tuple[UUID, dict[str, str]]]) -> str:
    """Without a finding yet: its id, its plan and what was explained before are filled in on the phone."""
    around = SimpleNamespace(causes=causes, explained=None, planned=None)
    form = environment(visit.locale).get_template("phone/_acting.html")
    return form.render(visit=visit, around=around, slug=visit.tenant.slug)
