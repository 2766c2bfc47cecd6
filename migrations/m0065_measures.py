"""Losses by point with what they are held against; measures with effort, progress, escalation, and what came of them."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from tenants.policies import wall
from tenants.scripts import run_script

ID = "m0065_measures"
VERSION = "1.38.0"
DESCRIPTION = "losses by point, effort and capacity, progress, watches, reasons of drafts, money"
FACTS = "SELECT, INSERT"

MEASURES = """
-- effort: hours that the measure takes its owner.
ALTER TABLE measure_library ADD COLUMN effort numeric NOT NULL DEFAULT 8 CHECK (effort > 0);

-- A unit may make further plans after the drafted one is signed; opened_by null: the closing drafted it.
ALTER TABLE plans ADD COLUMN number int NOT NULL DEFAULT 1;
ALTER TABLE plans ADD COLUMN opened_by uuid;
ALTER TABLE plans DROP CONSTRAINT plans_tenant_id_cycle_id_unit_id_key;
ALTER TABLE plans ADD UNIQUE (tenant_id, cycle_id, unit_id, number);
ALTER TABLE plans ADD FOREIGN KEY (tenant_id, opened_by) REFERENCES memberships (tenant_id, id);
CREATE INDEX plans_by ON plans (tenant_id, opened_by) WHERE opened_by IS NOT NULL;

-- kind: code in the library, null for words of one's own. proposer_id: whose idea it was, if they wish to be named.
ALTER TABLE measures ADD COLUMN kind text;
ALTER TABLE measures ADD COLUMN effort numeric NOT NULL DEFAULT 8 CHECK (effort > 0);
ALTER TABLE measures ADD COLUMN source text NOT NULL DEFAULT 'gap' CHECK (source IN ('gap', 'hand', 'suggestion'));
ALTER TABLE measures ADD COLUMN source_id uuid;
ALTER TABLE measures ADD COLUMN proposer_id uuid;
ALTER TABLE measures ADD FOREIGN KEY (tenant_id, proposer_id) REFERENCES memberships (tenant_id, id);
CREATE INDEX measures_of_post ON measures (tenant_id, post_id) WHERE done_at IS NULL AND dropped_at IS NULL;
CREATE INDEX measures_from ON measures (tenant_id, source_id) WHERE source_id IS NOT NULL;
CREATE INDEX measures_proposer ON measures (tenant_id, proposer_id) WHERE proposer_id IS NOT NULL;
GRANT UPDATE (kind, effort) ON measures TO jingjin_app;

-- Drafts so far took the words of the library as they stand.
ALTER TABLE measures DISABLE TRIGGER keep_signed;
DO $$
DECLARE t uuid;
BEGIN
    FOR t IN SELECT id FROM tenants LOOP
        PERFORM set_config('app.tenant', t::text, true);
        UPDATE measures m SET kind = l.code FROM measure_library l
         WHERE m.tenant_id = t AND l.tenant_id = t AND l.point_code = m.point_code AND l.title = m.title;
    END LOOP;
    PERFORM set_config('app.tenant', '', true);
END $$;
ALTER TABLE measures ENABLE TRIGGER keep_signed;
"""

AROUND = f"""
-- Hours that the open measures of a post may take together; post_id null: every post without a line of its own.
CREATE TABLE capacities (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL DEFAULT uuidv7(),
    post_id uuid,
    hours numeric NOT NULL CHECK (hours >= 0),
    set_by uuid NOT NULL,
    set_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE NULLS NOT DISTINCT (tenant_id, post_id),
    FOREIGN KEY (tenant_id, post_id) REFERENCES posts (tenant_id, id),
    FOREIGN KEY (tenant_id, set_by) REFERENCES memberships (tenant_id, id)
);
CREATE INDEX capacities_by ON capacities (tenant_id, set_by);
{wall("capacities")}

-- What a closed cycle lost, by unit and point, and the best that was reached: by the unit itself before, by units like it.
CREATE TABLE point_gaps (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    cycle_id uuid NOT NULL,
    unit_id uuid NOT NULL,
    list_code text NOT NULL,
    point_code text NOT NULL,
    position int NOT NULL,
    loss numeric NOT NULL,
    pass_share numeric NOT NULL,
    na_rate numeric NOT NULL,
    from_veto numeric NOT NULL,
    applied numeric NOT NULL,
    found int NOT NULL,
    posts uuid[] NOT NULL,
    own_best numeric,
    own_cycle_id uuid,
    peer_best numeric,
    peer_unit_id uuid,
    peers int NOT NULL,
    PRIMARY KEY (tenant_id, cycle_id, unit_id, list_code, point_code),
    FOREIGN KEY (tenant_id, cycle_id) REFERENCES cycles (tenant_id, id),
    FOREIGN KEY (tenant_id, unit_id) REFERENCES units (tenant_id, id)
);
CREATE INDEX point_gaps_of_unit ON point_gaps (tenant_id, unit_id);
{wall("point_gaps", rights="SELECT, INSERT, DELETE")}

