"""Who is asking, in which company, when, and in which language: what every handler gets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from litestar import Request

from saas.calendar import business_date
from saas.people.permits import may
from saas.shell import Shell, shell


@dataclass(frozen=True)
class Person:
    id: UUID
    name: str
    login: str


@dataclass(frozen=True)
class Company:
    id: UUID
    slug: str
    name: str
    zone: str


@dataclass
class Visit:
    """One request. `member`, `tenant`, roles and posts are empty on the open pages (sign-in, sign-up)."""

    request: Request[Any, Any, Any]
    now: datetime
    locale: str
    nonce: str
    csrf: str
    path: str
    person: Person | None = None
    # Typed as the pages inside a company know them: those never see None.
    tenant: Company = None  # type: ignore[assignment]
    member: UUID = None  # type: ignore[assignment]
    roles: frozenset[str] = frozenset()
    role_units: Mapping[str, list[UUID]] = field(default_factory=dict)
    posts: list[UUID] = field(default_factory=list)
    post_units: list[UUID] = field(default_factory=list)
    due: dict[str, Any] | None = None
    read: Any = None
    standing: tuple[Any, ...] = ()
    unread: int = 0

    @property
    def inside(self) -> bool:
        """Whether this person belongs to the company of the address."""
        return self.tenant is not None

    @property
    def today(self) -> date:
        """The business date in the company's time zone."""
        return business_date(self.now, self.tenant.zone if self.inside else "Asia/Shanghai")

    @property
    def fragment(self) -> bool:
        """Whether htmx asks for a part of the page."""
        return self.request.headers.get("hx-request") == "true"

    @property
    def here(self) -> str:
        """The address a form goes back to."""
        return self.path

    @cached_property
    def shell(self) -> Shell:
        """The frame of the page: head, menu, tabs."""
        return shell(self)

    @property
    def outside(self) -> list[UUID] | None:
        """The units an outsider is confined to (a distributor, a contractor); None for people of the company itself."""
        return self.role_units.get("outside")

    def may(self, permit: str) -> bool:
        return may(self.roles, permit)

    def leads(self) -> list[UUID]:
        """Units at the head of the lines this person leads (leader, executive or admin)."""
        return [unit for role in ("leader", "executive", "admin") for unit in self.role_units.get(role, ())]
