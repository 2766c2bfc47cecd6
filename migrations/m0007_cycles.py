"""Schemes and assessment cycles; a check belongs to the cycle of its business date."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from tenants.policies import wall
from tenants.scripts import run_script

ID = "m0007_cycles"
VERSION = "1.38.0"
DESCRIPTION = "schemes and cycles"

SQL = f"""
CREATE TABLE schemes (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL DEFAULT uuidv7(),
    number int NOT NULL,
    name jsonb NOT NULL,
    body jsonb NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, number)
);
{wall("schemes", rights="SELECT, INSERT")}

CREATE TABLE cycles (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL DEFAULT uuidv7(),
    code text NOT NULL,
    name jsonb NOT NULL,
    from_date date NOT NULL,
    to_date date NOT NULL,
    state text NOT NULL DEFAULT 'open' CHECK (state IN ('draft', 'open', 'closing', 'closed', 'appeal', 'locked')),
    scheme_id uuid NOT NULL,
    -- The draw of spot checks can be repeated from this seed; the phone never sees it.
    seed bigint NOT NULL,
    sample_percent int NOT NULL DEFAULT 20 CHECK (sample_percent BETWEEN 0 AND 100),
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, code),
    CHECK (to_date >= from_date),
    FOREIGN KEY (tenant_id, scheme_id) REFERENCES schemes (tenant_id, id)
);
CREATE INDEX cycles_by_date ON cycles (tenant_id, from_date, to_date);
{wall("cycles")}

-- Who closed a cycle and when, with the frozen sheet its scores were computed from.
CREATE TABLE closures (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    cycle_id uuid NOT NULL,
    closed_at timestamptz NOT NULL,
    closed_by uuid,
    -- Why it was closed before its last day was over; the clock closes without one.
    reason text,
    sheet text NOT NULL,
    PRIMARY KEY (tenant_id, cycle_id),
    FOREIGN KEY (tenant_id, cycle_id) REFERENCES cycles (tenant_id, id),
    FOREIGN KEY (tenant_id, closed_by) REFERENCES memberships (tenant_id, id)
);
{wall("closures", rights="SELECT, INSERT")}

CREATE TABLE scores (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL DEFAULT uuidv7(),
    cycle_id uuid NOT NULL,
    scheme_id uuid NOT NULL,
    subject_kind text NOT NULL CHECK (subject_kind IN ('post', 'unit')),
    subject_id uuid NOT NULL,
    score numeric,
    shown numeric,
    grade text,
    trace jsonb NOT NULL,
    bridge jsonb,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, cycle_id, subject_kind, subject_id, scheme_id),
    FOREIGN KEY (tenant_id, cycle_id) REFERENCES cycles (tenant_id, id),
    FOREIGN KEY (tenant_id, scheme_id) REFERENCES schemes (tenant_id, id)
);
{wall("scores", rights="SELECT, INSERT")}
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="saas", description=DESCRIPTION)
    manager.add_raw(run_script(SQL))
    return manager
