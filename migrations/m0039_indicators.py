"""Indicators in versions, their trees, targets and values; budgets with two figures, talks and signatures."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from tenants.policies import wall
from tenants.scripts import run_script

ID = "m0039_indicators"
VERSION = "1.39.0"
DESCRIPTION = "indicators, dimension trees, targets, values, budgets"

DEFINITIONS = f"""
CREATE TABLE indicators (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL DEFAULT uuidv7(),
    code text NOT NULL,
    position int NOT NULL DEFAULT 0,
    retired_on date,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, code)
);
{wall("indicators")}

-- body: name, uom, direction, frequency, formula, inputs, target …; decimals are text. A version never changes.
CREATE TABLE indicator_versions (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL DEFAULT uuidv7(),
    indicator_id uuid NOT NULL,
    number int NOT NULL,
    body jsonb NOT NULL,
    published_at timestamptz NOT NULL,
    -- Null: it came with the pack.
    published_by uuid,
    why text NOT NULL DEFAULT '',
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, indicator_id, number),
    FOREIGN KEY (tenant_id, indicator_id) REFERENCES indicators (tenant_id, id),
    FOREIGN KEY (tenant_id, published_by) REFERENCES memberships (tenant_id, id)
);
CREATE INDEX indicator_versions_by ON indicator_versions (tenant_id, published_by);
{wall("indicator_versions", rights="SELECT, INSERT")}

CREATE TABLE indicator_drafts (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL DEFAULT uuidv7(),
    indicator_id uuid NOT NULL,
    body jsonb NOT NULL,
    opened_at timestamptz NOT NULL,
    opened_by uuid NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, indicator_id),
    FOREIGN KEY (tenant_id, indicator_id) REFERENCES indicators (tenant_id, id),
    FOREIGN KEY (tenant_id, opened_by) REFERENCES memberships (tenant_id, id)
);
CREATE INDEX indicator_drafts_by ON indicator_drafts (tenant_id, opened_by);
{wall("indicator_drafts")}

CREATE TABLE dimension_trees (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL DEFAULT uuidv7(),
    code text NOT NULL,
    name jsonb NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, code)
);
{wall("dimension_trees")}

-- post_id: who answers for the node; what it reaches counts as the post's.
CREATE TABLE dimension_nodes (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL DEFAULT uuidv7(),
    tree_id uuid NOT NULL,
    parent_id uuid,
    code text NOT NULL,
    name jsonb NOT NULL,
    position int NOT NULL DEFAULT 0,
    post_id uuid,
    retired_on date,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, tree_id, code),
    FOREIGN KEY (tenant_id, tree_id) REFERENCES dimension_trees (tenant_id, id),
    FOREIGN KEY (tenant_id, parent_id) REFERENCES dimension_nodes (tenant_id, id),
    FOREIGN KEY (tenant_id, post_id) REFERENCES posts (tenant_id, id)
);
CREATE INDEX dimension_nodes_below ON dimension_nodes (tenant_id, parent_id);
CREATE INDEX dimension_nodes_of_post ON dimension_nodes (tenant_id, post_id);
{wall("dimension_nodes")}
"""

FIGURES = f"""
-- A target for a subject from–to; the newest edition stands. weight: its part of the whole (or the planned denominator).
CREATE TABLE indicator_targets (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL DEFAULT uuidv7(),
    indicator_id uuid NOT NULL,
    subject_kind text NOT NULL CHECK (subject_kind IN ('unit', 'post', 'person', 'object', 'node')),
    subject_id uuid NOT NULL,
    first_day date NOT NULL,
    last_day date NOT NULL CHECK (last_day >= first_day),
    edition int NOT NULL,
    target numeric,
    floor numeric,
    stretch numeric,
    weight numeric CHECK (weight >= 0),
    set_at timestamptz NOT NULL,
    set_by uuid NOT NULL,
    why text NOT NULL DEFAULT '',
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, indicator_id, subject_id, first_day, last_day, edition),
    FOREIGN KEY (tenant_id, indicator_id) REFERENCES indicators (tenant_id, id),
    FOREIGN KEY (tenant_id, set_by) REFERENCES memberships (tenant_id, id)
);
CREATE INDEX indicator_targets_by ON indicator_targets (tenant_id, set_by);
{wall("indicator_targets", rights="SELECT, INSERT")}

