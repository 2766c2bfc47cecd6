"""Plays have a code, as everything else of a kind has: a spreadsheet knows them by it."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from tenants.scripts import run_script

ID = "m0086_plays"
VERSION = "1.38.0"
DESCRIPTION = "codes of plays"

SQL = """
DO $$
DECLARE t uuid;
BEGIN
    FOR t IN SELECT id FROM tenants LOOP
        PERFORM set_config('app.tenant', t::text, true);
        UPDATE object_kinds k
           SET playbook = (SELECT jsonb_agg(CASE WHEN p.one ? 'code' THEN p.one
                                                 ELSE jsonb_build_object('code', 'p' || p.n) || p.one END ORDER BY p.n)
                             FROM jsonb_array_elements(k.playbook) WITH ORDINALITY p (one, n))
         WHERE k.tenant_id = t AND jsonb_array_length(k.playbook) > 0;
    END LOOP;
    PERFORM set_config('app.tenant', '', true);
END $$;
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="saas", description=DESCRIPTION)
    manager.add_raw(run_script(SQL))
    return manager
