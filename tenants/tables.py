"""What the wall owns: the tenant, and the mixin of every table that belongs to one."""

from __future__ import annotations

from piccolo.columns import JSONB, UUID, Integer, Text, Timestamptz
from piccolo.table import Table

from tenants.engine import engine


class Owned:
    """Mixin (not a base table: Piccolo would make a table of it). The composite key stands in the migration."""

    id = UUID(primary_key=True)
    tenant_id = UUID()


class Tenants(Table, tablename="tenants", db=engine):
    id = UUID(primary_key=True)
    slug = Text()
    name = Text()
    industry = Text()
    locale = Text()
    zone = Text()
    created_at = Timestamptz()
    suspended_at = Timestamptz(null=True)


class Jobs(Owned, Table, tablename="jobs", db=engine):
    name = Text()
    args = JSONB()
    key = Text(null=True)
    state = Text()
    attempts = Integer()
    due_at = Timestamptz()
    created_at = Timestamptz()
    finished_at = Timestamptz(null=True)
    error = Text(null=True)
