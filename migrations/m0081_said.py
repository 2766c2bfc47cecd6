"""The words of the ledger stand in an index of their own, so that a search need not fetch every object."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from tenants.scripts import run_script

ID = "m0081_said"
VERSION = "1.38.0"
DESCRIPTION = "an index of what objects say"

SQL = """
-- An entry of an index has to stay under 2,700 bytes. What says more is rare, and is looked up in its row.
CREATE INDEX objects_said ON objects (tenant_id, kind_id, words) INCLUDE (id, code, unit_id)
    WHERE retired_on IS NULL AND octet_length(words) <= 2000;
CREATE INDEX objects_saying_more ON objects (tenant_id, kind_id) WHERE retired_on IS NULL AND octet_length(words) > 2000;
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="saas", description=DESCRIPTION)
    manager.add_raw(run_script(SQL))
    return manager
