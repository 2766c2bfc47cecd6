"""Models: what is published in versions, what is worked on in drafts, and scenarios that people keep side by side."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from tenants.policies import wall
from tenants.scripts import run_script

ID = "m0038_models"
VERSION = "1.38.0"
DESCRIPTION = "models, versions, drafts, scenarios"

SQL = f"""
CREATE TABLE models (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL DEFAULT uuidv7(),
    code text NOT NULL,
    position int NOT NULL DEFAULT 0,
    retired_on date,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, code)
);
{wall("models")}

-- body: name, inputs, tables, formulas, results, facts, examples; decimals are text. A version never changes.
CREATE TABLE model_versions (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL DEFAULT uuidv7(),
    model_id uuid NOT NULL,
    number int NOT NULL,
    body jsonb NOT NULL,
    published_at timestamptz NOT NULL,
    -- Null: it came with the pack.
    published_by uuid,
    why text NOT NULL DEFAULT '',
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, model_id, number),
    FOREIGN KEY (tenant_id, model_id) REFERENCES models (tenant_id, id),
    FOREIGN KEY (tenant_id, published_by) REFERENCES memberships (tenant_id, id)
);
CREATE INDEX model_versions_by ON model_versions (tenant_id, published_by);
{wall("model_versions", rights="SELECT, INSERT")}

CREATE TABLE model_drafts (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL DEFAULT uuidv7(),
    model_id uuid NOT NULL,
    version_id uuid,
    body jsonb NOT NULL,
    opened_at timestamptz NOT NULL,
    opened_by uuid NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, model_id),
    FOREIGN KEY (tenant_id, model_id) REFERENCES models (tenant_id, id),
    FOREIGN KEY (tenant_id, version_id) REFERENCES model_versions (tenant_id, id),
    FOREIGN KEY (tenant_id, opened_by) REFERENCES memberships (tenant_id, id)
);
CREATE INDEX model_drafts_version ON model_drafts (tenant_id, version_id);
CREATE INDEX model_drafts_by ON model_drafts (tenant_id, opened_by);
{wall("model_drafts")}

-- given: input or table.row.column → figure as text; what is not said stands as in the model.
CREATE TABLE model_scenarios (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL DEFAULT uuidv7(),
    model_id uuid NOT NULL,
    name text NOT NULL,
    given jsonb NOT NULL,
    kept_at timestamptz NOT NULL,
    kept_by uuid NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, model_id, name),
    FOREIGN KEY (tenant_id, model_id) REFERENCES models (tenant_id, id),
    FOREIGN KEY (tenant_id, kept_by) REFERENCES memberships (tenant_id, id)
);
CREATE INDEX model_scenarios_by ON model_scenarios (tenant_id, kept_by);
{wall("model_scenarios")}

-- What a pack said of models stood beside the tables. The owner, too, sees one company at a time.
DO $$
DECLARE t uuid;
BEGIN
    FOR t IN SELECT id FROM tenants LOOP
        PERFORM set_config('app.tenant', t::text, true);
        INSERT INTO models (tenant_id, code, position)
        SELECT p.tenant_id, p.code, p.position FROM pack_parts p WHERE p.tenant_id = t AND p.part = 'models';
        INSERT INTO model_versions (tenant_id, model_id, number, body, published_at)
        SELECT m.tenant_id, m.id, 1, p.body, now()
          FROM pack_parts p JOIN models m ON m.tenant_id = t AND m.code = p.code
         WHERE p.tenant_id = t AND p.part = 'models';
        DELETE FROM pack_parts WHERE tenant_id = t AND part = 'models';
    END LOOP;
    PERFORM set_config('app.tenant', '', true);
END $$;
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="saas", description=DESCRIPTION)
    manager.add_raw(run_script(SQL))
    return manager
