"""A company's own configuration as a pack, to be kept, handed on, or taken up by another company."""

from __future__ import annotations

import asyncio
from datetime import date

from saas.packs.assemble import company, objects, responsibilities, standards
from saas.packs.assemble_work import checklists, measures, scheme, wholes
from saas.packs.format import Pack
from saas.packs.kept import Kept, kept
from saas.packs.rows_parts import beyond
from saas.packs.shelf import keys, pack_named


async def export(today: date) -> Pack:
    """What stands on this day: closed units, retired lists and drafts are left out, and so are people and results.

    What cannot be told from the tables (the level of a layer, a rule by job title) is told from the pack the company
    was born with as long as the tables agree with it; where they do not, the tables are believed.
    """
    given = await kept(today)
    industry = given.rows["company"][0]["industry"]
    if "pack" not in given.parts and industry in keys():
        # Founded before companies kept a copy of these parts.
        given = Kept(given.rows, beyond(await pack_named(industry)))
    return await asyncio.to_thread(_assembled, given)


def _assembled(given: Kept) -> Pack:
    face, organisation = company(given)
    tree = standards(given)
    lists = checklists(given, organisation)
    return Pack(
        pack=face,
        organisation=organisation,
        standards=tree,
        responsibilities=responsibilities(given, organisation, tree),
        objects=objects(given, lists),
        checklists=lists,
        measures=measures(given, lists),
        **scheme(given, lists),
        **wholes(given),
    )
