"""Reviews worth their time: raised risk, openings, spot checks that are blind, and the layered plan of supervision."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from tenants.policies import wall
from tenants.scripts import run_script

ID = "m0035_reviews"
VERSION = "1.38.0"
DESCRIPTION = "queue by risk and signals; spot checks; supervision"

QUEUE = f"""
-- Why a check should be looked at, beyond what its answers say: [{{"say": sentence, "params": {{…}}}}], in the order told.
ALTER TABLE checks ADD COLUMN raised jsonb;
GRANT UPDATE (raised) ON checks TO jingjin_app;

-- Where a check stands in the queue: a veto, then what was raised, a failed point, drawn by chance, the rest.
CREATE FUNCTION queue_rank(risk int, raised jsonb) RETURNS int LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN risk >= 3 THEN 4 WHEN raised IS NOT NULL THEN 3 ELSE risk END
$$;
DROP INDEX checks_in_queue;
CREATE INDEX checks_in_queue ON checks (tenant_id, unit_id, queue_rank(risk, raised) DESC, received_at, id) WHERE state = 'received';

-- When a reviewer last opened a check that waits: from here to the decision is the time the review took.
CREATE TABLE review_openings (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    check_id uuid NOT NULL,
    membership_id uuid NOT NULL,
    opened_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, check_id, membership_id),
    FOREIGN KEY (tenant_id, check_id) REFERENCES checks (tenant_id, id),
    FOREIGN KEY (tenant_id, membership_id) REFERENCES memberships (tenant_id, id)
);
{wall("review_openings", rights="SELECT, INSERT, UPDATE")}
-- Null: decided without opening it.
ALTER TABLE reviews ADD COLUMN seconds int CHECK (seconds >= 0);
CREATE INDEX reviews_by_time ON reviews (tenant_id, decided_at);
"""

SUPERVISION = f"""
-- What leaders look at again and again: job titles of a layer, how often, and how much of what.
CREATE TABLE supervision_rules (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL DEFAULT uuidv7(),
    code text NOT NULL,
    text jsonb NOT NULL,
    -- Empty: nobody of the company yet; nothing is laid out.
    job_title text NOT NULL DEFAULT '',
    every text NOT NULL CHECK (every IN ('shift', 'day', 'week', 'ten_days', 'half_month', 'month', 'quarter', 'half_year', 'year')),
    -- look: go, see, and note it; spot: fill drawn lists in again; review: open so many checks of the queue.
    does text NOT NULL DEFAULT 'look' CHECK (does IN ('look', 'spot', 'review')),
    share numeric CHECK (share > 0 AND share <= 100),
    number int CHECK (number > 0),
    -- Codes of checklists; none: every list.
    lists text[] NOT NULL DEFAULT '{{}}',
    position int NOT NULL DEFAULT 0,
    retired_on date,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, code),
    CHECK ((does = 'look') = (share IS NULL AND number IS NULL)),
    CHECK (share IS NULL OR number IS NULL)
);
{wall("supervision_rules")}

-- One round of a rule: a post, a span of days, and the seed of its draws.
CREATE TABLE supervision_rounds (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL DEFAULT uuidv7(),
    rule_id uuid NOT NULL,
    post_id uuid NOT NULL,
    from_date date NOT NULL,
    to_date date NOT NULL,
    seed bigint NOT NULL,
    done_at timestamptz,
    done_by uuid,
    note text NOT NULL DEFAULT '',
    CHECK ((done_at IS NULL) = (done_by IS NULL)),
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, rule_id, post_id, from_date),
    FOREIGN KEY (tenant_id, rule_id) REFERENCES supervision_rules (tenant_id, id),
    FOREIGN KEY (tenant_id, post_id) REFERENCES posts (tenant_id, id),
    FOREIGN KEY (tenant_id, done_by) REFERENCES memberships (tenant_id, id)
);
CREATE INDEX supervision_rounds_of_post ON supervision_rounds (tenant_id, post_id, to_date);
CREATE INDEX supervision_rounds_by_date ON supervision_rounds (tenant_id, to_date, from_date);
{wall("supervision_rounds", rights="SELECT, INSERT, UPDATE")}

-- A leader fills the list of a due check in again. While it is open, nothing of the self-check is shown to that leader.
CREATE TABLE spot_checks (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL DEFAULT uuidv7(),
    due_id uuid NOT NULL,
    round_id uuid,
    -- Drawn for a post, or begun by a person; whoever fills it in stands in membership_id.
    post_id uuid,
    membership_id uuid,
    drawn_at timestamptz NOT NULL,
    until date NOT NULL,
    state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'done', 'dropped', 'lapsed')),
    ended_at timestamptz,
    reason text NOT NULL DEFAULT '',
    score numeric,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, due_id),
    CHECK (post_id IS NOT NULL OR membership_id IS NOT NULL),
    CHECK ((ended_at IS NULL) = (state = 'open')),
    FOREIGN KEY (tenant_id, due_id) REFERENCES due_checks (tenant_id, id),
    FOREIGN KEY (tenant_id, round_id) REFERENCES supervision_rounds (tenant_id, id),
    FOREIGN KEY (tenant_id, post_id) REFERENCES posts (tenant_id, id),
    FOREIGN KEY (tenant_id, membership_id) REFERENCES memberships (tenant_id, id)
);
CREATE INDEX spot_checks_open ON spot_checks (tenant_id, post_id) WHERE state = 'open';
CREATE INDEX spot_checks_begun ON spot_checks (tenant_id, membership_id) WHERE state = 'open';
CREATE INDEX spot_checks_of_round ON spot_checks (tenant_id, round_id);
CREATE INDEX spot_checks_done ON spot_checks (tenant_id, ended_at);
{wall("spot_checks", rights="SELECT, INSERT, UPDATE")}

CREATE TABLE spot_answers (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    spot_id uuid NOT NULL,
    point_id uuid NOT NULL,
    position int NOT NULL,
    verdict text NOT NULL CHECK (verdict IN ('pass', 'partial', 'fail', 'na', 'recorded', 'skipped')),
    share_e4 int NOT NULL,
    number numeric,
    choice text,
    text text,
    book numeric,
    photos uuid[],
    PRIMARY KEY (tenant_id, spot_id, point_id),
    FOREIGN KEY (tenant_id, spot_id) REFERENCES spot_checks (tenant_id, id),
    FOREIGN KEY (tenant_id, point_id) REFERENCES points (tenant_id, id)
);
{wall("spot_answers", rights="SELECT, INSERT")}

-- What packs said of it stood beside the tables.
DO $$
DECLARE t uuid;
BEGIN
    FOR t IN SELECT id FROM tenants LOOP
        PERFORM set_config('app.tenant', t::text, true);
        INSERT INTO supervision_rules (tenant_id, code, text, job_title, every, position)
            SELECT t, p.code, p.body -> 'text', coalesce(p.body ->> 'job_title', ''), p.body ->> 'every', p.position
              FROM pack_parts p WHERE p.tenant_id = t AND p.part = 'rhythm';
        DELETE FROM pack_parts WHERE tenant_id = t AND part = 'rhythm';
    END LOOP;
    PERFORM set_config('app.tenant', '', true);
END $$;
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="saas", description=DESCRIPTION)
    manager.add_raw(run_script(QUEUE + SUPERVISION))
    return manager
