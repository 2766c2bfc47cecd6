"""Managed objects and their book figures."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from tenants.policies import wall
from tenants.scripts import run_script

ID = "m0005_objects"
VERSION = "1.38.0"
DESCRIPTION = "objects and ledgers"

SQL = f"""
CREATE TABLE object_kinds (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL DEFAULT uuidv7(),
    code text NOT NULL,
    name jsonb NOT NULL,
    attributes jsonb NOT NULL DEFAULT '[]',
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, code)
);
{wall("object_kinds")}

CREATE TABLE objects (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL DEFAULT uuidv7(),
    kind_id uuid NOT NULL,
    unit_id uuid NOT NULL,
    code text NOT NULL,
    name jsonb NOT NULL,
    attributes jsonb NOT NULL DEFAULT '{{}}',
    retired_on date,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, code),
    FOREIGN KEY (tenant_id, kind_id) REFERENCES object_kinds (tenant_id, id),
    FOREIGN KEY (tenant_id, unit_id) REFERENCES units (tenant_id, id)
);
CREATE INDEX objects_of_unit ON objects (tenant_id, unit_id, kind_id);
{wall("objects")}

-- Book figures that counts are held against: per object and point of a checklist.
CREATE TABLE ledger_figures (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    object_id uuid NOT NULL,
    point_code text NOT NULL,
    figure numeric NOT NULL,
    as_of timestamptz NOT NULL,
    source_check uuid,
    PRIMARY KEY (tenant_id, object_id, point_code),
    FOREIGN KEY (tenant_id, object_id) REFERENCES objects (tenant_id, id)
);
{wall("ledger_figures")}
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="saas", description=DESCRIPTION)
    manager.add_raw(run_script(SQL))
    return manager
