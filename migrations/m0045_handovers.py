"""Whom a handover waits for, found by post: the page of the day asks for it every time."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from tenants.policies import wall
from tenants.scripts import run_script

ID = "m0045_handovers"
VERSION = "1.38.0"
DESCRIPTION = "handovers that wait, by post"

SQL = f"""
-- A row for each post that may take a turn over, as long as it waits; written anew with every change of the turn.
CREATE TABLE handovers (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    post_id uuid NOT NULL,
    turn_id uuid NOT NULL,
    PRIMARY KEY (tenant_id, post_id, turn_id)
);
CREATE INDEX handovers_of_turn ON handovers (tenant_id, turn_id);
{wall("handovers")}

CREATE FUNCTION turn_waits() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM handovers h WHERE h.tenant_id = NEW.tenant_id AND h.turn_id = NEW.id;
    IF NEW.state = 'waiting' THEN
        INSERT INTO handovers (tenant_id, post_id, turn_id)
            SELECT NEW.tenant_id, post, NEW.id FROM unnest(NEW.posts) post ORDER BY post ON CONFLICT DO NOTHING;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER turn_waits AFTER INSERT OR UPDATE ON turns FOR EACH ROW EXECUTE FUNCTION turn_waits();

DO $$
DECLARE t uuid;
BEGIN
    FOR t IN SELECT id FROM tenants LOOP
        PERFORM set_config('app.tenant', t::text, true);
        INSERT INTO handovers (tenant_id, post_id, turn_id)
            SELECT DISTINCT n.tenant_id, post, n.id FROM turns n, unnest(n.posts) post WHERE n.tenant_id = t AND n.state = 'waiting';
    END LOOP;
    PERFORM set_config('app.tenant', '', true);
END $$;
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="saas", description=DESCRIPTION)
    manager.add_raw(run_script(SQL))
    return manager
