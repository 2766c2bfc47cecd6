"""Add an endpoint of another system, or change it."""

from __future__ import annotations

import base64
import binascii
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from saas import trail
from saas.notices.addresses import host_and_port
from saas.notices.kinds import KINDS
from saas.notices.seal import seal
from saas.notices.shapes import PREFIX, SHAPES
from saas.org.given import Given
from saas.refusals import Refused, not_found
from saas.revisions import revise, titles
from saas.values import as_id
from saas.words import LOCALES, N_
from tenants import current, db

NAME_LONGEST, SECRET_LONGEST, KEY_BYTES = 60, 200, 24
NOUN = "endpoint"
titles(
    NOUN,
    {
        "name": N_("名称"), "shape": N_("发到哪里"), "host": N_("地址"), "signed": N_("签名密钥"), "kinds": N_("哪些事项"),
        "unit": N_("哪个单元"), "locale": N_("语言"),
    },
    word=N_("消息接收端"), values={"shape": SHAPES, "kinds": {name: kind.title for name, kind in KINDS.items()}},
)  # fmt: skip


@dataclass(frozen=True)
class Kept:
    """The endpoint; `secret` only where the house has made it just now, to be shown this once."""

    id: UUID
    secret: str | None = None


async def keep_endpoint(
    endpoint: UUID | None, given: Given, kinds: Sequence[str], *, key: bytes, allowed: frozenset[str], by: UUID, now: datetime
) -> Kept:  # fmt: skip
    """An address or secret that is left empty stays what it was. Raises 404, 409 Stale, 422 at the fields."""
    was = await _was(endpoint)
    kept = await _read(given, kinds, was)
    address, secret, made = given.text("address"), given.text("secret"), None
    _require(given, kept["shape"], address, secret, allowed, new=was is None)
    given.done()
    if kept["shape"] == "json" and not secret and (was is None or was["secret"] is None):
        secret = made = PREFIX + base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()
    thing = endpoint or uuid4()
    sealed = {"tenant": current(), "thing": thing}
    kept |= _place(address, allowed) if address else {"host": was["host"], "hint": was["hint"]}
    kept["address"] = seal(key, address, **sealed) if address else was["address"]
    kept["secret"] = seal(key, secret, **sealed) if secret else was and was["secret"]
    await revise(NOUN, thing, given.edition() if was else 0, told(kept), by=by, now=now, before=told(was) if was else None)
    await _write(thing, kept, new=was is None)
    await trail.record("set", NOUN, thing, by=by, now=now, host=kept["host"])
    return Kept(thing, made)


def told(kept: Any) -> dict[str, Any]:
    """An endpoint as its history knows it: never its address or secret."""
    return {
        "name": kept["name"], "shape": kept["shape"], "host": f"{kept['host']} …{kept['hint']}",
        "signed": "✓" if kept["secret"] else "", "kinds": list(kept["kinds"]), "unit": kept["unit"], "locale": kept["locale"],
    }  # fmt: skip


async def _was(endpoint: UUID | None) -> Any:
    if endpoint is None:
        return None
    row = await db().fetchrow(
        """select e.*, u.code as unit from endpoints e left join units u on u.tenant_id = $1 and u.id = e.unit_id
            where e.tenant_id = $1 and e.id = $2 and e.closed_at is null for update of e""",
        current(), endpoint,
    )  # fmt: skip
    if row is None:
        raise not_found()
    return row


async def _read(given: Given, kinds: Sequence[str], was: Any) -> dict[str, Any]:
    name, shape, locale = given.text("name"), given.text("shape"), given.text("locale")
    if not name or len(name) > NAME_LONGEST or not name.isprintable():
        given.wrong("name", N_("请填写名称，最多 %(longest)s 字。"), longest=NAME_LONGEST)
    for field, said, known in (("shape", shape, SHAPES), ("locale", locale, LOCALES)):
        if said not in known:
            given.wrong(field, N_("请从列表里选择。"))
    if not kinds or set(kinds) - set(KINDS):
        given.wrong("kinds", N_("请至少选一项。"))
    unit = None
    if given.text("unit"):
        asked = as_id(given.text("unit"))
        unit = asked and await db().fetchrow("select id, code from units where tenant_id = $1 and id = $2", current(), asked)
        if not unit:
            given.wrong("unit", N_("请从列表里选择。"))
    return {
        "name": name, "shape": was["shape"] if was else shape, "locale": locale, "kinds": [k for k in KINDS if k in kinds],
        "unit_id": unit["id"] if unit else None, "unit": unit["code"] if unit else None,
    }  # fmt: skip


def _require(given: Given, shape: str, address: str, secret: str, allowed: frozenset[str], *, new: bool) -> None:
    if address or new:
        try:
            host_and_port(address, allowed)
        except Refused as refused:
            given.problems += refused.problems
    if len(secret) > SECRET_LONGEST or not secret.isascii() or not secret.isprintable():
        given.wrong("secret", N_("密钥只含字母、数字和符号，最多 %(longest)s 位。"), longest=SECRET_LONGEST)
    elif shape == "json" and secret.startswith(PREFIX) and not _base64(secret[len(PREFIX) :]):
        given.wrong("secret", N_("whsec_ 后面应是 Base64。"))


def _base64(text: str) -> bool:
    try:
        return bool(base64.b64decode(text, validate=True))
    except binascii.Error:
        return False


def _place(address: str, allowed: frozenset[str]) -> dict[str, str]:
    return {"host": host_and_port(address, allowed)[0], "hint": address[-4:]}


async def _write(thing: UUID, kept: dict[str, Any], *, new: bool) -> None:
    values = [kept[name] for name in ("name", "shape", "address", "host", "hint", "secret", "kinds", "unit_id", "locale")]
    if new:
        await db().execute(
            """insert into endpoints (tenant_id, id, name, shape, address, host, hint, secret, kinds, unit_id, locale)
               values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)""",
            current(), thing, *values,
        )  # fmt: skip
    else:
        await db().execute(
            """update endpoints set name = $3, shape = $4, address = $5, host = $6, hint = $7, secret = $8, kinds = $9,
                      unit_id = $10, locale = $11 where tenant_id = $1 and id = $2""",
            current(), thing, *values,
        )  # fmt: skip
