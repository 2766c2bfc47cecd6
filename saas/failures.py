"""What happens when no handler answers: unknown addresses, oversized bodies, and faults of ours."""

from __future__ import annotations

import logging
import secrets
from typing import Any

import asyncpg
from litestar import Request
from litestar.exceptions import HTTPException

from saas.problem import BELOW, problem
from saas.refusals import Refused, not_found
from saas.render import refusal, respond
from saas.reply import Reply
from saas.visit import Visit
from saas.web import locale_of
from saas.words import N_

log = logging.getLogger("jingjin.web")
# NUL in a field, or \u0000 in JSON: nobody types it.
UNKEPT = (asyncpg.CharacterNotInRepertoireError, asyncpg.UntranslatableCharacterError)
# The database is away or starting: nothing was kept, and the same request may be sent again.
AWAY = (
    OSError, asyncpg.PostgresConnectionError, asyncpg.InterfaceError, asyncpg.CannotConnectNowError,
    asyncpg.TooManyConnectionsError, asyncpg.AdminShutdownError, asyncpg.CrashShutdownError, asyncpg.InternalClientError,
    asyncpg.DeadlockDetectedError,
)  # fmt: skip
SENTENCES = {
    400: N_("请求的格式不对，没有改动任何内容。"),
    405: N_("这个地址不支持这种操作。"),
    413: N_("内容太大，没有保存。请缩小后再试。"),
    503: N_("系统正忙，请稍后再试。内容没有丢失。"),
}


def on_http(request: Request[Any, Any, Any], fault: HTTPException) -> Reply:
    """Litestar's own refusals in our words; an unknown address looks just like a foreign one."""
    status = fault.status_code
    if status == 404:  # noqa: PLR2004
        return _show(request, not_found())
    return _show(request, Refused(status, SENTENCES.get(status, SENTENCES[400])))


def on_fault(request: Request[Any, Any, Any], fault: Exception) -> Reply:
    """A fault of ours: logged whole, shown calmly, nothing committed. Text that no database keeps is the sender's."""
    if isinstance(fault, UNKEPT):
        return _show(request, Refused(400, SENTENCES[400]))
    if isinstance(fault, AWAY):
        log.warning("the database does not answer: %s at %s", type(fault).__name__, request.url.path)
        return _show(request, Refused(503, SENTENCES[503]))
    log.exception("fault at %s %s", request.method, request.url.path, exc_info=fault)  # noqa: LOG004 – litestar caught it
    return _show(request, Refused(500, N_("系统出错了，这一步没有保存。请再试一次；若仍不行，请告诉管理员。")))


def _show(request: Request[Any, Any, Any], refused: Refused) -> Reply:
    locale = locale_of(request, None)
    if request.url.path.startswith(BELOW):
        return problem(refused, locale)
    visit = Visit(
        request=request, now=request.app.state.clock(), locale=locale,
        nonce=secrets.token_urlsafe(16), csrf="", path=request.url.path,
    )  # fmt: skip
    return respond(visit, refusal(visit, refused))
