"""Checklists in versions, their points and schedules; the working calendar."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from tenants.policies import open_to_all, wall
from tenants.scripts import run_script

ID = "m0006_checklists"
VERSION = "1.38.0"
DESCRIPTION = "checklists, schedules, calendar"

SQL = f"""
-- Public holidays and make-up workdays of mainland China, seeded by saas.calendar; source and confirmed are kept.
CREATE TABLE calendar_days (
    day date PRIMARY KEY,
    workday boolean NOT NULL,
    name text NOT NULL,
    source text NOT NULL,
    confirmed boolean NOT NULL
);
{open_to_all("calendar_days", rights="SELECT")}

CREATE TABLE checklists (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL DEFAULT uuidv7(),
    code text NOT NULL,
    name jsonb NOT NULL,
    position int NOT NULL DEFAULT 0,
    retired_on date,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, code)
);
{wall("checklists")}

CREATE TABLE checklist_versions (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL DEFAULT uuidv7(),
    checklist_id uuid NOT NULL,
    number int NOT NULL,
    scoring text NOT NULL CHECK (scoring IN ('weighted', 'deduction', 'levels')),
    sections jsonb NOT NULL,
    effective_from date NOT NULL,
    published_at timestamptz NOT NULL,
    published_by uuid,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, checklist_id, number),
    FOREIGN KEY (tenant_id, checklist_id) REFERENCES checklists (tenant_id, id),
    FOREIGN KEY (tenant_id, published_by) REFERENCES memberships (tenant_id, id)
);
{wall("checklist_versions", rights="SELECT, INSERT")}

CREATE TABLE points (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL DEFAULT uuidv7(),
    version_id uuid NOT NULL,
    code text NOT NULL,
    section text NOT NULL,
    position int NOT NULL,
    text jsonb NOT NULL,
    kind text NOT NULL CHECK (kind IN ('pass_fail', 'number', 'choice', 'count', 'photo', 'text')),
    weight numeric NOT NULL CHECK (weight >= 0),
    veto boolean NOT NULL DEFAULT false,
    evidence text NOT NULL DEFAULT 'none' CHECK (evidence IN ('none', 'photo', 'text', 'photo_always')),
    uom text,
    limits jsonb,
    options jsonb,
    detail_code text,
    mark jsonb NOT NULL DEFAULT '{{}}',
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, version_id, code),
    UNIQUE (tenant_id, version_id, position),
    FOREIGN KEY (tenant_id, version_id) REFERENCES checklist_versions (tenant_id, id)
);
{wall("points", rights="SELECT, INSERT")}

CREATE TABLE schedules (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL DEFAULT uuidv7(),
    checklist_id uuid NOT NULL,
    post_id uuid NOT NULL,
    object_id uuid,
    weekdays int[] NOT NULL DEFAULT '{{1,2,3,4,5,6,7}}',
    workdays_only boolean NOT NULL DEFAULT false,
    opens_at time NOT NULL,
    closes_at time NOT NULL,
    late_minutes int NOT NULL DEFAULT 0 CHECK (late_minutes >= 0),
    from_date date NOT NULL,
    to_date date,
    PRIMARY KEY (tenant_id, id),
    CHECK (closes_at > opens_at),
    FOREIGN KEY (tenant_id, checklist_id) REFERENCES checklists (tenant_id, id),
    FOREIGN KEY (tenant_id, post_id) REFERENCES posts (tenant_id, id),
    FOREIGN KEY (tenant_id, object_id) REFERENCES objects (tenant_id, id)
);
CREATE UNIQUE INDEX schedules_once ON schedules (tenant_id, checklist_id, post_id, object_id) NULLS NOT DISTINCT WHERE to_date IS NULL;
{wall("schedules")}
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="saas", description=DESCRIPTION)
    manager.add_raw(run_script(SQL))
    return manager
