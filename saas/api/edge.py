"""The edge of the interface: token → company → scope → pace → what was given → inside(tenant) → handler → COMMIT → JSON."""

from __future__ import annotations

import hashlib
import re
from typing import Any
from uuid import UUID

import msgspec
from litestar import HttpMethod, Request
from litestar.handlers import HTTPRouteHandler

from saas.api import limits
from saas.api.admit import admit
from saas.api.describe import described
from saas.api.replay import replay
from saas.api.resources import Call, Resource, every
from saas.calendar import business_date
from saas.problem import PLAIN, problem
from saas.refusals import Refused, not_found
from saas.reply import Header, Reply
from saas.web import locale_of
from saas.words import N_
from tenants import inside

LARGEST = 1_000_000
JSON = "application/json"
PLACE = re.compile(r" - at `([^`]*)`$")
encode = msgspec.json.Encoder(decimal_format="string").encode


def handlers() -> list[HTTPRouteHandler]:
    """The addresses of the interface as litestar knows them, with the description of all of them."""
    return [_handler(resource) for resource in every] + [_description()]


def _handler(resource: Resource) -> HTTPRouteHandler:
    async def answer(request: Request) -> Reply:  # type: ignore[type-arg]
        locale = locale_of(request, None)
        headers: list[Header] = []
        try:
            return await _serve(resource, request, locale, headers)
        except Refused as refused:
            reply = problem(refused, locale)
            reply.wire += headers
            return reply

    typed = re.sub(r"{(\w+)}", r"{\1:str}", resource.address)
    build = HTTPRouteHandler(
        typed, http_method=[HttpMethod(resource.method)], status_code=200, name=f"{resource.method} {resource.address}",
        request_max_body_size=LARGEST, include_in_schema=False,
    )  # fmt: skip
    return build(answer)


async def _serve(resource: Resource, request: Request[Any, Any, Any], locale: str, headers: list[Header]) -> Reply:
    now = request.app.state.clock()
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    caller = await admit(token.strip() if scheme.lower() == "bearer" else None, request.path_params["slug"], now=now)
    headers += limits.told(caller.requests, now)
    if limits.over(caller.requests):
        raise Refused(429, N_("请求太频繁，请在 %(seconds)s 秒后再试。"), seconds=limits.A_MINUTE - now.second)
    if resource.scope not in caller.scopes:
        raise Refused(403, N_("这个令牌没有 %(scope)s 权限。"), scope=resource.scope)
    ids, query = _ids(request), _query(resource, request)
    raw = await request.body() if resource.body else b""
    call = Call(caller.tenant, caller.token, caller.by, now, business_date(now, caller.zone), locale, query, _body(resource, raw))
    async with inside(caller.tenant):
        body, before = await _done(resource, call, ids, request, raw)
    return _reply(request, body, headers + ([(b"idempotent-replayed", b"true")] if before else []), locale)


async def _done(
    resource: Resource, call: Call, ids: dict[str, UUID], request: Request[Any, Any, Any], raw: bytes
) -> tuple[bytes, bool]:
    """The answer, and whether it was given before."""

    async def work() -> bytes:
        return encode(await resource.handler(call, **ids))

    if resource.method == "GET" or not resource.keeps:
        return await work(), False
    asked = b"\0".join([resource.method.encode(), request.url.path.encode(), raw])
    return await replay(request.headers.get("idempotency-key"), asked, work, token=call.token, now=call.now)


def _reply(request: Request[Any, Any, Any], body: bytes, headers: list[Header], locale: str) -> Reply:
    """With a tag, so that what has not changed is not sent again."""
    tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    said = [(b"etag", tag.encode()), (b"cache-control", b"private, no-cache"), (b"content-language", locale.encode())]
    rest = [*PLAIN[1:], *headers, *said]
    if request.method == "GET" and tag in request.headers.get("if-none-match", ""):
        return Reply(b"", JSON, rest, status=304)
    return Reply(body, JSON, rest)


def _ids(request: Request[Any, Any, Any]) -> dict[str, UUID]:
    try:
        return {name: UUID(text) for name, text in request.path_params.items() if name != "slug"}
    except ValueError:
        raise not_found() from None


def _query(resource: Resource, request: Request[Any, Any, Any]) -> Any:
    try:
        return msgspec.convert(dict(request.query_params.items()), resource.query, strict=False)
    except msgspec.ValidationError as fault:
        raise _misfit(str(fault)) from None


def _body(resource: Resource, raw: bytes) -> Any:
    if resource.body is None:
        return None
    try:
        return msgspec.convert(_whole(msgspec.json.decode(raw)), resource.body)
    except msgspec.ValidationError as fault:
        raise _misfit(str(fault)) from None
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise Refused(400, N_("内容不是有效的 JSON。")) from None


def _whole(given: Any) -> Any:
    """JSON knows one kind of number: 2.0 is the whole number 2."""
    if isinstance(given, dict):
        return {name: _whole(value) for name, value in given.items()}
    return int(given) if hasattr(given, "is_integer") and given.is_integer() else given


def _misfit(said: str) -> Refused:
    """The field that does not fit, from the sentence of the decoder."""
    at = PLACE.search(said)
    place = at[1].removeprefix("$").lstrip(".") if at else ""
    named = re.search(r"field `([^`]+)`", said)
    if named and named[1] not in place:
        place = f"{place}.{named[1]}".lstrip(".")
    unknown = said.startswith("Object contains unknown field")
    sentence = N_("没有这个参数。可用的参数见接口说明。") if unknown else N_("缺少这个参数，或者它的值不合要求。要求见接口说明。")
    return Refused(422, sentence, field=place or "body")


def _description() -> HTTPRouteHandler:
    async def answer(request: Request) -> Reply:  # type: ignore[type-arg]
        return _reply(request, described(locale_of(request, None)), [], locale_of(request, None))

    at = "/api/v1/openapi.json"
    build = HTTPRouteHandler(at, http_method=[HttpMethod.GET], status_code=200, name=f"GET {at}", include_in_schema=False)
    return build(answer)


