"""A scenario belongs to the version of its model that it was kept with."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from tenants.scripts import run_script

ID = "m0078_scenarios"
VERSION = "1.78.0"
DESCRIPTION = "scenarios of a version"

SQL = """
ALTER TABLE model_scenarios ADD COLUMN version_id uuid;
-- The version that stood when it was kept; the owner, too, sees one company at a time.
DO $$
DECLARE t uuid;
BEGIN
    FOR t IN SELECT id FROM tenants LOOP
        PERFORM set_config('app.tenant', t::text, true);
        UPDATE model_scenarios s SET version_id = (
            SELECT v.id FROM model_versions v WHERE v.tenant_id = s.tenant_id AND v.model_id = s.model_id
             ORDER BY v.published_at <= s.kept_at DESC,
                      CASE WHEN v.published_at <= s.kept_at THEN -v.number ELSE v.number END LIMIT 1)
         WHERE s.tenant_id = t;
    END LOOP;
    PERFORM set_config('app.tenant', '', true);
END $$;
ALTER TABLE model_scenarios ALTER COLUMN version_id SET NOT NULL;
ALTER TABLE model_scenarios ADD FOREIGN KEY (tenant_id, version_id) REFERENCES model_versions (tenant_id, id);
CREATE INDEX model_scenarios_of_version ON model_scenarios (tenant_id, version_id);
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="saas", description=DESCRIPTION)
    manager.add_raw(run_script(SQL))
    return manager
