"""Files as people should never send them, through the real web and worker: told clearly, and nothing half imported."""

from __future__ import annotations

import asyncio
import io
import re
import time
from datetime import UTC, datetime

import httpx
import openpyxl
import pytest

from tests.cast import found
from tests.sheets import files

pytestmark = pytest.mark.journey

KINDS = {
    "units": (["编码", "中文名称", "层级编码", "上级单元编码"], lambda n: [f"X{n}", f"单元{n}", "NO-SUCH-LAYER", "Z1"]),
    "posts": (["编码", "中文名称", "职务编码", "单元编码"], lambda n: [f"X{n}", f"岗位{n}", "no_such_title", "Z1"]),
    "members": (["姓名", "手机号或邮箱", "角色", "单元编码"], lambda n: [f"成员{n}", f"x{n}@wrong.example", "员工", "NO-SUCH-UNIT"]),
}  # fmt: skip
GOOD = {
    "units": ["GOOD", "好单元", "L4", "Z1"],
    "posts": ["GOOD", "好岗位", "city_supervisor", "Z1"],
    "members": ["好成员", "good@wrong.example", "员工", "Z1"],
}


class Sender:
    """The administrator at a browser without pictures."""

    def __init__(self, client: httpx.AsyncClient, slug: str) -> None:
        self.client, self.slug = client, slug

    async def sends(self, sheet: str, name: str, body: bytes) -> str:
        """Upload a file; the page of its import once the worker has read it."""
        at = f"/{self.slug}/sheets/{sheet}/imports"
        token = re.search(r'name="_csrf" value="([^"]+)"', (await self.client.get(at)).text)[1]
        there = await self.client.post(at, data={"_csrf": token}, files={"file": (name, body)})
        assert there.status_code == 303, there.text
        end = time.monotonic() + 60
        while time.monotonic() < end:
            page = await self.client.get(there.headers["location"])
            if 'hx-trigger="every 1s"' not in page.text:
                self.at, self.token = there.headers["location"], token
                return page.text
            await asyncio.sleep(0.2)
        raise AssertionError("the worker never read it")

    async def confirms(self) -> int:
        return (await self.client.post(f"{self.at}/application", data={"_csrf": self.token})).status_code

    async def stands(self, sheet: str) -> list[list[object]]:
        return files.grid((await self.client.get(f"/{self.slug}/sheets/{sheet}")).content)


@pytest.fixture(scope="module")
async def firm(stack):
    async with stack.wall():
        return await found("wrongsheets", now=datetime.now(UTC))


@pytest.fixture
async def admin(stack, firm):
    cookies = {"session": firm.admin.token, "lang": "zh-CN"}
    async with httpx.AsyncClient(base_url=stack.origin, cookies=cookies, timeout=60, headers={"origin": stack.origin}) as client:
        yield Sender(client, firm.slug)


@pytest.mark.parametrize("sheet", KINDS)
async def test_a_thousand_wrong_rows_come_back_marked_and_the_good_one_among_them_waits(admin, sheet):
    head, wrong = KINDS[sheet]
    before = await admin.stands(sheet)
    page = await admin.sends(sheet, "一千行.xlsx", files.xlsx([head, *(wrong(n) for n in range(1_000)), GOOD[sheet]]))
    assert "有 1000 行有问题" in page, re.sub(r"<[^>]+>|\s+", " ", page)[-1500:]
    assert await admin.confirms() in (409, 422)
    report = files.grid((await admin.client.get(f"{admin.at}/report")).content)
    assert report[0][-1] == "要改的地方"
    assert sum(1 for row in report[1:] if row[-1]) == 1_000
    assert await admin.stands(sheet) == before


@pytest.mark.parametrize("sheet", KINDS)
@pytest.mark.parametrize(
    ("name", "make", "told"),
    [
        ("合并.xlsx", lambda rows: files.xlsx([["公司名册", None, None, None], *rows], merge=("A1:D1", "A3:C3")), "合并"),
        ("乱码.csv", lambda rows: bytes(range(128, 256)) * 40, ""),
        ("改名.xlsx", lambda rows: files.csv(rows, "gb18030"), ""),
        ("空.xlsx", lambda rows: files.xlsx([[]]), ""),
        ("十兆.csv", lambda rows: files.csv([rows[0], *([["X", "超长" * 500, "", ""]] * 3_300)])[:9_990_000], ""),
    ],
    ids=["merged", "bytes of no charset", "a text file called xlsx", "empty", "ten megabytes"],
)  # fmt: skip
async def test_what_cannot_be_taken_is_said_and_changes_nothing(admin, sheet, name, make, told):
    head, wrong = KINDS[sheet]
    before = await admin.stands(sheet)
    page = await admin.sends(sheet, name, make([head, wrong(1), wrong(2)]))
    assert re.search("没有导入，什么都没有改|有 .* 行有问题", page), page
    assert told in page
    assert "系统出了问题" not in page
    assert await admin.confirms() in (409, 422)
    assert await admin.stands(sheet) == before


async def test_a_workbook_with_styles_and_a_second_sheet_is_read_as_a_person_sees_it(admin):
    book = openpyxl.Workbook()
    book.active.append(["编码", "中文名称", "层级编码", "上级单元编码"])
    book.active.append(["STYLED", "花样单元", "L4", "Z1"])
    book.create_sheet("说明").append(["请勿修改"])
    kept = io.BytesIO()
    book.save(kept)
    assert "确认导入 1 行" in await admin.sends("units", "花样.xlsx", kept.getvalue())
