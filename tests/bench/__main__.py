"""`make bench`: every path that matters beside its floor in the same run, as the table of the README.

Bounded: about five minutes; BIG=1 adds a closing of ten million answers, most of it to make them. Ratios are what counts;
absolute figures belong to the machine.
"""

from __future__ import annotations

import asyncio
import os
import platform
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from tests.bench import (
    bench_close,
    bench_dashboards,
    bench_jobs,
    bench_links,
    bench_models,
    bench_org,
    bench_pages,
    bench_pdf,
    bench_plans,
    bench_review,
    bench_signals,
    bench_submit,
)
from tests.bench.table import HEAD, Row, database

SUBMIT, PAGE, SPREAD, CLOSE, CLOSE_GROUP, CLOSE_MEMORY = 0.25, 0.5, 4.0, 3.2, 2.5, 300
BEGIN_MS, DRAIN = 5.0, 2.0
MODEL, HOSTILE_MS = 1.0, 50  # seconds, milliseconds
ACCEPT = 1.0  # seconds
CLAIMED, FOUND = 0.05, 0.8  # shares of companies
PRECISION, RANKING = 0.9, 20.0  # share of looks, seconds
NULL, STRONG, MANY = 0.05, 0.4, 0.5  # shares of programmes called worked
GAPS, IMPORT, SIGN_UP = 1.0, 30.0, 5.0  # seconds
COUNT = 5.0  # seconds


def main() -> int:
    """Print the table; 1 when a bar is not reached."""
    rows = []
    for part in (submit, pages, review, large, close, pdf, jobs, models, plans, signals, links):
        print(f"… {part.__name__}", file=sys.stderr, flush=True)
        rows += list(part())
    print(f"{datetime.now(UTC):%Y-%m-%d}, {machine()}\n")
    print(HEAD)
    for row in rows:
        print(row.line())
    return 0 if all(row.reached for row in rows) else 1


def submit() -> Iterator[Row]:
    with database() as settings:
        floor, sent = asyncio.run(bench_submit.submit(settings))
    ratio, spread = sent.ratio(floor), sent.p99 / sent.p50
    yield Row(
        "submit a check of 20 answers, 8 clients", f"{sent.rate:,.0f}/s", f"bare SQL function, same rows, {floor.rate:,.0f}/s",
        f"{ratio:.2f}", f"≥ {SUBMIT}", ratio >= SUBMIT,
    )  # fmt: skip
    yield Row(
        "… its slowest in a hundred", f"p99 {sent.p99:.1f} ms", f"p50 {sent.p50:.1f} ms", f"{spread:.1f}",
        f"≤ {SPREAD:.0f}", spread <= SPREAD,
    )  # fmt: skip


def pages() -> Iterator[Row]:
    with database() as settings:
        floor, *told = asyncio.run(bench_pages.pages(settings))
    for page in told:
        ratio, beside = page.ratio(floor), page.name.startswith("…")
        yield Row(
            page.name if beside else f"page: {page.name}", f"{page.rate:,.0f}/s", f"hello + one read {floor.rate:,.0f}/s",
            f"{ratio:.2f}", "–" if beside else f"≥ {PAGE}", beside or ratio >= PAGE,
        )  # fmt: skip


def review() -> Iterator[Row]:
    with database() as settings:
        told = asyncio.run(bench_review.figures(settings))
    for name, took in ((f"accept {told.many} of {told.waiting:,} waiting checks in one act", told.accepted), ("… undo it", told.undone)):
        yield Row(name, f"{took:.2f} s", "–", "–", f"≤ {ACCEPT:.0f} s", took <= ACCEPT)


