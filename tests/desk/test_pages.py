"""Jobs that failed can be seen and sent again; letters can be read where no server sends them."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from types import SimpleNamespace
from uuid import uuid4

import pytest
from aiosmtplib import SMTPException

from saas.notices import jobs as notices
from saas.notices.letters import compose
from saas.notices.mail import Post, send
from tenants import db, inside, later, run
from tests.statements import statements

WORDS = {"company": "冷饮", "name": "新同事", "link": "http://x/y"}


async def job(firm, state="dead", name="reports.quarter", **args):
    async with inside(firm.id):
        return await db().fetchval(
            """insert into jobs (tenant_id, name, args, state, attempts, error)
               values ($1, $2, $3, $4, 5, 'ValueError: <b>no such cycle</b>') returning id""",
            firm.id, name, args, state,
        )  # fmt: skip


async def state(firm, job_id):
    async with inside(firm.id):
        return await db().fetchval("select state from jobs where id = $1", job_id)


async def test_dead_jobs_are_listed_with_their_error(cast, client):
    await job(cast.brand, secret_link="not for the page")
    with statements(1):
        page = await client(cast.brand.admin).get("/brand/desk/jobs")
    assert page.status_code == 200
    assert "ValueError: &lt;b&gt;no such cycle" in page.text
    assert "not for the page" not in page.text
    assert "no such cycle" not in (await client(cast.stranger.admin).get("/stranger/desk/jobs")).text


async def test_a_dead_job_is_sent_again_once(cast, client):
    dead = await job(cast.brand)
    again = f"/brand/desk/jobs/{dead}/retry"
    assert (await client(cast.brand.admin).post(again)).status_code == 303
    assert await state(cast.brand, dead) == "ready"
    assert (await client(cast.brand.admin).post(again)).status_code == 409


async def test_nobody_else_sends_it_again(cast, client):
    dead = await job(cast.brand)
    assert (await client(cast.brand.leader).post(f"/brand/desk/jobs/{dead}/retry")).status_code == 403
    for one in (dead, uuid4()):
        answer = await client(cast.stranger.admin).post(f"/stranger/desk/jobs/{one}/retry")
        assert answer.status_code == 404
    assert await state(cast.brand, dead) == "dead"


@pytest.mark.parametrize("page", ["jobs", "mail"])
async def test_the_desk_is_the_administrators_own(cast, client, page):
    for who in ("staff", "leader", "executive"):
        assert (await client(cast.brand.people[who]).get(f"/brand/desk/{page}")).status_code == 403
    assert (await client(cast.brand.admin).get(f"/brand/desk/{page}")).status_code == 200


async def test_a_letter_becomes_a_file_that_the_desk_shows(cast, client, world, monkeypatch):
    monkeypatch.setattr(
        notices, "settings", lambda: SimpleNamespace(smtp_url=None, data=world.data, origin="http://test")
    )
    async with inside(cast.brand.id):
        await later(
            "notices.mail", to="new@brand.example", letter="invitation", locale="zh-CN", name="新同事",
            link="http://test/brand/invitation/abc",
        )  # fmt: skip
        written = await db().fetchval("select id from jobs where name = 'notices.mail' and args ->> 'letter' = 'invitation'")
        await db().execute("update jobs set due_at = $2 where id = $1", written, world.now)
    assert await run(cast.brand.id, written, now=world.now)
    assert await state(cast.brand, written) == "done"
    page = await client(cast.brand.admin).get("/brand/desk/mail")
    assert "brand 冷饮 邀请您加入" in page.text
    assert "http://test/brand/invitation/abc" in page.text
    assert "new@brand.example" not in (await client(cast.stranger.admin).get("/stranger/desk/mail")).text


async def test_the_same_letter_twice_is_one_file(world, cast, tmp_path):
    letter = compose("invitation", "a@b.cn", "en", {"company": "Ice", "name": "New", "link": "http://x/y"})
    for minutes in (0, 1):
        await send(
            letter, Post(None, tmp_path, "http://test"), tenant=cast.brand.id,
            now=world.now + timedelta(minutes=minutes),
        )  # fmt: skip
    (file,) = (tmp_path / str(cast.brand.id)).iterdir()
    assert file.stat().st_mode & 0o077 == 0
    assert b"Subject: Ice invites you" in file.read_bytes()


class Mailbox(asyncio.Protocol):
    """The least of a mail server: takes every letter and keeps it."""

    def __init__(self, kept: list[bytes]) -> None:
        self.kept, self.body, self.writing = kept, b"", False

    def connection_made(self, transport) -> None:
        self.transport = transport
        transport.write(b"220 test\r\n")

    def data_received(self, data: bytes) -> None:
        if self.writing:
            self.body += data
            if self.body.endswith(b"\r\n.\r\n"):
                self.kept.append(self.body)
                self.writing = False
                self.transport.write(b"250 kept\r\n")
            return
        self.writing = data.upper().startswith(b"DATA")
        self.transport.write(b"354 go on\r\n" if self.writing else b"250 ok\r\n")


async def test_with_a_mail_server_it_goes_there(world, cast, tmp_path):
    kept: list[bytes] = []
    server = await asyncio.get_running_loop().create_server(lambda: Mailbox(kept), "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    letter = compose("invitation", "a@b.cn", "zh-CN", WORDS)
    post = Post(f"smtp://127.0.0.1:{port}", tmp_path, "https://jingjin.example")
    async with server:
        await send(letter, post, tenant=cast.brand.id, now=world.now)
    assert b"To: a@b.cn" in kept[0]
    assert b"From: jingjin@jingjin.example" in kept[0]
    assert f"<{letter.key}@jingjin.example>".encode() in kept[0]
    assert list(tmp_path.iterdir()) == []


async def test_a_mail_server_that_is_away_is_a_fault_to_try_again(world, cast, tmp_path):
    letter = compose("invitation", "a@b.cn", "zh-CN", WORDS)
    with pytest.raises(SMTPException):
        await send(
            letter, Post("smtp://127.0.0.1:9", tmp_path, "http://test"), tenant=cast.brand.id, now=world.now
        )


def test_no_name_can_write_a_header_of_its_own():
    words = {"company": "Ice\r\nBcc: x@y.cn", "name": "n", "link": "l"}
    letter = compose("invitation", "a@b.cn", "en", words)
    assert "\n" not in letter.subject
    assert "\r" not in letter.subject
