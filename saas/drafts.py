"""What is kept in versions and worked on in one draft: the row of it, its name and code. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from saas.refusals import Refused
from saas.values import CODE
from saas.words import N_

LONGEST_NAME = 100


@dataclass(frozen=True)
class Known:
    """One thing and its draft, if one is open; `versions`: newest first, with number, at, why, by and what its slice adds."""

    id: UUID
    code: str
    retired_on: date | None
    draft: UUID | None
    draft_body: dict[str, Any] | None
    draft_since: datetime | None
    draft_by: Any
    edition: int
    versions: list[dict[str, Any]]


def known_of(row: Mapping[str, Any]) -> Known:
    """From a row whose `versions` came as JSON."""
    versions = [{**each, "at": datetime.fromisoformat(each["at"])} for each in row["versions"] or []]
    return Known(**{**row, "versions": versions})


def nameable(name: Mapping[str, str], code: str) -> None:
    """Refused 422 at name or code; a code may be empty."""
    if not any(name.values()) or any(len(text) > LONGEST_NAME for text in name.values()):
        raise Refused(422, N_("请写名称，最多 100 个字。"), field="name")
    if code and not CODE.fullmatch(code):
        raise Refused(422, N_("编号用字母、数字、点和横线，最多 40 个。"), field="code")
