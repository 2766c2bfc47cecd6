"""The number at the bell: what a person has not read yet, told on the way in of every page."""

from __future__ import annotations

from markupsafe import escape

MOST = 99
# Over the row `who` of enter(): counted no further than is shown.
UNREAD = f"""(select count(*) from (select from notices n where n.tenant_id = who.tenant_id
    and n.membership_id = who.membership_id and n.read_at is null limit {MOST + 1}) u)"""  # noqa: S608 – a figure of our own


def number(unread: int) -> str:
    """As a piece of the frame; nothing where all is read."""
    return f'<b class="unread">{escape(unread if unread <= MOST else f"{MOST}+")}</b>' if unread else ""
