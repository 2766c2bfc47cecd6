"""Why no point has to check a detail, where that is meant: said at the detail, version by version."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from tenants.scripts import run_script

ID = "m0025_unchecked"
VERSION = "1.38.0"
DESCRIPTION = "reasons for details without a point"

SQL = """
ALTER TABLE standard_nodes ADD unchecked jsonb;
ALTER TABLE draft_nodes ADD unchecked jsonb;

-- What a pack said stood beside the tables. The owner, too, sees one company at a time.
DO $$
DECLARE t uuid;
BEGIN
    FOR t IN SELECT id FROM tenants LOOP
        PERFORM set_config('app.tenant', t::text, true);
        UPDATE standard_nodes n SET unchecked = p.body -> 'unchecked' FROM pack_parts p
         WHERE n.tenant_id = t AND n.level = 'detail' AND p.tenant_id = t AND p.part = 'details' AND p.code = n.code
           AND p.body ? 'unchecked';
        UPDATE draft_nodes n SET unchecked = p.body -> 'unchecked' FROM pack_parts p
         WHERE n.tenant_id = t AND n.level = 'detail' AND p.tenant_id = t AND p.part = 'details' AND p.code = n.code
           AND p.body ? 'unchecked';
        UPDATE pack_parts SET body = body - 'unchecked' WHERE tenant_id = t AND part = 'details' AND body ? 'unchecked';
        DELETE FROM pack_parts WHERE tenant_id = t AND part = 'details' AND body = '{}';
    END LOOP;
    PERFORM set_config('app.tenant', '', true);
END $$;
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="saas", description=DESCRIPTION)
    manager.add_raw(run_script(SQL))
    return manager
