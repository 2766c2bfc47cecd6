"""HTML to PDF in a child process of its own: what the layout engine does there cannot hurt the worker.

The child may take this much memory and this long, fetches nothing (data: addresses only), and is replaced
after thirty documents. A document that breaks it breaks nothing else.
"""

from __future__ import annotations

import asyncio
import ctypes
import gc
import re
import resource
import signal
import zlib
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from multiprocessing import get_context
from types import SimpleNamespace
from typing import Any
from xml.etree.ElementTree import ParseError, fromstring

MEMORY = 1_500_000_000
SECONDS = 60
DOCUMENTS = 30
VARIANT = "pdf/ua-1"
PACKED = 6
PR_SET_PDEATHSIG = 1
STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)


@dataclass(frozen=True)
class Rendered:
    """A finished document and its number of pages."""

    body: bytes
    pages: int


class RenderFailed(RuntimeError):
    """The document could not be set. reason: "broken" (out of time or memory, engine died) or "refused"."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason


class Press:
    """One child, started with the first document; a new one after thirty, or after one that could not be set."""

    def __init__(self, *, documents: int = DOCUMENTS, seconds: int = SECONDS, memory: int = MEMORY) -> None:
        self._documents, self._seconds, self._memory = documents, seconds, memory
        self._pool: ProcessPoolExecutor | None = None
        self._printed = 0
        self._one_at_a_time = asyncio.Lock()

    async def render(self, html: str) -> Rendered:
        """Set one document. Raises RenderFailed; the next document gets a fresh child then."""
        async with self._one_at_a_time:
            pool = self._child()
            self._printed += 1
            try:
                return await asyncio.get_running_loop().run_in_executor(
                    pool, set_document, html, self._seconds
                )
            except (BrokenProcessPool, MemoryError) as broken:
                self.close()
                raise RenderFailed("broken", "the child died or ran out of time") from broken
            except Exception as fault:
                # What was left half done stays in the child's memory: the next document need not carry it.
                self.close()
                raise RenderFailed("refused", f"{type(fault).__name__}: {fault}") from fault
            finally:
                # Nobody waits for the sweeping, unless the next document is there already.
                with suppress(RuntimeError):  # a child that is gone has nothing to sweep
                    pool.submit(gc.collect)

    def _child(self) -> ProcessPoolExecutor:
        if self._pool is not None and self._printed >= self._documents:
            self.close()
        if self._pool is None:
            self._pool = ProcessPoolExecutor(
                1, mp_context=get_context("spawn"), initializer=prepare, initargs=(self._memory,)
            )
            self._printed = 0
        return self._pool

    def close(self) -> None:
        """Let the child go without waiting for it."""
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)
        self._pool = None


_press: Press | None = None


async def render(html: str) -> Rendered:
    """Set a document on the press of this process."""
    global _press  # noqa: PLW0603 – one press a process, like the engine
    _press = _press or Press()
    return await _press.render(html)


# What follows runs in the child.

_tools: dict[str, Any] = {}


def prepare(memory: int) -> None:
    """Limits first, then the engine: fonts are found once and stay."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    # Ctrl-C and the worker's own end are the parent's business; when the parent is killed, so is the child.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    from weasyprint.pdf import pydyf
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import URLFetcher

    # The writer packs as tightly as can be: a twentieth of all the time for one byte in a hundred.
    pydyf.zlib = SimpleNamespace(compress=zlib.compress, compressobj=lambda level: zlib.compressobj(min(level, PACKED)))

    # A document is a hundred thousand objects that go together at its end: looking for garbage in between
    # costs time and finds none, so it is done once, when each document is on its way.
    gc.freeze()
    gc.disable()
    _tools["fonts"] = FontConfiguration()
    _tools["fetcher"] = URLFetcher(allowed_protocols=["data"], allow_redirects=False)


def set_document(html: str, seconds: int) -> Rendered:
    """One tagged document. The alarm ends the process, wherever it hangs."""
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        return _set(html)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def _set(html: str) -> Rendered:
    source, styles = _read(html)
    document = source.render(stylesheets=styles, font_config=_tools["fonts"], pdf_variant=VARIANT)
    return Rendered(bytes(document.write_pdf(pdf_variant=VARIANT)), len(document.pages))


def _read(html: str) -> tuple[Any, list[Any]]:
    """Our own papers are well-formed: read thirty times faster, with the style of the one before.

    Anything else is read as HTML is.
    """
    from cssselect2 import ElementWrapper
    from weasyprint import HTML

    try:
        root = fromstring(STYLE.sub("", html))  # noqa: S314 – our own page, in a child with limits
    except ParseError:
        return HTML(string=html, url_fetcher=_tools["fetcher"], base_url=None), []
    source = HTML(string="<html></html>", url_fetcher=_tools["fetcher"], base_url=None)
    source.wrapper_element = ElementWrapper.from_html_root(root, content_language=None)
    source.etree_element = source.wrapper_element.etree_element
    return source, [_style("".join(STYLE.findall(html)))]


@lru_cache(maxsize=8)
def _style(css: str) -> Any:
    from weasyprint import CSS

    return CSS(string=css, url_fetcher=_tools["fetcher"], font_config=_tools["fonts"], base_url=None)
