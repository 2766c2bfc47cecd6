"""The leader's queue is told in one round trip: how many wait stands beside the checks, and so does the age of all names."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from tenants.policies import wall
from tenants.scripts import run_script

ID = "m0011_queue"
VERSION = "1.38.0"
DESCRIPTION = "counts of what waits for review; edition of names"

NAMED = ("units", "posts", "objects", "checklists")
WATCHED = "".join(
    f"""
CREATE TRIGGER {table}_renamed AFTER UPDATE ON {table} REFERENCING OLD TABLE AS was NEW TABLE AS became
    FOR EACH STATEMENT EXECUTE FUNCTION note_new_names();"""
    for table in NAMED
)

SQL = f"""
-- How many received checks wait for review, by who sent them: nobody reviews own work, so a total leaves some out.
-- One row a sender and post, as with the day's sums: phones do not wait for each other here.
CREATE TABLE queues (
    tenant_id uuid NOT NULL,
    unit_id uuid NOT NULL,
    post_id uuid NOT NULL,
    membership_id uuid NOT NULL,
    waiting int NOT NULL,
    PRIMARY KEY (tenant_id, unit_id, post_id, membership_id)
) WITH (fillfactor = 60);
{wall("queues", rights="SELECT, INSERT, UPDATE")}

-- A queue is read from its top, unit by unit.
CREATE INDEX checks_in_queue ON checks (tenant_id, unit_id, risk DESC, received_at, id) WHERE state = 'received';
DROP INDEX checks_to_review;

-- A list's schedules of today, past those that ended long ago.
CREATE INDEX schedules_of_list ON schedules (tenant_id, checklist_id, to_date);

CREATE OR REPLACE FUNCTION queue_grows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO queues AS q VALUES (NEW.tenant_id, NEW.unit_id, NEW.post_id, NEW.membership_id, 1)
        ON CONFLICT (tenant_id, unit_id, post_id, membership_id) DO UPDATE SET waiting = q.waiting + 1;
    RETURN NULL;
END $$;
CREATE TRIGGER checks_queue_grows AFTER INSERT ON checks
    FOR EACH ROW WHEN (NEW.state = 'received') EXECUTE FUNCTION queue_grows();

-- A statement at a time and in one order: who decides on fifty checks at once meets nobody crosswise.
CREATE OR REPLACE FUNCTION queue_moves() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO queues AS q
        SELECT tenant_id, unit_id, post_id, membership_id, sum(step) FROM (
               SELECT tenant_id, unit_id, post_id, membership_id, 1 AS step FROM became WHERE state = 'received'
               UNION ALL
               SELECT tenant_id, unit_id, post_id, membership_id, -1 FROM was WHERE state = 'received') moved
         GROUP BY tenant_id, unit_id, post_id, membership_id HAVING sum(step) <> 0
         ORDER BY tenant_id, unit_id, post_id, membership_id
        ON CONFLICT (tenant_id, unit_id, post_id, membership_id) DO UPDATE SET waiting = q.waiting + excluded.waiting;
    RETURN NULL;
END $$;
CREATE TRIGGER checks_queue_moves AFTER UPDATE ON checks REFERENCING OLD TABLE AS was NEW TABLE AS became
    FOR EACH STATEMENT EXECUTE FUNCTION queue_moves();

-- Goes up whenever anything of a company gets another name. What is kept with names in it is kept under this number;
-- the row is locked until the new name counts, so nobody keeps the old one under the new number.
CREATE TABLE names (
    tenant_id uuid PRIMARY KEY REFERENCES tenants (id),
    edition bigint NOT NULL
);
{wall("names", rights="SELECT, INSERT, UPDATE")}

CREATE OR REPLACE FUNCTION note_new_names() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO names AS n
        SELECT DISTINCT became.tenant_id, 1 FROM became JOIN was ON was.tenant_id = became.tenant_id AND was.id = became.id
         WHERE became.name IS DISTINCT FROM was.name
        ON CONFLICT (tenant_id) DO UPDATE SET edition = n.edition + 1;
    RETURN NULL;
END $$;
{WATCHED}

-- What waits already.
DO $$
DECLARE t uuid;
BEGIN
    FOR t IN SELECT id FROM tenants LOOP
        PERFORM set_config('app.tenant', t::text, true);
        INSERT INTO queues
            SELECT c.tenant_id, c.unit_id, c.post_id, c.membership_id, count(*) FROM checks c
             WHERE c.tenant_id = t AND c.state = 'received' GROUP BY 1, 2, 3, 4;
    END LOOP;
    PERFORM set_config('app.tenant', '', true);
END $$;
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="saas", description=DESCRIPTION)
    manager.add_raw(run_script(SQL))
    return manager
