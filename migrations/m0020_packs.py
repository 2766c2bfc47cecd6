"""What a pack says and no other table holds; shifts and days of the month in schedules; notes of checklists."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from tenants.policies import wall
from tenants.scripts import run_script

ID = "m0020_packs"
VERSION = "1.38.0"
DESCRIPTION = "packs"

SQL = f"""
-- The company's own copy, part by part and code by code: export gives it back, a later table takes it over.
CREATE TABLE pack_parts (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    part text NOT NULL,
    code text NOT NULL,
    position int NOT NULL,
    body jsonb NOT NULL,
    PRIMARY KEY (tenant_id, part, code)
);
{wall("pack_parts")}

ALTER TABLE checklists ADD COLUMN note jsonb NOT NULL DEFAULT '{{}}';
-- reviewer: the job title whose nearest post up the line reviews; '' where nobody was named.
ALTER TABLE schedules ADD COLUMN shift text NOT NULL DEFAULT '', ADD COLUMN reviewer text NOT NULL DEFAULT '',
    ADD COLUMN month_days int[] NOT NULL DEFAULT '{{}}';
DROP INDEX schedules_once;
CREATE UNIQUE INDEX schedules_once ON schedules (tenant_id, checklist_id, post_id, object_id, shift) NULLS NOT DISTINCT
    WHERE to_date IS NULL;
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="saas", description=DESCRIPTION)
    manager.add_raw(run_script(SQL))
    return manager
