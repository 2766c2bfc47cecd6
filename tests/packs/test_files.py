"""Documents, photos and the quiz of the standards travel with a pack, and come out byte for byte as they went in."""

from __future__ import annotations

import shutil
from datetime import timedelta
from io import BytesIO

import pytest
from PIL import Image

from saas.desk.sweep import sweep
from saas.files import listed
from saas.packs import write
from saas.packs.adopt import adopt
from saas.packs.command import check
from saas.packs.documents import documents
from saas.packs.export import export
from saas.packs.offer import offer, read_offer
from saas.packs.read import PackFaults, folder_of, pack_of
from saas.packs.shelf import FOLDER
from saas.packs.sign_up import sign_up
from saas.packs.zips import zipped
from saas.pictures import clean, is_bare
from tenants import db, inside
from tests.cast import PASSWORD
from tests.standards.story import PDF

QUIZ = """
quiz:
  - {text: {zh: 冰柜多少度, en: How cold}, options: [{zh: 零下十八度, en: "-18"}, {zh: 零度, en: "0"}], right: 1, detail: E1.1.3.1}
  - {text: {zh: 多久检查, en: How often}, options: [{zh: 每月, en: Monthly}, {zh: 每天, en: Daily}, {zh: 每年, en: Yearly}], right: 2}
"""


def photo(kind="JPEG", size=(60, 40), **more) -> bytes:
    out = BytesIO()
    Image.effect_noise(size, 40).convert("RGB").save(out, kind, **more)
    return out.getvalue()


PHOTO = photo("PNG")


@pytest.fixture
def folder(tmp_path):
    """The cold-drink pack with a photo at a detail, two names of one document, and a quiz."""
    here = shutil.copytree(FOLDER / "cold_drink", tmp_path / "pack")
    tree = (here / "standards.yaml").read_text()
    line = next(one for one in tree.splitlines() if "- code: E1.1.3.1" in one)
    pad = " " * (line.index("-") + 2)
    named = f"{pad}files: [{{file: cold.png, name: 标准照片.jpg}}, {{file: how.pdf, name: 操作说明.pdf}}, {{file: how.pdf, name: 又一份.pdf}}]"
    (here / "standards.yaml").write_text(tree.replace(line, f"{line}\n{named}") + QUIZ.lstrip("\n"))
    (here / "files").mkdir()
    (here / "files" / "cold.png").write_bytes(PHOTO)
    (here / "files" / "how.pdf").write_bytes(PDF)
    return here


async def taken_up(slug, sent, world):
    """An empty company that takes a zip up, sweeps its store, and tells its own pack as files."""
    tenant = await sign_up(slug, slug, "blank", "管理员", f"admin@{slug}.example", PASSWORD, now=world.now, locale="zh-CN")
    pack, _, beside = await read_offer(sent)
    async with inside(tenant):
        member = await db().fetchval("select id from memberships where tenant_id = $1", tenant)
        await offer(pack, [], beside, by=member, now=world.now)
    await sweep(tenant, now=world.now + timedelta(days=3))
    async with inside(tenant):
        await adopt(by=member, now=world.now)
    async with inside(tenant):
        return tenant, write.files(await export(world.now.date())) | await documents(world.now.date())


async def test_import_export_import_gives_the_same_bytes_files_included(world, folder):
    first, once = await taken_up("first-files", zipped(folder_of(folder), "pack"), world)
    _, twice = await taken_up("second-files", zipped(once, "pack"), world)
    assert once == twice
    assert sorted(name.rsplit(".", 1)[-1] for name in once if name.startswith("files/")) == ["jpg", "pdf"]
    assert PDF in once.values()
    pack, advice = pack_of(once)
    assert not advice
    assert [(q.right, q.detail) for q in pack.standards.quiz] == [(1, "E1.1.3.1"), (2, None)]
    async with inside(first):
        told = await db().fetch("select name from standard_files where tenant_id = $1 order by name", first)
        quiz = await db().fetchval("select quiz from standards where tenant_id = $1 and quiz <> '[]'", first)
    assert {row["name"] for row in told} == {"标准照片.jpg", "操作说明.pdf", "又一份.pdf"}
    assert [one["right"] for one in quiz] == [0, 1]
    # What waited in the offer was not swept, and nothing is kept twice.
    assert len([one async for one in listed(first)]) == 3


def faulty(folder) -> list[str]:
    with pytest.raises(PackFaults) as wrong:
        pack_of(folder_of(folder))
    return [str(fault) for fault in wrong.value.faults]


@pytest.mark.parametrize(
    ("name", "body", "told"),
    [
        ("files/how.pdf", None, "standards.yaml:"),
        ("files/stray.pdf", PDF, "files/stray.pdf: 没有一条标准写了这个文件"),
        ("files/how.pdf", b"MZ\x90\x00", "without macros"),
        ("files/how.pdf", PDF + b"0" * 10_000_000, "10 MB at most"),
        ("files/how.pdf", PHOTO, None),
    ],
)
def test_what_is_wrong_with_a_file_is_told_with_its_place(folder, name, body, told):
    if body is None:
        (folder / name).unlink()
    else:
        (folder / name).write_bytes(body)
    if told is None:
        assert pack_of(folder_of(folder))
        return
    assert any(told in fault and ("how.pdf" in fault or "stray.pdf" in fault) for fault in faulty(folder)), faulty(folder)


@pytest.mark.parametrize(
    ("was", "becomes", "told"),
    [
        ("right: 2", "right: 4", "quiz › 2 › right"),
        ("right: 2", "right: 2, detail: NOPE", "quiz › 2 › detail"),
        ("file: how.pdf", "file: ../how.pdf", "file"),
        ("file: how.pdf", "file: how.exe", "file"),
    ],
)
def test_what_is_wrong_with_a_line_is_told(folder, was, becomes, told):
    tree = folder / "standards.yaml"
    tree.write_text(tree.read_text().replace(was, becomes))
    assert any(told in fault for fault in faulty(folder)), faulty(folder)


def test_the_command_line_checks_files_too(folder, capsys):
    assert check(folder) == 0
    (folder / "files" / "how.pdf").unlink()
    assert check(folder) == 1
    assert "files/how.pdf" in capsys.readouterr().out


@pytest.mark.parametrize("size", [(60, 40), (1600, 900), (33, 1)])
def test_a_photo_that_we_wrote_is_known_again(size):
    ours = clean(photo("PNG", size))
    assert is_bare(ours.jpeg, ours.width, ours.height)
    assert not is_bare(ours.jpeg + b"<script>", ours.width, ours.height)
    assert not is_bare(ours.jpeg, ours.width + 1, ours.height)


@pytest.mark.parametrize(
    "body",
    [photo("PNG"), photo("JPEG", exif=b"Exif\x00\x00MM\x00*\x00\x00\x00\x08\x00\x00\x00\x00\x00\x00"), photo("JPEG", comment=b"x"), b"", b"\xff\xd8"],
    ids=["png", "exif", "comment", "empty", "cut"],
)  # fmt: skip
def test_what_carries_more_than_pixels_is_written_anew(body):
    assert not is_bare(body, 60, 40)
