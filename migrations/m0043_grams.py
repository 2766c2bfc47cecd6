"""The search looks through the lines of a version in memory; its index in the database is gone."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from tenants.scripts import run_script

ID = "m0043_grams"
VERSION = "1.38.0"
DESCRIPTION = "no index of the standards any more"

SQL = """
DROP TRIGGER index_standard ON standard_nodes;
DROP FUNCTION index_standard();
DROP TABLE standard_grams;
DROP FUNCTION grams(text);
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="saas", description=DESCRIPTION)
    manager.add_raw(run_script(SQL))
    return manager
