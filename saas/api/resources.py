"""The addresses of the interface: each says once its scope, what it takes and what it answers."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from msgspec import Meta, Struct

from saas.api.cursors import CURSOR, MOST, USUAL, place

ROOT = "/api/v1/{slug}"
# A figure as text: what a sender writes is what is kept.
Typed = Annotated[str, Meta(pattern=r"^-?[0-9]{1,15}(\.[0-9]{1,12})?$")]


@dataclass(frozen=True)
class Call:
    """One request of another system: its company, token, and what it gave. `by` made the token and answers for what it writes."""

    tenant: UUID
    token: UUID
    by: UUID
    now: datetime
    today: date
    locale: str
    query: Any
    body: Any


class Paged(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What every list takes."""

    after: Annotated[str, Meta(pattern=CURSOR)] | None = None
    limit: Annotated[int, Meta(ge=1, le=MOST)] = USUAL

    @property
    def bounds(self) -> tuple[UUID, int]:
        """For the query: after which id, and how many rows, one more than asked for, so that the end is known."""
        return place(self.after), self.limit + 1


class Nothing(Struct, frozen=True, forbid_unknown_fields=True):
    """No parameters."""


Handler = Callable[..., Awaitable[Any]]


@dataclass(frozen=True)
class Resource:
    """One address of the interface. `keeps`: what has a body writes, and is done once under its key."""

    method: str
    path: str
    scope: str
    summary: str
    answer: Any
    query: type[Struct]
    body: type[Struct] | None
    handler: Handler
    keeps: bool = True

    @property
    def address(self) -> str:
        return ROOT + self.path


every: list[Resource] = []


def read(path: str, scope: str, summary: str, *, answer: Any, query: type[Struct] = Nothing) -> Callable[[Handler], Handler]:
    """A read: GET below /api/v1/{slug}."""
    return _named(Resource("GET", path, scope, summary, answer, query, None, _unset))


def write(method: str, path: str, scope: str, summary: str, *, answer: Any, body: type[Struct]) -> Callable[[Handler], Handler]:
    """A write; a POST carries an Idempotency-Key."""
    return _named(Resource(method, path, scope, summary, answer, Nothing, body, _unset))


def ask(path: str, scope: str, summary: str, *, answer: Any, body: type[Struct]) -> Callable[[Handler], Handler]:
    """A POST that only computes: it keeps nothing and needs no key."""
    return _named(Resource("POST", path, scope, summary, answer, Nothing, body, _unset, keeps=False))


def _named(pattern: Resource) -> Callable[[Handler], Handler]:
    def register(handler: Handler) -> Handler:
        every.append(Resource(**{**pattern.__dict__, "handler": handler}))
        return handler

    return register


async def _unset(*_: Any, **__: Any) -> None:
    raise LookupError("a resource without a handler")
