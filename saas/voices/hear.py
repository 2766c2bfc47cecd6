"""Somebody without a login told something at a place: a finding, with customers' discontent first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from saas import trail
from saas.findings.open_one import Found, open_one
from saas.findings.rules import Kind
from saas.refusals import Problem, Refused
from saas.voices.behind import Place
from saas.voices.rules import CONTACT_LONGEST, OTHERS, TEXT_LONGEST, WHO, Reason, title
from saas.words import N_
from tenants import current, db


@dataclass(frozen=True)
class Remark:
    """`who`: customer or supervisor; `contact` only where somebody wants an answer."""

    who: str = "customer"
    reason: str = ""
    text: str = ""
    contact: str = ""
    photos: Sequence[UUID] = ()


def check_remark(remark: Remark, *, photos: int) -> None:
    """Before any photo is looked at. Raises Refused 422 at the fields."""
    wrong = []
    if not (remark.reason in OTHERS or remark.text or photos):
        wrong.append(Problem("text", N_("请点一个原因，写一句话，或者拍一张照片。")))
    if len(remark.text) > TEXT_LONGEST:
        wrong.append(Problem("text", N_("请写短一些，最多 500 字。")))
    if len(remark.contact) > CONTACT_LONGEST or not remark.contact.isprintable():
        wrong.append(Problem("contact", N_("联系方式最多 80 个字。")))
    if wrong:
        raise Refused.all(wrong)


async def hear(voice: UUID, place: Place, remark: Remark, *, now: datetime) -> str:
    """The number of the finding, which is the receipt. The same id again: the same receipt."""
    reason = OTHERS.get(remark.reason)
    source = WHO.get(remark.who, "customer")
    found = Found(
        source, reason.severity if reason else "minor", title(reason, remark.text), place.unit_id, now,
        kind=_kind(reason, source), note=remark.text, photos=remark.photos, object=place.object_id, teller=remark.contact,
        subject=f"voice:{remark.reason}" if reason else None, origin=f"voice:{voice}",
    )  # fmt: skip
    opened = await open_one(found, now=now)
    kept = await db().execute(
        """insert into voices (tenant_id, id, place_id, unit_id, object_id, reason, text, contact, photos, finding_id, told_at,
                               received_at)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $11) on conflict (tenant_id, id) do nothing""",
        current(), voice, place.id, place.unit_id, place.object_id, remark.reason if reason else "", remark.text, remark.contact,
        list(remark.photos), opened.id, now,
    )  # fmt: skip
    if kept == "INSERT 0 1":
        await trail.record("hear", "voice", voice, by=None, now=now, finding=str(opened.id))
    return str(opened.number)


def _kind(reason: Reason | None, source: str) -> Kind:
    """What is no tap: a customer's complaint; a supervisor's remark is a deviation, whatever was tapped for a customer."""
    kind: Kind = reason.kind if reason else "complaint"
    return "deviation" if source == "regulator" and kind == "complaint" else kind
