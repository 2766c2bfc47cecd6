"""What a reader's address asks for: whose findings, in which state, of which kind."""

from __future__ import annotations

from saas import forms
from saas.findings.reads import Asked, Whose
from saas.findings.rules import SEVERITIES, SOURCES, WAITING
from saas.values import as_id
from saas.visit import Visit

# word of the filter → (states, merged ones or not)
STATES: dict[str, tuple[tuple[str, ...], bool | None]] = {
    "waiting": (WAITING, None), "open": (("open",), None), "acted": (("acted",), None), "verified": (("verified",), None),
    "withdrawn": (("withdrawn",), False), "merged": (("withdrawn",), True), "all": ((*WAITING, "verified", "withdrawn"), None),
}  # fmt: skip
LONGEST = 60


def asked(visit: Visit) -> Asked:
    """The filter of the address; what it does not know it does not filter by."""
    given = visit.request.query_params
    states, merged = STATES.get(given.get("state", ""), STATES["waiting"])
    severity, source = given.get("severity", ""), given.get("source", "")
    return Asked(
        visit.posts, visit.leads(), visit.member, whose(visit), states, merged, as_id(given.get("unit")),
        severity if severity in SEVERITIES else None, source if source in SOURCES else None,
        given.get("q", "").strip()[:LONGEST].replace("\x00", ""), forms.page_number(visit),
    )  # fmt: skip


def whose(visit: Visit) -> Whose:
    """Those of the lines one leads, unless one asks for one's own; who leads nothing has only these."""
    wish = visit.request.query_params.get("whose")
    if wish == "found":
        return "found"
    return "line" if visit.leads() and wish != "mine" else "mine"
