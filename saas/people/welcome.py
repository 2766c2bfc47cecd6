"""The way in after a session began: its cookie, and the visitor's dropped."""

from __future__ import annotations

from saas.people.sessions import LIFETIME
from saas.shield import Shield
from saas.visit import Visit
from saas.web import Go


def welcome(visit: Visit, token: str, to: str) -> Go:
    """Redirect to `to` with the cookie of the new session."""
    shield: Shield = visit.request.app.state.shield
    cookie = shield.cookie(shield.session_cookie, token, int(LIFETIME.total_seconds()))
    return Go(to, cookies=(cookie,), drop=(shield.visitor_cookie,))


def session_token(visit: Visit) -> str:
    """The token this browser sent; empty where nobody is signed in."""
    shield: Shield = visit.request.app.state.shield
    return visit.request.cookies.get(shield.session_cookie, "")
