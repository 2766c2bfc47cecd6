"""Versions of models as programs: a version never changes, so it is read once and computed often."""

from __future__ import annotations

from uuid import UUID

from saas.models.form import model_of
from saas.models.program import Program, program
from saas.models.reads import Version

_kept: dict[UUID, Program] = {}
MOST = 128


def kept_program(found: Version) -> Program:
    made = _kept.get(found.id)
    if made is None:
        if len(_kept) >= MOST:
            _kept.pop(next(iter(_kept)))
        made = _kept[found.id] = program(model_of(found.body))
    return made
