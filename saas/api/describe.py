"""The interface described as OpenAPI 3.1, made from the same table that serves it. Pure."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import msgspec
from msgspec import Struct

from saas.api.limits import REQUESTS
from saas.api.replay import LONGEST
from saas.api.resources import Resource, every
from saas.api.scopes import SCOPES
from saas.problem import KIND, Problem
from saas.words import N_, translator

TITLE = N_("精进接口")
ABOUT = N_("给其他系统用的接口。令牌由管理员在“接口”页生成，只属于一家公司。数字一律是十进制文本，日期为 ISO 格式。")
REFUSALS = {
    400: N_("内容不是有效的 JSON"), 401: N_("没有有效的令牌"), 403: N_("令牌没有这个权限"), 404: N_("没有，或不属于这家公司"),
    409: N_("与现状冲突，没有改动任何内容"), 422: N_("参数不合要求，逐项说明"), 429: N_("请求太频繁"),
}  # fmt: skip
WRITES_ONLY = {400, 409}
REF = "#/components/schemas/{name}"
HEADERS = {
    "RateLimit-Limit": N_("每分钟可请求次数"), "RateLimit-Remaining": N_("本分钟剩余次数"),
    "RateLimit-Reset": N_("几秒后重新计数"),
}  # fmt: skip


@cache
def described(locale: str) -> bytes:
    """The document in one language."""
    say = translator(locale)
    types = [kind for each in every for kind in (each.answer, each.body) if kind] + [Problem]
    _, schemas = msgspec.json.schema_components(types, ref_template=REF)
    paths: dict[str, dict[str, Any]] = {}
    for each in every:
        paths.setdefault(each.address, {})[each.method.lower()] = _operation(each, say)
    return msgspec.json.encode(
        {
            "openapi": "3.1.0",
            "info": {"title": say(TITLE), "version": "1", "description": say(ABOUT)},
            "paths": paths,
            "components": {
                "schemas": schemas,
                "securitySchemes": {"token": {"type": "http", "scheme": "bearer", "description": say(ABOUT)}},
            },
            "security": [{"token": []}],
        }
    )


def _operation(each: Resource, say: Any) -> dict[str, Any]:
    told = {
        "operationId": re.sub(r"\W+", "_", f"{each.method.lower()} {each.path}").strip("_"),
        "summary": say(each.summary),
        "description": f"{each.scope}: {say(SCOPES[each.scope])}",
        "tags": [each.path.split("/")[1]],
        "parameters": [*_path(each), *_query(each.query), *_key(each, say)],
        "responses": {"200": _answer(each, say), **_refusals(each, say)},
    }
    if each.method == "GET":
        told["responses"]["304"] = {"description": say(N_("自上次以来没有变化"))}
    if each.body:
        told["requestBody"] = {"required": True, "content": {"application/json": {"schema": _named(each.body)}}}
    return told


def _refusals(each: Resource, say: Any) -> dict[str, Any]:
    content = {KIND: {"schema": _named(Problem)}}
    told = {status: words for status, words in REFUSALS.items() if each.body or status not in WRITES_ONLY}
    return {str(status): {"description": say(words), "content": content} for status, words in told.items()}


def _path(each: Resource) -> list[dict[str, Any]]:
    kinds: dict[str, dict[str, str]] = {"slug": {"type": "string"}}
    return [
        {"name": name, "in": "path", "required": True, "schema": kinds.get(name, {"type": "string", "format": "uuid"})}
        for name in re.findall(r"{(\w+)}", each.address)
    ]


def _query(query: type[Struct]) -> list[dict[str, Any]]:
    (whole,), parts = msgspec.json.schema_components([query], ref_template=REF)
    schema = parts.get(query.__name__, whole)
    asked = schema.get("required", [])
    return [
        {"name": name, "in": "query", "required": name in asked, "schema": _without_null(each)}
        for name, each in schema.get("properties", {}).items()
    ]


def _without_null(schema: dict[str, Any]) -> dict[str, Any]:
    """A parameter of an address is there or not; it is never null."""
    kinds = [each for each in schema.get("anyOf", ()) if each != {"type": "null"}]
    return kinds[0] if len(kinds) == 1 else {name: value for name, value in schema.items() if value is not None}


def _key(each: Resource, say: Any) -> list[dict[str, Any]]:
    if each.body is None or not each.keeps:
        return []
    words = say(N_("每次新的写入换一个；24 小时内用同一个重发，得到同样的回答，不会写两次"))
    schema = {"type": "string", "minLength": 1, "maxLength": LONGEST}
    return [{"name": "Idempotency-Key", "in": "header", "required": True, "description": words, "schema": schema}]


def _answer(each: Resource, say: Any) -> dict[str, Any]:
    pace = {"type": "integer", "maximum": REQUESTS}
    headers = {name: {"description": say(words), "schema": pace} for name, words in HEADERS.items()}
    content = {"application/json": {"schema": _named(each.answer)}}
    return {"description": say(each.summary), "headers": headers, "content": content}


def _named(kind: Any) -> dict[str, Any]:
    (schema,), _ = msgspec.json.schema_components([kind], ref_template=REF)
    return schema


