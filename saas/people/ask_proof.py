"""Ask whoever has a login that is an e-mail address to show that it is theirs."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from saas.shield import new_token, token_hash
from tenants import db, later

TERM = timedelta(days=3)


async def ask_proof(person: UUID, *, now: datetime, locale: str) -> bool:
    """Write a letter with one link, inside the transaction of a company. False where there is nothing to prove.

    A newer letter makes the links of earlier ones void.
    """
    row = await db().fetchrow("select login, name, mail_proven_at from persons where id = $1", person)
    if "@" not in row["login"] or row["mail_proven_at"]:
        return False
    token = new_token()
    await db().execute("delete from mail_proofs where person_id = $1", person)
    await db().execute(
        "insert into mail_proofs (token_hash, person_id, expires_at) values ($1, $2, $3)",
        token_hash(token), person, now + TERM,
    )  # fmt: skip
    await later("notices.mail", to=row["login"], letter="proof", locale=locale, name=row["name"], link=f"/account/mail/{token}")
    return True
