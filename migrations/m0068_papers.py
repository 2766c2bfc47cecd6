"""What a company's papers look like; several units in one file."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from tenants.policies import wall
from tenants.scripts import run_script

ID = "m0068_papers"
VERSION = "1.38.0"
DESCRIPTION = "looks of reports, board packs"

SQL = f"""
-- The logo is small and only read with a paper: it stands in the row itself.
CREATE TABLE report_looks (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    logo bytea CHECK (length(logo) <= 200000),
    colour text NOT NULL CHECK (colour ~ '^#[0-9a-f]{{6}}$'),
    cover jsonb NOT NULL DEFAULT '{{}}',
    membership_id uuid NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id),
    FOREIGN KEY (tenant_id, membership_id) REFERENCES memberships (tenant_id, id)
);
{wall("report_looks", rights="SELECT, INSERT, UPDATE")}

-- Null: the one unit of unit_id. Else all of them in order, unit_id the first.
ALTER TABLE reports ADD COLUMN units uuid[];
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="saas", description=DESCRIPTION)
    manager.add_raw(run_script(SQL))
    return manager
