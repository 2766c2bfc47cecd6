"""Moves of posts that lie ahead: arranged today, made by the clock on their day."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from tenants.policies import wall
from tenants.scripts import run_script

ID = "m0083_post_moves"
VERSION = "1.38.0"
DESCRIPTION = "moves of posts from a day to come"

SQL = f"""
-- One that lies ahead at a time per post. It ends by being made, by being withdrawn, or by being found impossible on its day.
CREATE TABLE post_moves_ahead (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL DEFAULT uuidv7(),
    post_id uuid NOT NULL,
    target_id uuid NOT NULL,
    on_date date NOT NULL,
    planned_by uuid NOT NULL,
    planned_at timestamptz NOT NULL,
    done_at timestamptz,
    withdrawn_by uuid,
    withdrawn_at timestamptz,
    refused_at timestamptz,
    refusal jsonb,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, post_id) REFERENCES posts (tenant_id, id),
    FOREIGN KEY (tenant_id, target_id) REFERENCES units (tenant_id, id),
    FOREIGN KEY (tenant_id, planned_by) REFERENCES memberships (tenant_id, id),
    FOREIGN KEY (tenant_id, withdrawn_by) REFERENCES memberships (tenant_id, id),
    CHECK ((refused_at IS NULL) = (refusal IS NULL))
);
CREATE UNIQUE INDEX post_moves_ahead_one ON post_moves_ahead (tenant_id, post_id)
    WHERE done_at IS NULL AND withdrawn_at IS NULL AND refused_at IS NULL;
CREATE INDEX post_moves_ahead_open ON post_moves_ahead (tenant_id, on_date)
    WHERE done_at IS NULL AND withdrawn_at IS NULL AND refused_at IS NULL;
CREATE INDEX post_moves_ahead_of ON post_moves_ahead (tenant_id, post_id);
{wall("post_moves_ahead", rights="SELECT, INSERT, UPDATE")}
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="saas", description=DESCRIPTION)
    manager.add_raw(run_script(SQL))
    return manager
