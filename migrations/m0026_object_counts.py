"""How many objects stand where is told from a tally; names are compared without a join."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from tenants.policies import wall
from tenants.scripts import run_script

ID = "m0026_object_counts"
VERSION = "1.38.0"
DESCRIPTION = "tally of objects by unit and kind"

MOVED = """
    INSERT INTO object_counts AS c (tenant_id, unit_id, kind_id, count)
        SELECT tenant_id, unit_id, kind_id, sum(step) FROM ({rows}) moved
         GROUP BY tenant_id, unit_id, kind_id HAVING sum(step) <> 0 ORDER BY tenant_id, unit_id, kind_id
        ON CONFLICT (tenant_id, unit_id, kind_id) DO UPDATE SET count = c.count + excluded.count;
    RETURN NULL;"""
CAME = "SELECT tenant_id, unit_id, kind_id, 1 AS step FROM became WHERE retired_on IS NULL"
WENT = "SELECT tenant_id, unit_id, kind_id, -1 AS step FROM was WHERE retired_on IS NULL"
CHANGES = {
    "INSERT": ("NEW TABLE AS became", CAME),
    "UPDATE": ("OLD TABLE AS was NEW TABLE AS became", f"{CAME} UNION ALL {WENT}"),
    "DELETE": ("OLD TABLE AS was", WENT),
}
TRIGGERS = "".join(
    f"""
CREATE FUNCTION count_objects_{change.lower()}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN{MOVED.format(rows=rows)}
END $$;
CREATE TRIGGER objects_counted_{change.lower()} AFTER {change} ON objects REFERENCING {tables}
    FOR EACH STATEMENT EXECUTE FUNCTION count_objects_{change.lower()}();"""
    for change, (tables, rows) in CHANGES.items()
)

SQL = f"""
-- Objects in use by unit and kind, kept a statement at a time and in one order: two imports meet nobody crosswise.
CREATE TABLE object_counts (
    tenant_id uuid NOT NULL,
    unit_id uuid NOT NULL,
    kind_id uuid NOT NULL,
    count int NOT NULL,
    PRIMARY KEY (tenant_id, unit_id, kind_id) INCLUDE (count)
);
{wall("object_counts", rights="SELECT, INSERT, UPDATE")}
{TRIGGERS}

-- The plan of a trigger is kept from the small change it was first run for; a join of both tables took the square of the
-- rows when thousands changed at once.
CREATE OR REPLACE FUNCTION note_new_names() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO editions AS e (tenant_id, names)
        SELECT DISTINCT renamed.tenant_id, 1
          FROM (SELECT tenant_id, id, name FROM became EXCEPT SELECT tenant_id, id, name FROM was) renamed
        ON CONFLICT (tenant_id) DO UPDATE SET names = e.names + 1;
    RETURN NULL;
END $$;

-- The owner, too, sees one company at a time.
DO $$
DECLARE company uuid;
BEGIN
    FOR company IN SELECT id FROM tenants LOOP
        PERFORM set_config('app.tenant', company::text, true);
        INSERT INTO object_counts (tenant_id, unit_id, kind_id, count)
            SELECT company, unit_id, kind_id, count(*) FROM objects WHERE tenant_id = company AND retired_on IS NULL
             GROUP BY unit_id, kind_id;
    END LOOP;
    PERFORM set_config('app.tenant', '', true);
END $$;
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="saas", description=DESCRIPTION)
    manager.add_raw(run_script(SQL))
    return manager
