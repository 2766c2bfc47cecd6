"""Keep a document or a photo for a line of the standards."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256
from io import BytesIO
from uuid import UUID, uuid4
from zipfile import BadZipFile, ZipFile

from saas import files, trail
from saas.pictures import cleaned
from saas.refusals import Refused
from saas.words import N_
from tenants import current, db

LARGEST = 10_000_000
LONGEST_NAME = 120
MEDIA = {
    "photo": "image/jpeg", "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}  # fmt: skip
PICTURES = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"RIFF")


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
        body = (await cleaned(body)).jpeg
    made = uuid4()
    path = await files.put(current(), f"standards/{made}.{'jpg' if kind == 'photo' else kind}", body)
    await db().execute(
        """insert into standard_files (tenant_id, id, kind, name, path, bytes, sha256, kept_by, kept_at)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9)""",
        current(), made, kind, _name(name, kind), path, len(body), sha256(body).digest(), by, now,
    )  # fmt: skip
    await trail.record("keep", "standard_file", made, by=by, now=now)
    return made


def sniff(body: bytes) -> str | None:
    """photo, pdf, xlsx or docx by content; None for everything else, documents with macros among it."""
    if body.startswith(PICTURES):
        return "photo"
    if body.startswith(b"%PDF-"):
        return "pdf"
    if not body.startswith(b"PK\x03\x04"):
        return None
    try:
        with ZipFile(BytesIO(body)) as archive:
            names = set(archive.namelist())
    except (BadZipFile, ValueError, OSError):
        return None
    if "[Content_Types].xml" not in names or any(name.lower().endswith("vbaproject.bin") for name in names):
        return None
    return "xlsx" if "xl/workbook.xml" in names else "docx" if "word/document.xml" in names else None


def _name(name: str, kind: str) -> str:
    """The name as people see it: no folders, no control signs, the ending of what it is."""
    plain = "".join(c for c in name.replace("\\", "/").rsplit("/", 1)[-1] if c.isprintable()).strip(". ")
    stem = plain.rsplit(".", 1)[0] if "." in plain else plain
    return f"{stem[:LONGEST_NAME] or kind}.{'jpg' if kind == 'photo' else kind}"
