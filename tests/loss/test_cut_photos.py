"""A photo whose line breaks at every tenth of the way: it goes on where it broke, and leaves nothing behind."""

from __future__ import annotations

import asyncio
from hashlib import sha256
from io import BytesIO
from random import Random
from uuid import uuid4

import httpx
from PIL import Image

from tenants import db, inside
from tests.loss.audit import at_rest
from tests.loss.storm import CONNECTIONS
from tests.loss.yard import connected

TENTHS = 10


def noise() -> bytes:
    """A photo that does not compress: some three hundred kilobytes, as a phone sends it."""
    out = BytesIO()
    Image.frombytes("RGB", (480, 360), Random(7).randbytes(480 * 360 * 3)).save(out, "JPEG", quality=90)
    return out.getvalue()


async def send(house, seat, path, body, begins, until):
    """Announce the rest of the photo, send it up to `until`, and be gone before the answer unless it was all."""
    host, port = house.address
    head = (
        f"PUT {path} HTTP/1.1\r\nHost: {host}:{port}\r\nCookie: {seat.cookie}\r\nX-CSRF-Token: {seat.token}\r\n"
        f"Content-Type: application/octet-stream\r\nUpload-Offset: {begins}\r\nUpload-Length: {len(body)}\r\n"
        f"Content-Length: {len(body) - begins}\r\n\r\n"
    )
    _, writer = await asyncio.open_connection(host, port)
    writer.write(head.encode() + body[begins:until])
    await writer.drain()
    # What was handed to the line has left it before the line breaks.
    await asyncio.sleep(0.5)
    writer.transport.abort()
    return until - begins


async def test_it_goes_on_where_the_line_broke_at_every_tenth(house, yard):
    seat, photo, body = yard.seats[0], uuid4(), noise()
    path, sent = f"/{yard.company.slug}/photos/{photo}/parts", 0
    headers = {"cookie": seat.cookie, "x-csrf-token": seat.token, "accept": "application/json"}
    async with httpx.AsyncClient(base_url="http://{}:{}".format(*house.address), headers=headers) as phone:
        offset = 0
        for tenth in range(1, TENTHS):
            until = len(body) * tenth // TENTHS
            while offset < until:
                sent += await send(house, seat, path, body, offset, until)
                offset = await settled(phone, path, offset)
        rest = {"upload-offset": str(offset), "upload-length": str(len(body))}
        answer = await phone.put(path, content=body[offset:], headers=rest)
        assert (answer.status_code, answer.json()) == (200, {"offset": len(body), "kept": True})
        print(f"\n{sent + len(body) - offset} bytes sent of {len(body)}")
        assert sent < 2 * len(body)
    async with connected(house.settings), inside(yard.company.id):
        kept = await db().fetchrow("select sha256 from photos where tenant_id = $1 and id = $2", yard.company.id, photo)
        assert kept["sha256"] == sha256(body).digest()
        assert await db().fetchval("select count(*) from photo_parts where tenant_id = $1", yard.company.id) == 0
    connections, hanging = await at_rest(house.settings)
    assert (hanging, connections <= CONNECTIONS) == (0, True)


async def settled(phone, path, before):
    """The offset that the server tells once it has noticed that the line broke; as before, where nothing of it was read."""
    for _ in range(40):
        answer = await phone.get(path)
        if answer.status_code == 200 and answer.json()["offset"] > before:
            return answer.json()["offset"]
        await asyncio.sleep(0.05)
    return before
