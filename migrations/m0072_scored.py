"""A closing writes thousands of scores at once: what their cycle vouches for already is not looked up again for each."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from tenants.scripts import run_script

ID = "m0072_scored"
VERSION = "1.38.0"
DESCRIPTION = "scores vouched for by their cycle"

# The cycle is of the same tenant, and names a scheme of it: a third of what writing a score cost.
SQL = """
ALTER TABLE scores DROP CONSTRAINT scores_tenant_id_fkey, DROP CONSTRAINT scores_tenant_id_scheme_id_fkey;
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="saas", description=DESCRIPTION)
    manager.add_raw(run_script(SQL))
    return manager
