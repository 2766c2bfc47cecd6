"""Documents and standard photos: known by their content, kept as photos of checks are, read by everybody inside."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZipFile

import pytest
from PIL import Image

from saas.refusals import Refused
from saas.standards.keep_file import keep_file, sniff
from tenants import db, inside
from tests.standards.story import PDF


def archive(*names: str) -> bytes:
    out = BytesIO()
    with ZipFile(out, "w") as made:
        for name in names:
            made.writestr(name, "x")
    return out.getvalue()


def picture(kind: str = "PNG") -> bytes:
    out = BytesIO()
    Image.new("RGB", (40, 30), "red").save(out, kind)
    return out.getvalue()


XLSX = archive("[Content_Types].xml", "xl/workbook.xml")
DOCX = archive("[Content_Types].xml", "word/document.xml")
MACRO = archive("[Content_Types].xml", "xl/workbook.xml", "xl/vbaProject.bin")


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (PDF, "pdf"), (XLSX, "xlsx"), (DOCX, "docx"), (picture(), "photo"), (picture("JPEG"), "photo"), (MACRO, None),
        (archive("a.txt"), None), (b"PK\x03\x04broken", None), (b"<script>", None), (b"MZ\x90", None), (b"", None),
    ],
)  # fmt: skip
def test_the_content_says_what_it_is(body, kind):
    assert sniff(body) == kind


@pytest.mark.parametrize(
    ("name", "body", "kept"),
    [
        ("说明书.pdf", PDF, "说明书.pdf"),
        ("台账.exe", XLSX, "台账.xlsx"),
        ("../../a\x00b.PDF", PDF, "ab.pdf"),
        ("", DOCX, "docx.docx"),
    ],
)
async def test_it_is_kept_under_a_clean_name(cast, world, name, body, kept):
    async with inside(cast.brand.id):
        made = await keep_file(name, body, by=cast.brand.admin.member, now=world.now)
        assert (
            await db().fetchval("select name from standard_files where tenant_id = $1 and id = $2", cast.brand.id, made) == kept
        )


@pytest.mark.parametrize("body", [MACRO, b"<html>", b"\xff\xd8\xffnot a picture", b"%PDF-" + b"x" * 10_000_000])
async def test_what_is_not_taken_is_refused_with_a_sentence(cast, world, body):
    with pytest.raises(Refused) as refused:
        async with inside(cast.brand.id):
            await keep_file("a.pdf", body, by=cast.brand.admin.member, now=world.now)
    assert refused.value.status == 422


async def test_it_comes_back_as_it_is_and_to_nobody_else(cast, client, world):
    async with inside(cast.brand.id):
        pdf = await keep_file("说明书.pdf", PDF, by=cast.brand.admin.member, now=world.now)
        photo = await keep_file("样板.png", picture(), by=cast.brand.admin.member, now=world.now)
    answer = await client(cast.brand.staff).get(f"/brand/standards/files/{pdf}")
    assert (answer.status_code, answer.content, answer.headers["content-type"]) == (200, PDF, "application/pdf")
    assert answer.headers["content-disposition"].startswith("attachment")
    shown = await client(cast.brand.staff).get(f"/brand/standards/files/{photo}")
    assert (shown.headers["content-type"], shown.content[:3]) == ("image/jpeg", b"\xff\xd8\xff")
    assert (await client(cast.stranger.admin).get(f"/stranger/standards/files/{pdf}")).status_code == 404
