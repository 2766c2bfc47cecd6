"""What a request says of the matrix: which part is asked for, which cells are to be how."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

import msgspec

from saas.duties.assign import Cell
from saas.duties.matrix import Asked
from saas.refusals import Refused, not_found
from saas.words import N_

LONGEST = 80
DIGITS = 4
POST, WAS = "k-", "w-"


class SentCell(msgspec.Struct, frozen=True):
    """A cell as the script sends it; `kind` "" clears."""

    detail: str
    post: UUID
    kind: str
    was: list[str] = []


class Sent(msgspec.Struct, frozen=True):
    cells: list[SentCell] = []


def asked(query: Mapping[str, str]) -> Asked:
    """The part of the matrix an address names. Raises 404 for an id that is none."""
    return Asked(
        unit=ident(query.get("unit", "")), part=ident(query.get("part", "")), post=ident(query.get("post", "")),
        query=query.get("q", "").strip()[:LONGEST], more=query.get("with", "").strip()[:LONGEST],
        rows=page_number(query.get("page", "")), columns=page_number(query.get("columns", "")),
    )  # fmt: skip


def sent(body: bytes) -> list[Cell]:
    """The cells of the script. Raises Refused 422."""
    try:
        given = msgspec.json.decode(body, type=Sent)
    except msgspec.DecodeError:
        raise Refused(422, N_("请选择要改的格子。"), field="cells") from None
    return [Cell(each.detail, each.post, each.kind or None, tuple(sorted(each.was))) for each in given.cells]


def row(form: Mapping[str, str]) -> list[Cell]:
    """The cells of one row's form: for each post its kind (k-…) and what it was when the form was opened (w-…)."""
    cells = []
    for name, value in form.items():
        if not name.startswith(POST):
            continue
        post = ident(name.removeprefix(POST))
        was = tuple(sorted(form.get(WAS + name.removeprefix(POST), "").split()))
        # What stands in two kinds is shown as it is, and stays unless another kind is chosen.
        if post and value != "+".join(was):
            cells.append(Cell(form.get("detail", ""), post, value or None, was))
    return cells


def page_number(text: str) -> int:
    """The page asked for; what is no number is the first."""
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) <= DIGITS else 1


def edition(form: Mapping[str, str]) -> int:
    """The edition a form was opened with; one that nothing has where the field is not ours."""
    said = form.get("edition", "")
    return int(said) if said.isascii() and said.isdigit() and len(said) <= DIGITS else -1


def ident(text: str) -> UUID | None:
    """An id of an address or a form, None where there is none. Raises 404 for anything else."""
    try:
        return UUID(text) if text else None
    except ValueError:
        raise not_found() from None