-- name: an input of the formula; '' is the indicator itself, computed; '~' what was expected beforehand.
-- A corrected figure is the next edition; the ones before it stay. reason: why there is no figure.
CREATE TABLE indicator_values (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL DEFAULT uuidv7(),
    indicator_id uuid NOT NULL,
    name text NOT NULL,
    subject_kind text NOT NULL CHECK (subject_kind IN ('unit', 'post', 'person', 'object', 'node')),
    subject_id uuid NOT NULL,
    first_day date NOT NULL,
    last_day date NOT NULL CHECK (last_day >= first_day),
    edition int NOT NULL,
    value numeric,
    state text NOT NULL CHECK (state IN ('provisional', 'confirmed')),
    source text NOT NULL,
    noted_at timestamptz NOT NULL,
    -- Null: computed, or read from checks and findings.
    noted_by uuid,
    why text NOT NULL DEFAULT '',
    reason jsonb,
    version_id uuid,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, indicator_id, first_day, last_day, subject_id, name, edition),
    FOREIGN KEY (tenant_id, indicator_id) REFERENCES indicators (tenant_id, id),
    FOREIGN KEY (tenant_id, version_id) REFERENCES indicator_versions (tenant_id, id),
    FOREIGN KEY (tenant_id, noted_by) REFERENCES memberships (tenant_id, id)
);
CREATE INDEX indicator_values_of_days ON indicator_values (tenant_id, last_day, indicator_id);
CREATE INDEX indicator_values_version ON indicator_values (tenant_id, version_id);
CREATE INDEX indicator_values_by ON indicator_values (tenant_id, noted_by);
{wall("indicator_values", rights="SELECT, INSERT")}
"""

BUDGETS = f"""
CREATE TABLE budget_books (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL DEFAULT uuidv7(),
    name text NOT NULL,
    first_day date NOT NULL,
    last_day date NOT NULL CHECK (last_day >= first_day),
    uom text NOT NULL,
    finance_unit_id uuid NOT NULL,
    -- In percent: from where on a difference is talked over, and what the outflow may deviate.
    talk_from numeric NOT NULL,
    outflow_limit numeric NOT NULL,
    opened_at timestamptz NOT NULL,
    opened_by uuid NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, name),
    FOREIGN KEY (tenant_id, finance_unit_id) REFERENCES units (tenant_id, id),
    FOREIGN KEY (tenant_id, opened_by) REFERENCES memberships (tenant_id, id)
);
CREATE INDEX budget_books_finance ON budget_books (tenant_id, finance_unit_id);
CREATE INDEX budget_books_by ON budget_books (tenant_id, opened_by);
{wall("budget_books")}

CREATE TABLE budget_items (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL DEFAULT uuidv7(),
    book_id uuid NOT NULL,
    name text NOT NULL,
    flow text NOT NULL CHECK (flow IN ('out', 'in')),
    unit_id uuid NOT NULL,
    position int NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, book_id, name),
    FOREIGN KEY (tenant_id, book_id) REFERENCES budget_books (tenant_id, id),
    FOREIGN KEY (tenant_id, unit_id) REFERENCES units (tenant_id, id)
);
CREATE INDEX budget_items_of_unit ON budget_items (tenant_id, unit_id);
{wall("budget_items")}

-- The newest row of a side stands; the ones before it stay.
CREATE TABLE budget_figures (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL DEFAULT uuidv7(),
    item_id uuid NOT NULL,
    side text NOT NULL CHECK (side IN ('department', 'finance', 'agreed', 'actual')),
    edition int NOT NULL,
    value numeric NOT NULL,
    basis text NOT NULL DEFAULT '',
    noted_at timestamptz NOT NULL,
    noted_by uuid NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, item_id, side, edition),
    FOREIGN KEY (tenant_id, item_id) REFERENCES budget_items (tenant_id, id),
    FOREIGN KEY (tenant_id, noted_by) REFERENCES memberships (tenant_id, id)
);
CREATE INDEX budget_figures_by ON budget_figures (tenant_id, noted_by);
{wall("budget_figures", rights="SELECT, INSERT")}

CREATE TABLE budget_talks (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL DEFAULT uuidv7(),
    item_id uuid NOT NULL,
    said text NOT NULL,
    side text NOT NULL CHECK (side IN ('department', 'finance', 'other')),
    said_at timestamptz NOT NULL,
    said_by uuid NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, item_id) REFERENCES budget_items (tenant_id, id),
    FOREIGN KEY (tenant_id, said_by) REFERENCES memberships (tenant_id, id)
);
CREATE INDEX budget_talks_of_item ON budget_talks (tenant_id, item_id);
CREATE INDEX budget_talks_by ON budget_talks (tenant_id, said_by);
{wall("budget_talks", rights="SELECT, INSERT")}

-- Each side signs an agreed figure once; another figure needs both again.
CREATE TABLE budget_signatures (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    figure_id uuid NOT NULL,
    side text NOT NULL CHECK (side IN ('department', 'finance')),
    signed_at timestamptz NOT NULL,
    signed_by uuid NOT NULL,
    PRIMARY KEY (tenant_id, figure_id, side),
    FOREIGN KEY (tenant_id, figure_id) REFERENCES budget_figures (tenant_id, id),
    FOREIGN KEY (tenant_id, signed_by) REFERENCES memberships (tenant_id, id)
);
CREATE INDEX budget_signatures_by ON budget_signatures (tenant_id, signed_by);
{wall("budget_signatures", rights="SELECT, INSERT")}
"""

MOVED = """
-- What a pack said of indicators stood beside the tables. The owner, too, sees one company at a time.
DO $$
DECLARE t uuid;
BEGIN
    FOR t IN SELECT id FROM tenants LOOP
        PERFORM set_config('app.tenant', t::text, true);
        INSERT INTO indicators (tenant_id, code, position)
        SELECT p.tenant_id, p.code, p.position FROM pack_parts p WHERE p.tenant_id = t AND p.part = 'indicators';
        INSERT INTO indicator_versions (tenant_id, indicator_id, number, body, published_at)
        SELECT i.tenant_id, i.id, 1, p.body, now()
          FROM pack_parts p JOIN indicators i ON i.tenant_id = t AND i.code = p.code
         WHERE p.tenant_id = t AND p.part = 'indicators';
        DELETE FROM pack_parts WHERE tenant_id = t AND part = 'indicators';
    END LOOP;
    PERFORM set_config('app.tenant', '', true);
END $$;
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="saas", description=DESCRIPTION)
    manager.add_raw(run_script(DEFINITIONS + FIGURES + BUDGETS + MOVED))
    return manager
