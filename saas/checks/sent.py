"""What a phone sends: parsed strictly, the same bytes for the same content."""

from __future__ import annotations

from datetime import date, datetime
from hashlib import sha256
from typing import Annotated, Any
from uuid import UUID

import msgspec
from msgspec import Meta, Struct

from saas.refusals import Problem, Refused
from saas.words import N_

ANSWERS_MOST = 400
CLOCK_FROM, CLOCK_TO = 1970, 2200
NUL = "\x00"
Instant = Annotated[datetime, Meta(tz=True)]
Answers = Annotated[list[dict[str, Any]], Meta(max_length=ANSWERS_MOST)]

Paces = Annotated[dict[str, int], Meta(max_length=ANSWERS_MOST)]


class Sent(Struct, frozen=True, forbid_unknown_fields=True):
    """One filled list. `started` and `finished` are the phone's clock, kept as claimed and believed by
    nobody. `schedule` and `day` name what was due where the phone knew it before it was laid out. `paces`: seconds from one
    answer to the next, by point; no part of the content.
    """

    due: UUID
    version: UUID
    answers: Answers
    replaces: UUID | None = None
    started: Instant | None = None
    finished: Instant | None = None
    schedule: UUID | None = None
    day: date | None = None
    paces: Paces | None = None


_decoder = msgspec.json.Decoder(Sent)
_encoder = msgspec.json.Encoder(order="deterministic")


def parse(body: bytes) -> Sent:
    """Read a body; refused (422) with the path of what is wrong, never half taken."""
    if b"\\u0000" in body or NUL.encode() in body:
        raise Refused(422, N_("内容里有不能保存的控制字符，请删去后再交。"))
    try:
        sent = _decoder.decode(body)
        # A broken surrogate pair is JSON, yet no text: it must not reach the database.
        _encoder.encode(sent.answers)
    except (msgspec.DecodeError, UnicodeError) as wrong:
        said = str(wrong)
        where = said.rpartition("`$.")[2].rstrip("`") if "`$." in said else "answers"
        problem = Problem(where, N_("手机发来的内容读不懂：%(where)s。请刷新页面后再交。"), {"where": where})
        raise Refused.all([problem]) from wrong
    _check_clock(sent.started, "started")
    _check_clock(sent.finished, "finished")
    return sent


def content_hash(sent: Sent) -> bytes:
    """SHA-256 of the content in canonical form: order of keys and of answers does not matter.

    Neither does by which name the due check was found.
    """
    answers = sorted(sent.answers, key=lambda answer: str(answer.get("point")))
    whole = (sent.due, sent.version, sent.replaces, sent.started, sent.finished, answers)
    return sha256(_encoder.encode(whole)).digest()


def photos_of(answer: dict[str, Any]) -> str | None:
    """Photo ids of one answer as the database function takes them. Raises ValueError for what is no id."""
    photos = answer.get("photos")
    return ",".join(str(UUID(photo)) for photo in photos) if photos else None


def words_of(answer: dict[str, Any]) -> str | None:
    """Text and note of one answer, in that order."""
    said = [words.strip() for words in (answer.get("text"), answer.get("note")) if words]
    return "\n".join(words for words in said if words) or None


def _check_clock(claimed: datetime | None, field: str) -> None:
    if claimed is not None and not CLOCK_FROM <= claimed.year <= CLOCK_TO:
        raise Refused(422, N_("手机时间不对，请校准手机时间后再交。"), field)
