"""Checklists in versions, their schedules, the checks that are due and the checks that were sent."""

from __future__ import annotations

from piccolo.columns import (
    JSONB,
    UUID,
    Array,
    Boolean,
    Bytea,
    Date,
    Integer,
    Numeric,
    Text,
    Time,
    Timestamptz,
)
from piccolo.table import Table

from tenants import Owned, engine


class Checklists(Owned, Table, tablename="checklists", db=engine):
    code = Text()
    name = JSONB()
    position = Integer()
    retired_on = Date(null=True)


class ChecklistVersions(Owned, Table, tablename="checklist_versions", db=engine):
    checklist_id = UUID()
    number = Integer()
    scoring = Text()
    sections = JSONB()
    effective_from = Date()
    published_at = Timestamptz()
    published_by = UUID(null=True)


class Points(Owned, Table, tablename="points", db=engine):
    version_id = UUID()
    code = Text()
    section = Text()
    position = Integer()
    text = JSONB()
    kind = Text()
    weight = Numeric()
    veto = Boolean()
    evidence = Text()
    uom = Text(null=True)
    limits = JSONB(null=True)
    options = JSONB(null=True)
    detail_code = Text(null=True)
    mark = JSONB()


class Schedules(Owned, Table, tablename="schedules", db=engine):
    checklist_id = UUID()
    post_id = UUID()
    object_id = UUID(null=True)
    weekdays = Array(base_column=Integer())
    workdays_only = Boolean()
    opens_at = Time()
    closes_at = Time()
    late_minutes = Integer()
    from_date = Date()
    to_date = Date(null=True)


class DueChecks(Owned, Table, tablename="due_checks", db=engine):
    schedule_id = UUID()
    version_id = UUID()
    post_id = UUID()
    unit_id = UUID()
    object_id = UUID(null=True)
    business_date = Date()
    opens_at = Timestamptz()
    closes_at = Timestamptz()
    late_until = Timestamptz()
    state = Text()
    late = Boolean()
    check_id = UUID(null=True)


class Checks(Owned, Table, tablename="checks", db=engine):
    due_id = UUID()
    version_id = UUID()
    post_id = UUID()
    unit_id = UUID()
    object_id = UUID(null=True)
    membership_id = UUID()
    business_date = Date()
    revision = Integer()
    replaces = UUID(null=True)
    content_hash = Bytea()
    receipt = Text()
    claimed_start = Timestamptz(null=True)
    claimed_end = Timestamptz(null=True)
    received_at = Timestamptz()
    score = Numeric(null=True)
    score_sent = Numeric(null=True)
    vetoed = Boolean()
    failed = Integer()
    risk = Integer()
    state = Text()


class Photos(Owned, Table, tablename="photos", db=engine):
    unit_id = UUID()
    membership_id = UUID()
    path = Text()
    sha256 = Bytea()
    width = Integer()
    height = Integer()
    bytes = Integer()
    received_at = Timestamptz()
