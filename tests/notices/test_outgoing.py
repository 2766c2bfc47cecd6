"""No request to private addresses, whichever way they are written; against a real server for the rest."""

import asyncio
from contextlib import asynccontextmanager

import pytest

from saas.notices import outgoing
from saas.notices.addresses import host_and_port, public
from saas.notices.outgoing import MOST, Unreachable, post
from saas.refusals import Refused

PRIVATE = [
    "127.0.0.1", "127.8.8.8", "0.0.0.0", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254",
    "100.64.0.1", "100.100.100.200", "192.0.0.1", "192.0.2.1", "198.18.0.1", "198.51.100.1", "203.0.113.1", "224.0.0.1",
    "239.255.255.255", "240.0.0.1", "255.255.255.255", "168.63.129.16", "::", "::1", "::127.0.0.1", "::ffff:127.0.0.1",
    "::ffff:10.0.0.1", "::ffff:169.254.169.254", "64:ff9b::7f00:1", "64:ff9b:1::1", "2002:7f00:1::", "2001:0:7f00:1::",
    "2001:db8::1", "fc00::1", "fd00:ec2::254", "fe80::1", "fe80::1%eth0", "fec0::1", "ff02::1",
]  # fmt: skip


@pytest.mark.parametrize("address", PRIVATE)
def test_an_inner_address_is_not_public(address):
    assert not public(address)


@pytest.mark.parametrize("address", ["1.1.1.1", "220.181.38.148", "::ffff:1.1.1.1", "2400:3200::1", "2606:4700::1111"])
def test_a_public_address_is(address):
    assert public(address)


@pytest.mark.parametrize(
    "url",
    [
        "", "robot", "http://robot.example/x", "ftp://robot.example/x", "https://", "https:///x", "https://u:p@robot.example/x",
        "https://robot.example:99999/", "https://robot.example/a b", "https://robot.example/\r\nX: y", "https://[::1", "https://x/" + "a" * 1000,
    ],
)  # fmt: skip
def test_only_whole_https_addresses_are_taken(url):
    with pytest.raises(Refused):
        host_and_port(url, frozenset())


def test_one_of_the_own_network_may_be_allowed():
    assert host_and_port("http://robot.local:8080/x", frozenset({"robot.local:8080"})) == ("robot.local", 8080)


@pytest.mark.parametrize(
    "url", ["https://127.0.0.1/", "https://[::1]/", "https://2130706433/", "https://0x7f.1/", "https://localhost/"]
)
async def test_no_spelling_of_this_machine_is_asked(url):
    with pytest.raises(Unreachable, match="内部网络"):
        await post(url, b"{}", {})


@pytest.mark.parametrize("address", PRIVATE)
async def test_a_name_that_leads_inside_is_not_asked(address, monkeypatch):
    async def never(*_, **__):
        raise AssertionError("connected")

    monkeypatch.setattr(outgoing.asyncio, "open_connection", never)
    for found in ([address], ["1.1.1.1", address]):

        async def find(_host, _port, found=found):
            return found

        with pytest.raises(Unreachable):
            await post("https://robot.example/x", b"{}", {}, find=find)


async def test_the_connection_goes_to_the_address_that_was_checked(monkeypatch):
    """Whatever the name answers the second time: it is looked up once."""
    asked, went = [], []

    async def find(host, _port):
        asked.append(host)
        return ["1.1.1.1"] if len(asked) == 1 else ["127.0.0.1"]

    async def connect(host, port, **more):
        went.append((host, port, more["server_hostname"]))
        raise ConnectionRefusedError

    monkeypatch.setattr(outgoing.asyncio, "open_connection", connect)
    with pytest.raises(Unreachable):
        await post("https://robot.example/x", b"{}", {}, find=find)
    assert (asked, went) == (["robot.example"], [("1.1.1.1", 443, "robot.example")])


@asynccontextmanager
async def server(answer: bytes, *, silent: bool = False):
    """A server of one answer; gives its address and what it was sent."""
    got: list[bytes] = []

    async def serve(reader, writer):
        head = await reader.readuntil(b"\r\n\r\n")
        length = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
        got.append(head + await reader.readexactly(length))
        if silent:
            await asyncio.sleep(5)
        writer.write(answer)
        writer.close()

    listening = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = listening.sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}", frozenset({f"127.0.0.1:{port}"}), got
    finally:
        listening.close()


async def test_a_real_server_gets_the_body_and_is_heard():
    async with server(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n") as (url, allowed, got):
        answer = await post(f"{url}/hook?key=1", b'{"a":1}', {"webhook-id": "x"}, allowed=allowed)
    assert (answer.status, answer.text) == (200, "hello")
    assert got[0].startswith(b"POST /hook?key=1 HTTP/1.1\r\n")
    assert b"webhook-id: x\r\n" in got[0]
    assert got[0].endswith(b'\r\n\r\n{"a":1}')


async def test_without_leave_the_same_server_is_not_asked():
    async with server(b"") as (url, _, got):
        with pytest.raises(Refused):
            await post(url, b"{}", {})
    assert got == []


async def test_a_redirect_is_an_answer_and_not_followed():
    async with server(b"HTTP/1.1 302 Found\r\nLocation: http://169.254.169.254/\r\nContent-Length: 0\r\n\r\n") as (
        url,
        allowed,
        got,
    ):
        assert (await post(url, b"{}", {}, allowed=allowed)).status == 302
    assert len(got) == 1


async def test_an_endless_answer_is_cut():
    async with server(b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * (4 * MOST)) as (url, allowed, _):
        assert len((await post(url, b"{}", {}, allowed=allowed)).body) <= MOST


@pytest.mark.parametrize("answer", [b"", b"SSH-2.0-x\r\n"])
async def test_what_is_no_http_is_said_so(answer):
    async with server(answer) as (url, allowed, _):
        with pytest.raises(Unreachable, match="HTTP"):
            await post(url, b"{}", {}, allowed=allowed)


async def test_who_is_silent_is_left(monkeypatch):
    monkeypatch.setattr(outgoing, "SECONDS", 0.2)
    async with server(b"", silent=True) as (url, allowed, _):
        with pytest.raises(Unreachable, match="10 秒"):
            await post(url, b"{}", {}, allowed=allowed)
