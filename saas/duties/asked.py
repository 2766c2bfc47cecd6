"""What a request says of the matrix: which part is asked for, which cells are to be how."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

import msgspec

from saas import forms
from saas.duties.assign import Cell
from saas.duties.matrix import Asked
from saas.refusals import Refused
from saas.visit import Visit
from saas.words import N_

LONGEST = 80
POST, WAS = "k-", "w-"


class SentCell(msgspec.Struct, frozen=True):
    """A cell as the script sends it; `kind` "" clears."""

    detail: str
    post: UUID
    kind: str
    was: list[str] = []


class Sent(msgspec.Struct, frozen=True):
    cells: list[SentCell] = []


def asked(visit: Visit, unit: UUID | None = None) -> Asked:
    """The part of the matrix an address names; `unit` stands above its own. Raises 404 for an id that is none."""
    query = visit.request.query_params
    return Asked(
        unit=unit or forms.chosen(query.get("unit")), part=forms.chosen(query.get("part")), post=forms.chosen(query.get("post")),
        query=query.get("q", "").strip()[:LONGEST], more=query.get("with", "").strip()[:LONGEST],
        rows=forms.page_number(visit), columns=forms.page_number(visit, "columns"),
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
        post = forms.chosen(name.removeprefix(POST))
        was = tuple(sorted(form.get(WAS + name.removeprefix(POST), "").split()))
        # What stands in two kinds is shown as it is, and stays unless another kind is chosen.
        if post and value != "+".join(was):
            cells.append(Cell(form.get("detail", ""), post, value or None, was))
    return cells
