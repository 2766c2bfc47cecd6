"""Result and process: which points and activities should move an indicator, and whether that is to be seen."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from tenants.policies import wall
from tenants.scripts import run_script

ID = "m0062_links"
VERSION = "1.38.0"
DESCRIPTION = "links between indicators and points or activities"

SQL = f"""
-- What a company says of a point ('point', code) or an activity of a process ('activity', process, code). What its library
-- says stands there without a row; a row with `standing` false takes it out.
CREATE TABLE indicator_links (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL DEFAULT uuidv7(),
    indicator_id uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('point', 'activity')),
    process text NOT NULL DEFAULT '',
    code text NOT NULL,
    -- So many periods of the indicator later it should move.
    lag int NOT NULL CHECK (lag BETWEEN 0 AND 6),
    why text NOT NULL DEFAULT '',
    standing boolean NOT NULL DEFAULT true,
    set_at timestamptz NOT NULL,
    set_by uuid NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, indicator_id, kind, process, code),
    FOREIGN KEY (tenant_id, indicator_id) REFERENCES indicators (tenant_id, id),
    FOREIGN KEY (tenant_id, set_by) REFERENCES memberships (tenant_id, id)
);
CREATE INDEX indicator_links_by ON indicator_links (tenant_id, set_by);
{wall("indicator_links", rights="SELECT, INSERT, UPDATE")}

-- Whether the figures show it, as it was last looked at. body: [{{"kind", "process", "code", "lag", "verdict", "strength",
-- "chance", "pairs", "subjects", "periods"}}].
CREATE TABLE link_weighings (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL DEFAULT uuidv7(),
    indicator_id uuid NOT NULL,
    weighed_at timestamptz NOT NULL,
    first_day date NOT NULL,
    last_day date NOT NULL,
    body jsonb NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, indicator_id) REFERENCES indicators (tenant_id, id)
);
CREATE INDEX link_weighings_newest ON link_weighings (tenant_id, indicator_id, weighed_at DESC);
{wall("link_weighings", rights="SELECT, INSERT")}
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="saas", description=DESCRIPTION)
    manager.add_raw(run_script(SQL))
    return manager
