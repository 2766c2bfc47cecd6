"""What a handler returns, and how it is sent: page or fragment, redirect, JSON, file."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

import msgspec
from litestar.datastructures import Cookie

from saas.refusals import Refused
from saas.reply import Reply
from saas.shell import filled
from saas.shield import headers
from saas.visit import Visit
from saas.words import environment, translator

HTML = "text/html; charset=utf-8"
FOR_A_DAY = b"private, max-age=86400, immutable"


@dataclass
class View:
    """A template with its values. `part` is what htmx gets instead of the whole page; `undo` an address to POST to."""

    template: str
    values: dict[str, Any] = field(default_factory=dict)
    part: str | None = None
    status: int = 200
    toast: str | None = None
    undo: str | None = None

    def __init__(
        self, template: str, *, part: str | None = None, status: int = 200, toast: str | None = None,
        undo: str | None = None, **values: Any,
    ) -> None:  # fmt: skip
        self.template, self.part, self.status, self.values = template, part, status, values
        self.toast, self.undo = toast, undo


@dataclass(frozen=True)
class Page:
    """A page that was rendered before, cut where something belongs to one request (saas/shell.py)."""

    pieces: list[bytes]


@dataclass(frozen=True)
class Go:
    """See other: where the browser goes on. With htmx the same as HX-Redirect."""

    to: str
    cookies: tuple[Cookie, ...] = ()
    drop: tuple[str, ...] = ()


@dataclass(frozen=True)
class Data:
    """JSON for our own scripts."""

    body: Any
    status: int = 200


@dataclass(frozen=True)
class File:
    """Bytes of a stored file; `name` makes it a download."""

    body: bytes
    media_type: str
    name: str | None = None
    keep: bool = False


def refusal(visit: Visit, refused: Refused) -> Any:
    """An expected no: JSON for scripts, a fragment for htmx, a calm page for everyone else."""
    say = translator(visit.locale)
    message = say(refused.message, **refused.params)
    problems = [{"field": p.field, "message": say(p.message, **p.params)} for p in refused.problems]
    if wants_json(visit):
        return Data({"message": message, "problems": problems}, refused.status)
    return View(
        "layout/refusal.html", part="layout/_refusal.html", status=refused.status,
        code=refused.status, message=message, problems=problems,
    )  # fmt: skip


def respond(visit: Visit, answer: Any) -> Reply:
    """Build the answer; runs after COMMIT."""
    if isinstance(answer, Page):
        return Reply(filled(answer.pieces, visit), HTML, headers(visit.nonce))
    if isinstance(answer, View):
        return _view(visit, answer)
    if isinstance(answer, Data):
        return Reply(msgspec.json.encode(answer.body), "application/json", headers(visit.nonce), status=answer.status)
    if isinstance(answer, File):
        return _file(visit, answer)
    return _go(visit, answer)


def rendered(visit: Visit, view: View) -> str:
    """The page, or its part for htmx."""
    template = view.part if view.part and visit.fragment else view.template
    return environment(visit.locale).get_template(template).render(visit=visit, **view.values)


def _view(visit: Visit, view: View) -> Reply:
    reply = Reply(rendered(visit, view).encode(), HTML, headers(visit.nonce), status=view.status)
    if view.toast:
        words = translator(visit.locale)(view.toast)
        # json.dumps, not msgspec: a header carries ASCII only.
        told = json.dumps({"toast": {"text": words} | ({"undo": view.undo} if view.undo else {})})
        reply.wire.append((b"hx-trigger", told.encode()))
    return reply


def _file(visit: Visit, file: File) -> Reply:
    reply = Reply(file.body, file.media_type, headers(visit.nonce, FOR_A_DAY if file.keep else b"no-store"))
    if file.name:
        reply.wire.append((b"content-disposition", f"attachment; filename*=UTF-8''{quote(file.name)}".encode()))
    return reply


def _go(visit: Visit, go: Go) -> Reply:
    reply = Reply(b"", "text/plain", headers(visit.nonce), status=200 if visit.fragment else 303)
    reply.wire.append((b"hx-redirect" if visit.fragment else b"location", go.to.encode()))
    for cookie in go.cookies:
        reply.set_cookie(cookie)
    for name in go.drop:
        # As it was set: browsers refuse a __Host- cookie without Secure, even to remove it.
        secure = name.startswith("__Host-")
        reply.set_cookie(Cookie(name, path="/", value="", max_age=0, secure=secure, httponly=True, samesite="lax"))
    return reply


def wants_json(visit: Visit) -> bool:
    """Whether one of our scripts asks."""
    request = visit.request
    return "application/json" in request.headers.get("accept", "") or request.headers.get("content-type", "").startswith(
        "application/json"
    )
