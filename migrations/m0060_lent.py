"""A deputy of a leader's post leads in its place: the role is lent for the time, and tells by whom it came."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from tenants.scripts import run_script

ID = "m0060_lent"
VERSION = "1.38.0"
DESCRIPTION = "roles lent to deputies"

SQL = """
ALTER TABLE roles ADD COLUMN deputy_id uuid;
ALTER TABLE roles ADD FOREIGN KEY (tenant_id, deputy_id) REFERENCES deputies (tenant_id, id);
CREATE INDEX roles_lent ON roles (tenant_id, deputy_id) WHERE deputy_id IS NOT NULL;
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="saas", description=DESCRIPTION)
    manager.add_raw(run_script(SQL))
    return manager