def large() -> Iterator[Row]:
    with database(fsync="off") as settings:
        told = asyncio.run(bench_org.figures(settings))
    floor, *shown = told.pages
    for page in shown:
        ratio, beside = page.ratio(floor), page.name.startswith("…")
        yield Row(
            f"{page.name}, another one" if beside else f"20,000 people: {page.name}", f"{page.ms:.2f} ms of CPU",
            f"hello + one read {floor.ms:.2f} ms of CPU", f"{ratio:.2f}", "–" if beside else f"≥ {PAGE}", beside or ratio >= PAGE,
        )  # fmt: skip
    slowest, pack = told.signed_up
    for name, took, bar in (
        ("all of it checked for gaps, again", told.gaps_again, GAPS), ("20,000 more imported", told.imported, IMPORT),
        (f"sign-up with the slowest pack ({pack})", slowest, SIGN_UP),
    ):  # fmt: skip
        yield Row(f"{name}", f"{took:.2f} s", "–", "–", f"≤ {bar:.0f} s", took <= bar)


def close() -> Iterator[Row]:
    group = ", 1,221 units", (CLOSE_GROUP, CLOSE)
    sizes = [(bench_close.BRAND, "", (CLOSE, CLOSE)), (bench_close.GROUP, *group)]
    if os.environ.get("BIG"):
        sizes.append((bench_close.LARGEST, *group))
    for size, units, bars in sizes:
        with database(**bench_close.FAST) as settings:
            answers, told, memory = asyncio.run(bench_close.figures(settings, size))
            looks = asyncio.run(bench_dashboards.figures(settings)) if size is bench_close.GROUP else None
        floor, scored, whole = told["floor"], told["sheet"].cpu + told["score"].cpu, told["total"]
        parts = (
            ("answers to sheet, sheet to scores", f"{scored:.0f} ms of CPU", scored),
            ("all of it: scores with traces, bridges, frozen sheet, written", f"{whole.cpu:.0f} ms of CPU, {whole.clock:.0f} ms", whole.cpu),
        )  # fmt: skip
        for (name, measured, took), bar in zip(parts, bars, strict=True):
            yield Row(
                f"close a cycle of {answers:,} answers{units}: {name}", measured, f"count and sum {floor.cpu:.1f} ms of CPU",
                f"{took / floor.cpu:.1f}", f"≤ {bar}", took <= bar * floor.cpu,
            )  # fmt: skip
        yield Row("… memory of the worker", f"{memory} MB", "–", "–", f"≤ {CLOSE_MEMORY} MB", memory <= CLOSE_MEMORY)
        if looks:
            yield from _dashboards(looks, answers)


def _dashboards(told: bench_dashboards.Told, answers: int) -> Iterator[Row]:
    floor, *shown = told.pages
    for page in shown:
        ratio, beside = page.ratio(floor), page.name.startswith("…")
        yield Row(
            f"{page.name}, anew" if beside else f"dashboards, {answers:,} answers: {page.name}", f"{page.ms:.2f} ms of CPU",
            f"hello + one read {floor.ms:.2f} ms of CPU", f"{ratio:.2f}", "–" if beside else f"≥ {PAGE}", beside or ratio >= PAGE,
        )  # fmt: skip
    yield Row(
        "… counting for them, each hour", f"{told.hourly:.2f} s", f"{told.rows:,} rows of work", "–", f"≤ {COUNT:.0f} s",
        told.hourly <= COUNT,
    )  # fmt: skip


def pdf() -> Iterator[Row]:
    told = asyncio.run(bench_pdf.figures())
    yield Row(
        f"quarterly PDF, warm, a page of {told.pages}", f"{told.warm:.3f} s of CPU, {told.clock:.3f} s", "–", "–", f"≤ {bench_pdf.PER_PAGE} s",
        told.warm <= bench_pdf.PER_PAGE,
    )  # fmt: skip
    yield Row(
        "… memory of its process", f"{told.memory} MB", "–", "–", f"≤ {bench_pdf.MEMORY} MB", told.memory <= bench_pdf.MEMORY
    )
    row = asyncio.run(bench_pdf.long_row())
    yield Row(
        "… a hundred in a row, ten of them poison", f"{row.printed} of {row.asked}, {row.late} MB", f"{row.early} MB after five",
        f"{row.late / row.early:.2f}", f"≤ {bench_pdf.GROWTH}", row.printed == row.asked and row.late <= row.early * bench_pdf.GROWTH,
    )  # fmt: skip
    yield Row(
        "… two presses against one, by the clock of a quiet machine", f"{row.scale:.2f} ×", "–", "–", f"≥ {bench_pdf.SCALE} ×",
        row.scale >= bench_pdf.SCALE,
    )  # fmt: skip


