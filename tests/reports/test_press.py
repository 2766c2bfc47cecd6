"""The press: tagged documents, nothing fetched, and a document that breaks it breaks nothing else."""

from __future__ import annotations

import asyncio
import io
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pypdf
import pytest

from saas.press import Press, RenderFailed

PLAIN = "<!doctype html><html lang='zh-CN'><title>一页</title><h1>第一页</h1><h2 style='break-before:page'>第二页</h2></html>"


@pytest.fixture
def press():
    press = Press(seconds=30)
    yield press
    press.close()


@pytest.fixture
def listener():
    """A server on this machine that counts who calls."""
    calls: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            calls.append(self.path)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_):
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", calls
    server.shutdown()
    server.server_close()


async def test_a_document_is_tagged_has_a_language_and_bookmarks(press):
    printed = await press.render(PLAIN)
    assert printed.pages == 2
    file = pypdf.PdfReader(io.BytesIO(printed.body))
    root = file.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "zh-CN"
    assert "/StructTreeRoot" in root
    assert [entry.title for entry in file.outline if not isinstance(entry, list)] == ["第一页"]
    assert "第一页" in file.pages[0].extract_text()


async def test_nothing_is_fetched_and_nothing_is_embedded(press, listener, tmp_path):
    address, calls = listener
    secret = tmp_path / "secret.txt"
    secret.write_text("not for print")
    html = f"""<!doctype html><html lang="en"><title>x</title>
      <link rel="stylesheet" href="{address}/a.css"><link rel="attachment" href="file://{secret}">
      <style>@import url({address}/b.css); @font-face {{ font-family: f; src: url({address}/f.woff) }}
             body {{ font-family: f; background: url({address}/c.png) }}</style>
      <img src="{address}/d.png"><img src="file://{secret}"><object data="{address}/e.svg"></object>
      <embed src="{address}/g.svg"><svg><image href="{address}/h.png" width="9" height="9"/></svg>
      <a rel="attachment" href="file://{secret}">text</a><p>printed all the same</p></html>"""
    printed = await press.render(html)
    assert calls == []
    file = pypdf.PdfReader(io.BytesIO(printed.body))
    assert "printed all the same" in file.pages[0].extract_text()
    assert not file.attachments
    assert b"not for print" not in printed.body


async def test_a_document_that_never_ends_is_ended_and_the_next_one_is_set(press):
    press._seconds = 1
    endless = (
        "<!doctype html><html lang='en'><title>x</title>"
        + "<table><tr><td>" * 400
        + "<p>"
        + "word " * 200_000
    )
    with pytest.raises(RenderFailed) as failed:
        await press.render(endless)
    assert failed.value.reason in ("broken", "refused")
    press._seconds = 30
    assert (await press.render(PLAIN)).pages == 2


async def test_a_document_that_takes_all_memory_stops_at_the_limit():
    press = Press(memory=120_000_000)
    with pytest.raises(RenderFailed):
        await press.render(PLAIN)
    press.close()


async def test_a_new_child_after_so_many_documents(press):
    press._documents = 2
    assert (await press.render(PLAIN)).pages == 2
    child = press._pool
    await press.render(PLAIN)
    assert press._pool is child
    await press.render(PLAIN)
    assert press._pool is not child


async def test_two_at_once_come_out_one_after_the_other(press):
    printed = await asyncio.gather(press.render(PLAIN), press.render(PLAIN))
    assert [each.pages for each in printed] == [2, 2]
