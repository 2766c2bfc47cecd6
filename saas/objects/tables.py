"""Managed objects by kind, and the book figures that counts are held against."""

from __future__ import annotations

from piccolo.columns import JSONB, UUID, Date, Text
from piccolo.table import Table

from tenants import Owned, engine


class ObjectKinds(Owned, Table, tablename="object_kinds", db=engine):
    code = Text()
    name = JSONB()
    attributes = JSONB()


class Objects(Owned, Table, tablename="objects", db=engine):
    kind_id = UUID()
    unit_id = UUID()
    code = Text()
    name = JSONB()
    attributes = JSONB()
    retired_on = Date(null=True)
