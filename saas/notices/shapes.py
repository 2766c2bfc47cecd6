r"""How a notice is said to each kind of endpoint, and how it is signed. Pure.

wecom     群机器人: the key stands in the address; markdown.
dingtalk  自定义机器人, signed: timestamp (ms) and Base64(HMAC-SHA256(secret, "timestamp\nsecret")) in the address.
feishu    自定义机器人, signed: timestamp (s) and Base64(HMAC-SHA256("timestamp\nsecret", "")) in the body.
json      Standard Webhooks: id, timestamp and signature in headers, "v1," + Base64(HMAC-SHA256(key, "id.timestamp.body")).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import quote_plus

import msgspec

from saas.words import N_

SHAPES = {
    "wecom": N_("企业微信群机器人"), "dingtalk": N_("钉钉自定义机器人"), "feishu": N_("飞书自定义机器人"),
    "json": N_("通用 JSON"),
}  # fmt: skip
PREFIX = "whsec_"
OK = range(200, 300)


@dataclass(frozen=True)
class Said:
    """What is to be told: `id` is the same for every try of one delivery."""

    id: str
    kind: str
    title: str
    text: str
    link: str
    company: str
    at: datetime
    noun: str = ""


@dataclass(frozen=True)
class Request:
    url: str
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)


def request(shape: str, url: str, secret: str | None, said: Said, now: datetime) -> Request:
    """The request that tells it, signed as of `now`."""
    if shape == "dingtalk":
        return _dingtalk(url, secret, said, now)
    if shape == "feishu":
        return _feishu(url, secret, said, now)
    if shape == "json":
        return _json(url, secret or "", said, now)
    text = f"**{_bare(said.title)}**\n{_bare(said.text)}\n[{_bare(said.company)}]({said.link})"
    return Request(url, _body({"msgtype": "markdown", "markdown": {"content": text}}))


def taken(shape: str, status: int, body: bytes) -> bool:
    """Whether the endpoint took it: robots answer 200 to everything and say in the body how it went."""
    if status not in OK:
        return False
    if shape == "json":
        return True
    try:
        told = msgspec.json.decode(body)
    except msgspec.DecodeError:
        return False
    if not isinstance(told, dict):
        return False
    code = told.get("code", told.get("StatusCode")) if shape == "feishu" else told.get("errcode")
    return code == 0


def dingtalk_sign(secret: str, milliseconds: int) -> str:
    return _mac(secret.encode(), f"{milliseconds}\n{secret}".encode())


def feishu_sign(secret: str, seconds: int) -> str:
    return _mac(f"{seconds}\n{secret}".encode(), b"")


def webhook_sign(secret: str, id: str, seconds: int, body: bytes) -> str:  # noqa: A002 - the standard's word
    """The key is the Base64 behind `whsec_`; a secret of another form is taken as it is."""
    key = base64.b64decode(secret[len(PREFIX) :]) if secret.startswith(PREFIX) else secret.encode()
    return "v1," + _mac(key, f"{id}.{seconds}.".encode() + body)


def _dingtalk(url: str, secret: str | None, said: Said, now: datetime) -> Request:
    text = f"#### {_bare(said.title)}\n\n{_bare(said.text)}\n\n[{_bare(said.company)}]({said.link})"
    body = _body({"msgtype": "markdown", "markdown": {"title": said.title, "text": text}})
    if secret:
        at = int(now.timestamp() * 1000)
        url += f"{'&' if '?' in url else '?'}timestamp={at}&sign={quote_plus(dingtalk_sign(secret, at))}"
    return Request(url, body)


def _feishu(url: str, secret: str | None, said: Said, now: datetime) -> Request:
    lines = [[{"tag": "text", "text": said.text}], [{"tag": "a", "text": said.company, "href": said.link}]]
    content = {"zh_cn": {"title": said.title, "content": lines}}
    body: dict[str, Any] = {"msg_type": "post", "content": {"post": content}}
    if secret:
        at = int(now.timestamp())
        body |= {"timestamp": str(at), "sign": feishu_sign(secret, at)}
    return Request(url, _body(body))


def _json(url: str, secret: str, said: Said, now: datetime) -> Request:
    data = {"id": said.noun, "title": said.title, "text": said.text, "link": said.link, "company": said.company}
    body = _body({"type": said.kind, "timestamp": said.at.isoformat(), "data": data})
    seconds = int(now.timestamp())
    signed = {"webhook-id": said.id, "webhook-timestamp": str(seconds)}
    return Request(url, body, signed | {"webhook-signature": webhook_sign(secret, said.id, seconds, body)})


def _mac(key: bytes, text: bytes) -> str:
    return base64.b64encode(hmac.new(key, text, hashlib.sha256).digest()).decode()


def _body(told: dict[str, Any]) -> bytes:
    return msgspec.json.encode(told)


def _bare(text: str) -> str:
    """Without what a robot takes for a link, a call to everybody or markup."""
    return text.translate(str.maketrans("[]<>@*#`", "［］＜＞＠＊＃｀"))
