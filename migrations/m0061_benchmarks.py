"""Benchmarks: peers as a closed cycle found them, whether ranks are shown, and figures of groups of companies."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from tenants.policies import OPERATOR, open_to_all, operator_reads, wall
from tenants.scripts import run_script

ID = "m0061_benchmarks"
VERSION = "1.38.0"
DESCRIPTION = "peers, ranking, groups of companies"

PEERS = f"""
-- What each unit came to when a cycle was closed, and which units are like it. Told once, never again: two pages of the same
-- cycle can then not differ by one unit.
CREATE TABLE benchmarks (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    cycle_id uuid NOT NULL,
    taken_at timestamptz NOT NULL,
    -- The fewest units of a group, as it was asked for then.
    least int NOT NULL CHECK (least >= 3),
    PRIMARY KEY (tenant_id, cycle_id),
    FOREIGN KEY (tenant_id, cycle_id) REFERENCES cycles (tenant_id, id)
);
{wall("benchmarks", rights="SELECT, INSERT")}

-- grouping: units of a layer with the same number are peers; null: too few of its layer. facts: heads, checks, lists, objects.
-- figures: decimals as text by what they measure.
CREATE TABLE benchmark_units (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    cycle_id uuid NOT NULL,
    unit_id uuid NOT NULL,
    layer_id uuid NOT NULL,
    grouping int,
    facts jsonb NOT NULL,
    figures jsonb NOT NULL,
    PRIMARY KEY (tenant_id, cycle_id, unit_id),
    FOREIGN KEY (tenant_id, cycle_id) REFERENCES benchmarks (tenant_id, cycle_id),
    FOREIGN KEY (tenant_id, unit_id) REFERENCES units (tenant_id, id),
    FOREIGN KEY (tenant_id, layer_id) REFERENCES layers (tenant_id, id)
);
CREATE INDEX benchmark_units_of_unit ON benchmark_units (tenant_id, unit_id);
CREATE INDEX benchmark_units_of_layer ON benchmark_units (tenant_id, layer_id);
{wall("benchmark_units", rights="SELECT, INSERT")}

-- The newest row of a subject stands: 'all' for the company (ranking, least), else what is measured (ranking).
CREATE TABLE benchmark_rules (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL DEFAULT uuidv7(),
    subject text NOT NULL,
    ranking boolean NOT NULL,
    least int CHECK (least BETWEEN 3 AND 30),
    why text NOT NULL DEFAULT '',
    set_at timestamptz NOT NULL,
    set_by uuid NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, set_by) REFERENCES memberships (tenant_id, id)
);
CREATE INDEX benchmark_rules_newest ON benchmark_rules (tenant_id, subject, set_at DESC);
CREATE INDEX benchmark_rules_by ON benchmark_rules (tenant_id, set_by);
{wall("benchmark_rules", rights="SELECT, INSERT")}
"""

COMPANIES = f"""
-- That a company takes part was signed, word for word, and can be taken back.
CREATE TABLE benchmark_consents (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL DEFAULT uuidv7(),
    terms text NOT NULL,
    signed_at timestamptz NOT NULL,
    signed_by uuid NOT NULL,
    withdrawn_at timestamptz,
    withdrawn_by uuid,
    PRIMARY KEY (tenant_id, id),
    CHECK ((withdrawn_at IS NULL) = (withdrawn_by IS NULL)),
    FOREIGN KEY (tenant_id, signed_by) REFERENCES memberships (tenant_id, id),
    FOREIGN KEY (tenant_id, withdrawn_by) REFERENCES memberships (tenant_id, id)
);
CREATE UNIQUE INDEX benchmark_consents_standing ON benchmark_consents (tenant_id) WHERE withdrawn_at IS NULL;
{wall("benchmark_consents", rights="SELECT, INSERT, UPDATE")}

-- What a company that takes part puts in for a quarter (2026-Q3): one figure a measure. Withdrawn, it is deleted.
CREATE TABLE benchmark_shares (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    quarter text NOT NULL,
    measure text NOT NULL,
    figure numeric NOT NULL,
    heads int NOT NULL,
    shared_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, quarter, measure)
);
{wall("benchmark_shares", rights="SELECT, INSERT, DELETE")}
{operator_reads("benchmark_shares", "tenant_id, quarter, measure, figure, heads")}

-- In which published group a company's figure is: the next one is held against it, so that no two differ by a few.
CREATE TABLE benchmark_seats (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    quarter text NOT NULL,
    measure text NOT NULL,
    heads_from int NOT NULL,
    PRIMARY KEY (tenant_id, quarter, measure)
);
{wall("benchmark_seats", rights="SELECT")}
{operator_reads("benchmark_seats", "tenant_id, quarter, measure, heads_from")}
DROP POLICY IF EXISTS operator_seats ON benchmark_seats;
CREATE POLICY operator_seats ON benchmark_seats FOR INSERT TO {OPERATOR} WITH CHECK (true);
GRANT INSERT ON benchmark_seats TO {OPERATOR};

-- Figures of groups, none of a company: written by the operator, once a quarter.
CREATE TABLE benchmark_quarters (
    quarter text PRIMARY KEY,
    published_at timestamptz NOT NULL
);
{open_to_all("benchmark_quarters", rights="SELECT")}
GRANT SELECT, INSERT ON benchmark_quarters TO {OPERATOR};
CREATE TABLE benchmark_groups (
    quarter text NOT NULL REFERENCES benchmark_quarters (quarter),
    industry text NOT NULL,
    measure text NOT NULL,
    heads_from int NOT NULL,
    -- Null: from there on.
    heads_to int,
    -- Rounded down to fives.
    companies int NOT NULL CHECK (companies >= 5),
    mean numeric NOT NULL,
    PRIMARY KEY (quarter, industry, measure, heads_from)
);
{open_to_all("benchmark_groups", rights="SELECT")}
GRANT SELECT, INSERT ON benchmark_groups TO {OPERATOR};
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="saas", description=DESCRIPTION)
    manager.add_raw(run_script(PEERS + COMPANIES))
    return manager
