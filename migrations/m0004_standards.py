"""The tree of standards in versions, and who is responsible for each detail."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from tenants.policies import wall
from tenants.scripts import run_script

ID = "m0004_standards"
VERSION = "1.38.0"
DESCRIPTION = "standards and responsibilities"

SQL = f"""
CREATE TABLE standards (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL DEFAULT uuidv7(),
    number int NOT NULL,
    effective_from date NOT NULL,
    published_at timestamptz,
    published_by uuid,
    note jsonb NOT NULL DEFAULT '{{}}',
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, number),
    FOREIGN KEY (tenant_id, published_by) REFERENCES memberships (tenant_id, id)
);
{wall("standards")}

CREATE TABLE standard_nodes (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL DEFAULT uuidv7(),
    standard_id uuid NOT NULL,
    parent_id uuid,
    level text NOT NULL CHECK (level IN ('system', 'category', 'item', 'step', 'detail')),
    code text NOT NULL,
    name jsonb NOT NULL,
    criterion jsonb,
    principle jsonb,
    mark jsonb NOT NULL DEFAULT '{{}}',
    position int NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, standard_id, code),
    CHECK (level <> 'detail' OR criterion IS NOT NULL OR principle IS NOT NULL),
    FOREIGN KEY (tenant_id, standard_id) REFERENCES standards (tenant_id, id),
    FOREIGN KEY (tenant_id, parent_id) REFERENCES standard_nodes (tenant_id, id)
);
CREATE INDEX standard_nodes_of_parent ON standard_nodes (tenant_id, standard_id, parent_id, position);
{wall("standard_nodes")}

-- post × detail, by the detail's code so that it outlives a version; exactly one responsible post per unit.
CREATE TABLE responsibilities (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL DEFAULT uuidv7(),
    detail_code text NOT NULL,
    unit_id uuid NOT NULL,
    post_id uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('responsible', 'supporting', 'reviewing', 'informed')),
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, detail_code, unit_id, post_id, kind),
    FOREIGN KEY (tenant_id, unit_id) REFERENCES units (tenant_id, id),
    FOREIGN KEY (tenant_id, post_id) REFERENCES posts (tenant_id, id)
);
CREATE UNIQUE INDEX responsibilities_one ON responsibilities (tenant_id, detail_code, unit_id) WHERE kind = 'responsible';
CREATE INDEX responsibilities_of_post ON responsibilities (tenant_id, post_id);
{wall("responsibilities")}
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="saas", description=DESCRIPTION)
    manager.add_raw(run_script(SQL))
    return manager
