"""An answer as it is kept, put back into the words in which a phone says it. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from saas.checks.kinds import APART
from saas.checks.reading import TEXT_LONGEST


def as_sent(kind: str, verdict: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """An answer's value by the kind of its point; `values` (number, choice, text, photos) may hold more than is asked.

    A follow-up that was not asked reads as not applicable, should it come to be asked.
    """
    if verdict in ("na", "skipped"):
        return {"verdict": "na"}
    if kind == "pass_fail":
        return {"verdict": verdict} | ({} if values.get("number") is None else _number(values))
    if kind in ("number", "count", "reading", "ledger"):
        return _number(values)
    if kind == "photo" or (kind == "signature" and values["photos"]):
        return {"photos": [str(photo) for photo in values["photos"]]}
    return _in_words(kind, values)


def filled_before(kind: str, kept: Mapping[str, Any]) -> dict[str, Any] | None:
    """The same for filling a returned list again: with note and photos, nothing where nothing was asked."""
    if kept["verdict"] == "skipped":
        return None
    values = {"number": None, "choice": None, "text": "", "photos": []} | dict(kept)
    told = as_sent(kind, kept["verdict"], values)
    if values["text"] and "text" not in told:
        told["note"] = values["text"]
    return told | ({"photos": values["photos"]} if values["photos"] else {})


def _in_words(kind: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """What is kept as text: keys of options, codes, both ends of a range, writing."""
    if kind == "range":
        low, _, high = values["choice"].partition(APART)
        return {"low": low, "high": high}
    if kind in ("choice", "level"):
        return {"choice": values["choice"]}
    return {"code": values["choice"]} if kind == "scan" else {"text": values["text"][:TEXT_LONGEST]}


def _number(values: Mapping[str, Any]) -> dict[str, Any]:
    number = values["number"]
    return {"number": number if isinstance(number, str) else f"{number.normalize():f}"}
