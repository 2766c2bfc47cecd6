"""Every list that may be edited leaves, is opened and saved by an office program, comes back, and nothing has changed."""

from __future__ import annotations

import io
import shutil
import subprocess

import openpyxl
import pytest

from saas.app import load_sheets
from saas.sheets import jobs, reads
from saas.sheets.registry import sheet_of, sheets
from saas.sheets.upload import upload
from tenants import db, inside
from tests.sheets import files

OFFICE = shutil.which("soffice")
# Models are formulas with their own round trip; kinds of objects come by company.
APART = {"models"}


def rewritten(bodies: dict[str, bytes], _) -> dict[str, bytes]:
    """As a program does that knows cells and nothing else."""
    return {key: _saved(openpyxl.load_workbook(io.BytesIO(body))) for key, body in bodies.items()}


def _saved(book: openpyxl.Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def saved_by_office(bodies: dict[str, bytes], folder) -> dict[str, bytes]:
    """Opened and saved again by LibreOffice, by way of its own format; all in one go, for it is slow to start."""
    for key, body in bodies.items():
        (folder / f"{key}.xlsx").write_bytes(body)
    for to, of in (("ods", "xlsx"), ("xlsx", "ods")):
        subprocess.run(
            [OFFICE, "--headless", f"-env:UserInstallation={(folder / 'home').as_uri()}", "--convert-to", to, "--outdir", str(folder),
             *(str(folder / f"{key}.{of}") for key in bodies)], check=True, capture_output=True, timeout=300,
        )  # fmt: skip
    return {key: (folder / f"{key}.xlsx").read_bytes() for key in bodies}


async def editable(firm):
    """Keys of the lists of a company that come back, its kinds of objects among them."""
    load_sheets()
    async with inside(firm.id):
        kinds = await db().fetch("select code from object_kinds where tenant_id = $1 order by code", firm.id)
        named = [*sorted(set(sheets) - APART), *(f"objects-{row['code']}" for row in kinds)]
        found = [(key, await sheet_of(key)) for key in named]
    return [(key, sheet) for key, sheet in found if sheet and sheet.editable]


@pytest.mark.parametrize(
    "program", [rewritten, pytest.param(saved_by_office, marks=pytest.mark.skipif(OFFICE is None, reason="no LibreOffice here"))]
)
async def test_it_comes_back_unchanged(cast, client, world, tmp_path, program):
    firm, browser = cast.brand, client(cast.brand.admin)
    told, known = {}, dict(await editable(firm))
    left = {key: (await browser.get(f"/brand/sheets/{key}")).content for key in known}
    filled = {key: body for key, body in left.items() if len(files.grid(body)) > 1}
    for key, body in program(filled, tmp_path).items():
        sheet = known[key]
        async with inside(firm.id):
            made = await upload(
                sheet, f"{key}.xlsx", body, address="http://test/brand", locale="zh-CN", by=firm.admin.member, now=world.now
            )
        await jobs.plan(tenant=firm.id, now=world.now, imported=str(made))
        async with inside(firm.id):
            one = await reads.found(made)
            rows = [row for row in await reads.rows(made, None, 1) if row.verdict != "same"]
        told[key] = (one.state, one.adds, one.changes, one.refusals, one.problem, rows[:2])
    assert {"units", "posts", "standards", "responsibilities"} <= told.keys()
    assert any(key.startswith("objects") for key in told)
    assert {key: one for key, one in told.items() if one[:5] != ("planned", 0, 0, 0, None)} == {}
