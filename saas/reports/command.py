"""`saas trace [COMPANY/]ID`: where a printed figure comes from, and the same figure computed again."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterator, Mapping
from typing import Any

from saas.reports.rescore import Line
from saas.reports.trace import Traced, trace
from saas.settings import Settings
from saas.words import N_, moment, number, say, translator
from tenants import db, engine, inside, lobby

HOLDS, DIFFERS, UNKNOWN = 0, 1, 2
SAME = {True: N_("相同"), False: N_("不同")}


def show(text: str, company: str | None, locale: str, settings: Settings) -> int:
    """Print a figure with its formula, inputs and signatures. 0: it holds, 1: it comes out otherwise, 2: there is none."""
    slug, _, figure = text.rpartition("/")
    told = asyncio.run(_told(company or slug or None, figure, settings))
    if isinstance(told, str):
        sys.stderr.write(f"{told}\n")
        return UNKNOWN
    sys.stdout.write("".join(f"{line}\n" for line in lines(told, locale)))
    return HOLDS if told.holds else DIFFERS


async def _told(slug: str | None, figure: str, settings: Settings) -> Traced | str:
    engine.connect_to(settings.app)
    await engine.start_connection_pool(min_size=1, max_size=1)
    try:
        async with lobby():
            found = await db().fetch("select id, slug from tenants where slug = $1 or $1 is null order by slug limit 20", slug)
        if len(found) != 1:
            names = ", ".join(row["slug"] for row in found)
            return f"{slug or names}: 请写公司/编号 / say COMPANY/ID"
        async with inside(found[0]["id"]):
            return await trace(figure) or f"{figure}: 没有这个编号 / there is no such figure"
    finally:
        await engine.close_connection_pool()


def lines(told: Traced, locale: str) -> Iterator[str]:
    """A traced figure as plain text, one line each."""
    tell, q = translator(locale), told.q

    def named(label: Any) -> str:
        return say(label, locale=locale) if isinstance(label, Mapping) else tell(str(label))

    words = {name: named(each) for name, each in told.figure.words.items()}
    yield f"{told.id}  {say(q.title, locale=locale)} · {say(q.cycle.name, locale=locale)} · {tell(told.figure.label, **words)}"
    yield f"{tell(N_('印出'))}  {told.figure.spelled(q.places)}"
    yield f"{tell(N_('未取整'))}  {told.figure.value:f}"
    again = "—" if told.again.value is None else f"{told.again.value:f}"
    yield f"{tell(N_('重新计算'))}  {again}  {tell(SAME[told.holds])}"
    yield f"{tell(N_('公式'))}  {tell(told.again.formula)}"
    for line in told.again.lines:
        yield "  " + "  ".join([named(line.label), *_figures(line), *([line.key] if line.key else [])])
    yield f"{tell(N_('考核方案'))}  {tell(N_('第 %(n)s 版'), n=q.scheme)}"
    for name, version in told.lists.values():
        yield f"{tell(N_('检查表'))}  {named(name)}  {tell(N_('第 %(n)s 版'), n=version)}"
    for one in told.signed:
        seal = [one.seal[0], tell(SAME[one.seal[1]])] if one.seal else []
        at = moment(one.at, q.zone, locale=locale)
        yield "  ".join([tell(one.what), one.by or tell(N_("到期自动")), at, one.why or "", *seal]).rstrip()


def _figures(line: Line) -> list[str]:
    return [number(each) for each in (line.value, line.weight, line.of) if each is not None]
