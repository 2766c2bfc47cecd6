"""Order posters with the codes of places: what is to be set goes into the store, the worker sets it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid4

from saas import files, trail
from saas.people.qr import qr
from saas.refusals import Refused
from saas.shield import token_hash
from saas.voices.codes import token_of
from saas.words import N_, environment
from tenants import current, db, later

MOST = 200
PLACES = """
    select p.id, p.name, p.serial, p.token_hash, p.survey_id is not null as asks, u.name as unit, t.name as company
      from voice_places p
      join units u on u.tenant_id = $1 and u.id = p.unit_id
      join tenants t on t.id = $1
     where p.tenant_id = $1 and p.id = any ($2) and p.closed_at is null order by u.position, u.code, p.opened_at"""


async def order_posters(
    places: Sequence[UUID], *, address: str, secret: bytes, locale: str, by: UUID, now: datetime
) -> UUID:  # fmt: skip
    """`address` is where codes lead, up to the token; tokens stand in no table. Raises Refused 422 for none or too many, and
    409 where a code was made with another secret: it has to be renewed before it can be printed.
    """
    rows = await db().fetch(PLACES, current(), list(places)[: MOST + 1])
    if not 0 < len(rows) <= MOST:
        raise Refused(422, N_("请选择 1 到 %(most)s 个地点。"), field="place", most=MOST)
    told = [(row, token_of(secret, current(), row["id"], row["serial"])) for row in rows]
    if any(token_hash(token) != row["token_hash"] for row, token in told):
        raise Refused(409, N_("有的地点要先换一个新码，才能打印。"), field="place")
    posters = [(dict(row), qr(address + token)) for row, token in told]
    html = environment(locale).get_template("voices/poster.html").render(posters=posters)
    made = uuid4()
    path = await files.put(current(), f"labels/{made}.html", html.encode())
    await db().execute(
        """insert into voice_posters (tenant_id, id, places, path, requested_by, requested_at)
           values ($1, $2, $3, $4, $5, $6)""",
        current(), made, [row["id"] for row in rows], path, by, now,
    )  # fmt: skip
    await later("voices.posters", key=f"posters {made}", posters=str(made))
    await trail.record("order", "voice_posters", made, by=by, now=now, places=len(rows))
    return made
