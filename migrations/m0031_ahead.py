"""Moves and mergers of units that lie ahead: arranged today, made by the clock on their day."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from tenants.policies import wall
from tenants.scripts import run_script

ID = "m0031_ahead"
VERSION = "1.38.0"
DESCRIPTION = "moves of units from a day to come"

SQL = f"""
-- One that lies ahead at a time per unit. It ends by being made, by being withdrawn, or by being found impossible on its day.
CREATE TABLE moves_ahead (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL DEFAULT uuidv7(),
    unit_id uuid NOT NULL,
    target_id uuid NOT NULL CHECK (target_id <> unit_id),
    merges boolean NOT NULL,
    on_date date NOT NULL,
    planned_by uuid NOT NULL,
    planned_at timestamptz NOT NULL,
    done_at timestamptz,
    withdrawn_by uuid,
    withdrawn_at timestamptz,
    refused_at timestamptz,
    refusal jsonb,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, unit_id) REFERENCES units (tenant_id, id),
    FOREIGN KEY (tenant_id, target_id) REFERENCES units (tenant_id, id),
    FOREIGN KEY (tenant_id, planned_by) REFERENCES memberships (tenant_id, id),
    FOREIGN KEY (tenant_id, withdrawn_by) REFERENCES memberships (tenant_id, id),
    CHECK ((refused_at IS NULL) = (refusal IS NULL))
);
CREATE UNIQUE INDEX moves_ahead_one ON moves_ahead (tenant_id, unit_id)
    WHERE done_at IS NULL AND withdrawn_at IS NULL AND refused_at IS NULL;
CREATE INDEX moves_ahead_open ON moves_ahead (tenant_id, on_date)
    WHERE done_at IS NULL AND withdrawn_at IS NULL AND refused_at IS NULL;
CREATE INDEX moves_ahead_to ON moves_ahead (tenant_id, target_id);
{wall("moves_ahead", rights="SELECT, INSERT, UPDATE")}
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="saas", description=DESCRIPTION)
    manager.add_raw(run_script(SQL))
    return manager
