"""What a handler returns, and how it is sent: page or fragment, redirect, JSON, file."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

import msgspec
from litestar import Response
from litestar.datastructures import Cookie

from saas.refusals import Refused
from saas.shield import headers
from saas.visit import Visit
from saas.words import environment, translator


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


def respond(visit: Visit, answer: Any) -> Response[Any]:
    """Build the response; runs after COMMIT."""
    safe = headers(visit.nonce)
    if isinstance(answer, View):
        return _view(visit, answer, safe)
    if isinstance(answer, Data):
        return Response(msgspec.json.encode(answer.body), status_code=answer.status, media_type="application/json", headers=safe)
    if isinstance(answer, File):
        return _file(answer, safe)
    return _go(visit, answer, safe)


def _view(visit: Visit, view: View, safe: dict[str, str]) -> Response[Any]:
    template = view.part if view.part and visit.fragment else view.template
    html = environment(visit.locale).get_template(template).render(visit=visit, **view.values)
    if view.toast:
        words = translator(visit.locale)(view.toast)
        # json.dumps, not msgspec: a header carries ASCII only.
        safe["hx-trigger"] = json.dumps({"toast": {"text": words} | ({"undo": view.undo} if view.undo else {})})
    return Response(html, status_code=view.status, media_type="text/html; charset=utf-8", headers=safe)


def _file(file: File, safe: dict[str, str]) -> Response[Any]:
    if file.keep:
        safe["cache-control"] = "private, max-age=86400, immutable"
    if file.name:
        safe["content-disposition"] = f"attachment; filename*=UTF-8''{quote(file.name)}"
    return Response(file.body, media_type=file.media_type, headers=safe)


def _go(visit: Visit, go: Go, safe: dict[str, str]) -> Response[Any]:
    if visit.fragment:
        response: Response[Any] = Response(b"", status_code=200, headers=safe | {"hx-redirect": go.to})
    else:
        response = Response(b"", status_code=303, headers=safe | {"location": go.to})
    for cookie in go.cookies:
        response.set_cookie(cookie)
    for name in go.drop:
        # As it was set: browsers refuse a __Host- cookie without Secure, even to remove it.
        secure = name.startswith("__Host-")
        response.set_cookie(Cookie(name, path="/", value="", max_age=0, secure=secure, httponly=True, samesite="lax"))
    return response


def wants_json(visit: Visit) -> bool:
    """Whether one of our scripts asks."""
    request = visit.request
    return "application/json" in request.headers.get("accept", "") or request.headers.get("content-type", "").startswith(
        "application/json"
    )
