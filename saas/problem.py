"""A refusal for other systems: application/problem+json (RFC 9457), with the place of every fault of the input."""

from __future__ import annotations

import msgspec

from saas.refusals import Refused
from saas.reply import Header, Reply
from saas.shield import STRICT
from saas.words import translator

KIND = "application/problem+json"
BELOW = "/api/"  # the addresses that are answered so
PLAIN: list[Header] = [(b"cache-control", b"no-store"), (b"content-security-policy", b"default-src 'none'"), *STRICT]


class Fault(msgspec.Struct, frozen=True):
    """One fault of the input and the place it stands at."""

    field: str
    message: str


class Problem(msgspec.Struct, frozen=True, omit_defaults=True):
    """What was refused and why, in the language that was asked for."""

    title: str
    status: int
    errors: list[Fault] = []


def problem(refused: Refused, locale: str) -> Reply:
    """The refusal as the other system reads it."""
    say = translator(locale)
    told = Problem(
        say(refused.message, **refused.params), refused.status,
        [Fault(each.field, say(each.message, **each.params)) for each in refused.problems],
    )  # fmt: skip
    reply = Reply(msgspec.json.encode(told), KIND, [*PLAIN, (b"content-language", locale.encode())], status=refused.status)
    if refused.status == 401:  # noqa: PLR2004
        reply.wire.append((b"www-authenticate", b"Bearer"))
    return reply
