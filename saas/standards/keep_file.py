"""Keep a document or a photo for a line of the standards."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256
from uuid import UUID, uuid4

from saas import files, trail
from saas.pictures import cleaned, is_bare
from saas.refusals import Refused
from saas.standards.documents import LARGEST, MEDIA, sniff, suffix
from saas.words import N_
from tenants import current, db

__all__ = ["LARGEST", "MEDIA", "keep_file", "sniff"]

LONGEST_NAME = 120


async def keep_file(name: str, body: bytes, *, by: UUID, now: datetime) -> UUID:
    """The type is read from the content, never from the name; photos are re-encoded as those of checks are.

    Refused 422 at `files`: too large, or nothing we take.
    """
    if len(body) > LARGEST:
        raise Refused(422, N_("“%(name)s”超过 10 MB，请压缩后再传。"), field="files", name=name[:40])
    kind = sniff(body)
    if kind is None:
        raise Refused(422, N_("“%(name)s”不能收：只收 PDF、xlsx、docx（不含宏）和照片。"), field="files", name=name[:40])
    if kind == "photo":
        # One that was kept before stays as it is: written again and again it would fade.
        picture = await cleaned(body)
        body = body if is_bare(body, picture.width, picture.height) else picture.jpeg
    made = uuid4()
    path = await files.put(current(), f"standards/{made}.{suffix(kind)}", body)
    await db().execute(
        """insert into standard_files (tenant_id, id, kind, name, path, bytes, sha256, kept_by, kept_at)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9)""",
        current(), made, kind, _name(name, kind), path, len(body), sha256(body).digest(), by, now,
    )  # fmt: skip
    await trail.record("keep", "standard_file", made, by=by, now=now)
    return made


def _name(name: str, kind: str) -> str:
    """The name as people see it: no folders, no control signs, the ending of what it is."""
    plain = "".join(c for c in name.replace("\\", "/").rsplit("/", 1)[-1] if c.isprintable()).strip(". ")
    stem = plain.rsplit(".", 1)[0] if "." in plain else plain
    return f"{stem[:LONGEST_NAME] or kind}.{suffix(kind)}"
