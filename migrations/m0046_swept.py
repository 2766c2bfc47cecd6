"""What was swept away: imported files after their days, and files that nothing names any more."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from tenants.policies import APP, wall
from tenants.scripts import run_script

ID = "m0046_swept"
VERSION = "1.38.0"
DESCRIPTION = "sweeping of files, with a list"

SQL = f"""
ALTER TABLE imports ADD COLUMN swept_at timestamptz;
CREATE INDEX imports_unswept ON imports (tenant_id, requested_at) WHERE swept_at IS NULL;
GRANT DELETE ON standard_files TO {APP};

CREATE TABLE swept (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL DEFAULT uuidv7(),
    at timestamptz NOT NULL,
    kind text NOT NULL CHECK (kind IN ('import', 'document', 'photo', 'file')),
    name text NOT NULL,
    bytes bigint NOT NULL,
    since timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX swept_at ON swept (tenant_id, at);
{wall("swept", rights="SELECT, INSERT")}
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="saas", description=DESCRIPTION)
    manager.add_raw(run_script(SQL))
    return manager