def models() -> Iterator[Row]:
    told = bench_models.computed()
    yield Row(
        "model: 500 formulas, 1,000 scenarios", f"{told.seconds:.2f} s", f"500,000 additions {told.floor:.2f} s",
        f"{told.seconds / told.floor:.1f}", f"≤ {MODEL:.0f} s", told.seconds <= MODEL,
    )  # fmt: skip
    yield Row(
        "… 10,000 hostile formulas, the slowest", f"{told.hostile:.0f} ms", "–", "–", f"≤ {HOSTILE_MS} ms", told.hostile <= HOSTILE_MS
    )


def jobs() -> Iterator[Row]:
    told = {what: figure for what, figure, _, _ in asyncio.run(bench_jobs.rows())}
    begun, heard = told["job begun after commit, p50"], told["row and NOTIFY heard, p50"]
    done, sent = told["jobs done, nothing to do"], told["checks sent, all with faults"]
    yield Row(
        "a job begins after its commit, p50", f"{begun:.1f} ms", f"row and NOTIFY heard {heard:.1f} ms",
        f"{begun / heard:.1f}", f"≤ {BEGIN_MS:.0f} ms", begun <= BEGIN_MS,
    )  # fmt: skip
    yield Row(
        "jobs drained",
        f"{done:,.0f}/s",
        f"checks sent {sent:,.0f}/s",
        f"{done / sent:.1f}",
        f"≥ {DRAIN:.0f}",
        done >= DRAIN * sent,
    )


def signals() -> Iterator[Row]:
    told, seconds = bench_signals.figures()
    for looks in told:
        share = looks.hits / looks.budget
        yield Row(
            f"signals: looks that fall on planted people, {looks.name}", f"{looks.hits} of {looks.budget}",
            f"{looks.honest} honest among {looks.flagged} shown", f"{share:.2f}", f"≥ {PRECISION}", share >= PRECISION,
        )  # fmt: skip
    yield Row("… 2,000 people and lists put in order", f"{seconds:.2f} s", "–", "–", f"≤ {RANKING:.0f} s", seconds <= RANKING)


def links() -> Iterator[Row]:
    told = bench_links.figures()
    false, found = told.false / told.of, told.found / told.there
    yield Row(
        "links: claimed in companies without any", f"{told.false} of {told.of:,}", f"{told.seconds * 1000:.0f} ms of CPU each",
        f"{false:.3f}", f"≤ {CLAIMED}", false <= CLAIMED,
    )  # fmt: skip
    yield Row("… found where there is one", f"{told.found} of {told.there}", "–", f"{found:.2f}", f"≥ {FOUND}", found >= FOUND)


def plans() -> Iterator[Row]:
    told = bench_plans.figures()
    for name, each, bar in (
        ("measures that do nothing, called worked", told.null, NULL),
        ("… while units wander by 8 points", told.wandering, NULL),
        ("measures that win 20 points, 30–80 answers a unit, called worked", told.strong, STRONG),
        ("… that win 10 points, 30–600 answers a unit", told.many, MANY),
    ):
        nothing = bar == NULL
        reached = each.share <= bar if nothing else each.share >= bar
        yield Row(
            name, f"{each.worked} of {each.all:,}", f"no effect {each.no_effect}, cannot tell {each.cannot_tell}", f"{each.share:.3f}",
            f"{'≤' if nothing else '≥'} {bar}", reached,
        )  # fmt: skip


def machine() -> str:
    """Where the figures come from, in a few words."""
    cpu = next(
        (line.split(":")[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines() if "model name" in line), "?"
    )
    return f"{os.cpu_count()} × {cpu}, {platform.system()}, Python {platform.python_version()}; web, database and clients share the cores"


if __name__ == "__main__":
    sys.exit(main())
