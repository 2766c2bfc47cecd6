"""Layers, units, posts and who holds them; roles and invitations, which name a unit."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from tenants.policies import wall
from tenants.scripts import run_script

ID = "m0003_org"
VERSION = "1.38.0"
DESCRIPTION = "organisation"

SQL = f"""
CREATE TABLE layers (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL DEFAULT uuidv7(),
    code text NOT NULL,
    name jsonb NOT NULL,
    position int NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, code)
);
{wall("layers")}

CREATE TABLE units (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL DEFAULT uuidv7(),
    parent_id uuid,
    layer_id uuid NOT NULL,
    code text NOT NULL,
    name jsonb NOT NULL,
    weight numeric NOT NULL DEFAULT 1 CHECK (weight >= 0),
    position int NOT NULL DEFAULT 0,
    closed_on date,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, code),
    FOREIGN KEY (tenant_id, parent_id) REFERENCES units (tenant_id, id),
    FOREIGN KEY (tenant_id, layer_id) REFERENCES layers (tenant_id, id)
);
CREATE INDEX units_of_parent ON units (tenant_id, parent_id);
{wall("units")}

-- Every unit with each of its ancestors and itself (depth 0): roll-ups and "in my line" are one join.
CREATE TABLE unit_lines (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    ancestor_id uuid NOT NULL,
    unit_id uuid NOT NULL,
    depth int NOT NULL,
    PRIMARY KEY (tenant_id, ancestor_id, unit_id),
    FOREIGN KEY (tenant_id, ancestor_id) REFERENCES units (tenant_id, id),
    FOREIGN KEY (tenant_id, unit_id) REFERENCES units (tenant_id, id)
);
CREATE INDEX unit_lines_up ON unit_lines (tenant_id, unit_id, depth);
{wall("unit_lines")}

CREATE TABLE posts (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL DEFAULT uuidv7(),
    unit_id uuid NOT NULL,
    code text NOT NULL,
    job_title text NOT NULL,
    name jsonb NOT NULL,
    closed_on date,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, code),
    FOREIGN KEY (tenant_id, unit_id) REFERENCES units (tenant_id, id)
);
CREATE INDEX posts_of_unit ON posts (tenant_id, unit_id);
{wall("posts")}

CREATE TABLE duties (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL DEFAULT uuidv7(),
    job_title text NOT NULL,
    parent_id uuid,
    level text NOT NULL CHECK (level IN ('overall', 'category', 'item', 'detail')),
    text jsonb NOT NULL,
    position int NOT NULL DEFAULT 0,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, parent_id) REFERENCES duties (tenant_id, id)
);
CREATE INDEX duties_of_job ON duties (tenant_id, job_title, position);
{wall("duties")}

CREATE TABLE appointments (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL DEFAULT uuidv7(),
    post_id uuid NOT NULL,
    membership_id uuid NOT NULL,
    from_date date NOT NULL,
    to_date date CHECK (to_date >= from_date),
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, post_id) REFERENCES posts (tenant_id, id),
    FOREIGN KEY (tenant_id, membership_id) REFERENCES memberships (tenant_id, id)
);
CREATE INDEX appointments_of_person ON appointments (tenant_id, membership_id);
-- One holder at a time: whoever ends an appointment sets to_date, then the post is free again.
CREATE UNIQUE INDEX appointments_one_holder ON appointments (tenant_id, post_id) WHERE to_date IS NULL;
{wall("appointments")}

CREATE TABLE roles (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL DEFAULT uuidv7(),
    membership_id uuid NOT NULL,
    role text NOT NULL CHECK (role IN ('staff', 'leader', 'executive', 'admin')),
    unit_id uuid NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, membership_id, role, unit_id),
    FOREIGN KEY (tenant_id, membership_id) REFERENCES memberships (tenant_id, id),
    FOREIGN KEY (tenant_id, unit_id) REFERENCES units (tenant_id, id)
);
{wall("roles")}

CREATE TABLE invitations (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL DEFAULT uuidv7(),
    token_hash bytea NOT NULL,
    login text NOT NULL,
    name text NOT NULL,
    role text NOT NULL CHECK (role IN ('staff', 'leader', 'executive', 'admin')),
    unit_id uuid NOT NULL,
    post_id uuid,
    invited_by uuid NOT NULL,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    accepted_at timestamptz,
    withdrawn_at timestamptz,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, token_hash),
    FOREIGN KEY (tenant_id, unit_id) REFERENCES units (tenant_id, id),
    FOREIGN KEY (tenant_id, post_id) REFERENCES posts (tenant_id, id),
    FOREIGN KEY (tenant_id, invited_by) REFERENCES memberships (tenant_id, id)
);
{wall("invitations")}
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="saas", description=DESCRIPTION)
    manager.add_raw(run_script(SQL))
    return manager
