"""One request to an endpoint of a company, under guard: public addresses only, https, no redirects, little time and size.

The host is looked up once, every address of it is checked, and the connection goes to the address that was checked: a name
that answers differently the second time leads nowhere else.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import httptools

from saas.notices.addresses import host_and_port, public
from saas.words import N_

SECONDS, MOST = 10, 65_536
Lookup = Callable[[str, int], Awaitable[list[str]]]


class Unreachable(Exception):
    """Nothing was answered; the message is a msgid."""


@dataclass
class Answer:
    """What came back: as much of it as we read."""

    status: int = 0
    body: bytes = b""
    done: bool = field(default=False, repr=False)

    def on_body(self, data: bytes) -> None:
        self.body += data

    def on_message_complete(self) -> None:
        self.done = True

    @property
    def text(self) -> str:
        return self.body.decode(errors="replace")


async def lookup(host: str, port: int) -> list[str]:
    """Every address of a host."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(each[4][0]) for each in found))


async def post(
    url: str, body: bytes, headers: Mapping[str, str], *, allowed: frozenset[str] = frozenset(), find: Lookup = lookup
) -> Answer:  # fmt: skip
    """POST `body`. Raises Unreachable where there is no answer in time, Refused for an address that may never be asked."""
    host, port = host_and_port(url, allowed)
    try:
        async with asyncio.timeout(SECONDS):
            address = await _checked(host, port, allowed, find)
            return await _exchange(url, host, port, address, body, headers)
    except TimeoutError:
        raise Unreachable(N_("对方没有在 10 秒内回答。")) from None
    except ssl.SSLError:
        raise Unreachable(N_("对方的证书不可信，没有发送。")) from None
    except (OSError, UnicodeError):
        raise Unreachable(N_("连不上这个地址。")) from None
    except httptools.HttpParserError:
        raise Unreachable(N_("对方的回答不是 HTTP。")) from None


async def _checked(host: str, port: int, allowed: frozenset[str], find: Lookup) -> str:
    addresses = await find(host, port)
    if not addresses:
        raise Unreachable(N_("连不上这个地址。"))
    if f"{host}:{port}" not in allowed and not all(map(public, addresses)):
        raise Unreachable(N_("这个地址在内部网络，不允许发送。"))
    return addresses[0]


async def _exchange(url: str, host: str, port: int, address: str, body: bytes, headers: Mapping[str, str]) -> Answer:
    parts = urlsplit(url)
    secure = {"ssl": ssl.create_default_context(), "server_hostname": host} if parts.scheme == "https" else {}
    reader, writer = await asyncio.open_connection(address, port, **secure)  # type: ignore[arg-type]
    try:
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        lines = {
            "Host": parts.netloc, "User-Agent": "Jingjin", "Content-Type": "application/json", "Content-Length": str(len(body)),
            "Connection": "close", "Accept-Encoding": "identity", **headers,
        }  # fmt: skip
        head = f"POST {target} HTTP/1.1\r\n" + "".join(f"{name}: {value}\r\n" for name, value in lines.items()) + "\r\n"
        writer.write(head.encode("ascii") + body)
        await writer.drain()
        return await _read(reader)
    finally:
        writer.transport.abort()


async def _read(reader: asyncio.StreamReader) -> Answer:
    answer = Answer()
    parser = httptools.HttpResponseParser(answer)
    read = 0
    while not answer.done and read < MOST:
        data = await reader.read(8_192)
        if not data:
            break
        read += len(data)
        parser.feed_data(data)
    answer.status = parser.get_status_code()
    if not answer.status:
        raise Unreachable(N_("对方的回答不是 HTTP。"))
    return answer
