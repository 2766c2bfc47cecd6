"""The documents and photos of a pack: kept for a company that takes it up, and given back with the company's own pack."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from saas import files
from saas.packs.cross_files import IN, lines
from saas.packs.format import Pack
from saas.packs.kept import NOW_STANDARD
from saas.packs.told import called
from saas.refusals import Refused
from saas.standards.keep_file import keep_file
from saas.words import N_
from tenants import current, db

Documents = Mapping[tuple[str, str], UUID]  # file in the pack and the name people see → the id it is kept under

NAMED = f"""
    select distinct f.kind, f.name, f.path, encode(f.sha256, 'hex') as sha
      from standard_nodes n join standard_files f on f.tenant_id = $1 and f.id = any (n.attachments)
     where n.tenant_id = $1 and n.standard_id = {NOW_STANDARD}"""  # noqa: S608 – a piece of our own


async def keep_documents(pack: Pack, bodies: Mapping[str, bytes], *, by: UUID, now: datetime) -> Documents:
    """Keep what the lines of the standards name, once a file and name. Raises Refused 422 for a damaged photo."""
    named = dict.fromkeys((one.file, one.name) for line in lines(pack) for one in line.files)
    return {(file, name): await keep_file(name, bodies[IN + file], by=by, now=now) for file, name in named}


async def documents(today: date) -> dict[str, bytes]:
    """files/… → content of everything that the standards in force on that day name. Raises Refused 409 where one is lost."""
    found = {}
    for row in await db().fetch(NAMED, current(), today):
        body = await files.get(current(), row["path"])
        if body is None:
            raise Refused(409, N_("附件“%(name)s”的文件找不到了，请在标准里重新上传。"), name=row["name"])
        found[IN + called(row["sha"], row["kind"])] = body
    return dict(sorted(found.items()))
