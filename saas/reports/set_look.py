"""Set what the company's papers look like: logo, colour, cover line."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO
from uuid import UUID

from PIL import Image, UnidentifiedImageError

from saas import trail
from saas.refusals import Refused
from saas.reports.colour import parse, readable
from saas.words import N_
from tenants import current, db

LONGEST = 60
WIDTH, HEIGHT = 720, 200
PIXELS = 20_000_000


async def set_look(
    colour: str, cover: dict[str, str], logo: bytes | None, *, keep: bool, by: UUID, now: datetime
) -> str:  # fmt: skip
    """The colour as it will be printed: a pale one is darkened until it is read on white.

    logo: a PNG or JPEG; without one the old one stays where `keep` says so. Refused: 422 at its field.
    """
    known = parse(colour)
    if known is None:
        raise Refused(422, N_("颜色写成 #0b6158 这样的六位。"), field="colour")
    if any(len(text) > LONGEST for text in cover.values()):
        raise Refused(422, N_("封面语最多 60 个字。"), field="cover")
    shade, picture = readable(known), _picture(logo) if logo else None
    words = {locale: text.strip() for locale, text in cover.items() if text.strip()}
    await db().execute(
        """insert into report_looks as o (tenant_id, logo, colour, cover, membership_id, at) values ($1, $2, $3, $4, $5, $6)
           on conflict (tenant_id) do update set colour = $3, cover = $4, membership_id = $5, at = $6,
              logo = coalesce($2, case when $7 then o.logo end) where o.tenant_id = $1""",
        current(), picture, shade, words, by, now, keep,
    )  # fmt: skip
    await trail.record("set", "report_look", current(), by=by, now=now, colour=shade)
    return shade


def _picture(logo: bytes) -> bytes:
    """As PNG, no larger than a paper needs; nothing of the file but its pixels goes on."""
    try:
        with Image.open(BytesIO(logo), formats=("PNG", "JPEG")) as image:
            if image.width * image.height > PIXELS:
                raise Refused(422, N_("图片太大了。"), field="logo")
            picture = image.convert("RGBA")
    except (OSError, UnidentifiedImageError, Image.DecompressionBombError, SyntaxError):
        raise Refused(422, N_("标志请用 PNG 或 JPEG 图片。"), field="logo") from None
    picture.thumbnail((WIDTH, HEIGHT))
    white = Image.new("RGB", picture.size, "white")
    white.paste(picture, mask=picture.getchannel("A"))
    out = BytesIO()
    white.quantize(256).save(out, "PNG", optimize=True)
    return out.getvalue()