-- How far the owner is: never changed, the newest stands.
CREATE TABLE measure_notes (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL DEFAULT uuidv7(),
    measure_id uuid NOT NULL,
    percent int NOT NULL CHECK (percent BETWEEN 0 AND 100),
    note text,
    photo_id uuid,
    membership_id uuid NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, measure_id) REFERENCES measures (tenant_id, id),
    FOREIGN KEY (tenant_id, membership_id) REFERENCES memberships (tenant_id, id)
);
CREATE INDEX measure_notes_of ON measure_notes (tenant_id, measure_id, at);
CREATE INDEX measure_notes_by ON measure_notes (tenant_id, membership_id);
{wall("measure_notes", rights=FACTS)}

-- To whom an overdue measure went, once for a person and a date.
CREATE TABLE measure_escalations (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    measure_id uuid NOT NULL,
    due_on date NOT NULL,
    to_id uuid NOT NULL,
    days int NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, measure_id, due_on, to_id),
    FOREIGN KEY (tenant_id, measure_id) REFERENCES measures (tenant_id, id),
    FOREIGN KEY (tenant_id, to_id) REFERENCES memberships (tenant_id, id)
);
CREATE INDEX measure_escalations_to ON measure_escalations (tenant_id, to_id);
{wall("measure_escalations", rights=FACTS)}

-- Of a measure that worked: whether it lasted. Written once, when it falls back or when its watch is over.
CREATE TABLE measure_watches (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    measure_id uuid NOT NULL,
    outcome text NOT NULL CHECK (outcome IN ('held', 'back', 'cannot_tell')),
    since date NOT NULL,
    until date NOT NULL,
    figures jsonb NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, measure_id),
    FOREIGN KEY (tenant_id, measure_id) REFERENCES measures (tenant_id, id)
);
{wall("measure_watches", rights=FACTS)}

-- Why a line of a draft of the standards is there: in words, with the address of what tells so.
CREATE TABLE draft_reasons (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL DEFAULT uuidv7(),
    draft_id uuid NOT NULL,
    node_id uuid NOT NULL,
    why jsonb NOT NULL,
    path text NOT NULL,
    source_id uuid NOT NULL,
    given_by uuid NOT NULL,
    given_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, draft_id, node_id, source_id),
    FOREIGN KEY (tenant_id, draft_id) REFERENCES standard_drafts (tenant_id, id),
    FOREIGN KEY (tenant_id, given_by) REFERENCES memberships (tenant_id, id)
);
CREATE INDEX draft_reasons_by ON draft_reasons (tenant_id, given_by);
CREATE INDEX draft_reasons_from ON draft_reasons (tenant_id, source_id);
{wall("draft_reasons", rights=FACTS)}
"""

MONEY = f"""
-- What one percentage point of a point's pass share moves in an input of a model, and which result tells it in money.
CREATE TABLE money_links (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL DEFAULT uuidv7(),
    list_code text NOT NULL,
    point_code text NOT NULL,
    model_id uuid NOT NULL,
    input text NOT NULL,
    result text NOT NULL,
    moves numeric NOT NULL CHECK (moves <> 0),
    why text NOT NULL,
    set_by uuid NOT NULL,
    set_at timestamptz NOT NULL,
    ended_at timestamptz,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, model_id) REFERENCES models (tenant_id, id),
    FOREIGN KEY (tenant_id, set_by) REFERENCES memberships (tenant_id, id)
);
CREATE UNIQUE INDEX money_links_one ON money_links (tenant_id, list_code, point_code, model_id, result) WHERE ended_at IS NULL;
CREATE INDEX money_links_model ON money_links (tenant_id, model_id);
CREATE INDEX money_links_by ON money_links (tenant_id, set_by);
{wall("money_links")}

-- The effect of a measure in 万元 as it was told, with every assumption; amounts of the estimate and of both ends.
CREATE TABLE effect_money (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    measure_id uuid NOT NULL,
    link_id uuid NOT NULL,
    amount numeric NOT NULL,
    low numeric,
    high numeric,
    assumptions jsonb NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, measure_id, link_id),
    FOREIGN KEY (tenant_id, measure_id) REFERENCES measures (tenant_id, id),
    FOREIGN KEY (tenant_id, link_id) REFERENCES money_links (tenant_id, id)
);
CREATE INDEX effect_money_link ON effect_money (tenant_id, link_id);
{wall("effect_money", rights=FACTS)}
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="saas", description=DESCRIPTION)
    manager.add_raw(run_script(MEASURES + AROUND + MONEY))
    return manager
