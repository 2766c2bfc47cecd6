"""Days that were reopened, and why a list that was called for is due."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from tenants.policies import wall
from tenants.scripts import run_script

ID = "m0076_reopened"
VERSION = "1.38.0"
DESCRIPTION = "days reopened with a reason; what called for a list"

SQL = f"""
-- A closed day that was opened again: why, by whom, and how it had been closed. closed_by null: the clock had closed it.
CREATE TABLE day_reopenings (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL DEFAULT uuidv7(),
    unit_id uuid NOT NULL,
    day date NOT NULL,
    reason text NOT NULL CHECK (length(reason) > 0),
    membership_id uuid NOT NULL,
    at timestamptz NOT NULL,
    closed_at timestamptz NOT NULL,
    closed_by uuid,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, unit_id) REFERENCES units (tenant_id, id),
    FOREIGN KEY (tenant_id, membership_id) REFERENCES memberships (tenant_id, id)
);
CREATE INDEX day_reopenings_of_unit ON day_reopenings (tenant_id, unit_id, day);
{wall("day_reopenings", rights="SELECT, INSERT")}
GRANT DELETE ON day_closures TO jingjin_app;

-- What called for a list that waits for events: {{"on": the event, "title": its words, "number": of a finding}}.
ALTER TABLE due_checks ADD COLUMN called jsonb;
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="saas", description=DESCRIPTION)
    manager.add_raw(run_script(SQL))
    return manager
