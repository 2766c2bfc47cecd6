"""Rollout in stages: where it has got to, what each gate asks for, what people noted, and who decided on which figures."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from tenants.policies import wall
from tenants.scripts import run_script

ID = "m0063_rollout"
VERSION = "1.40.0"
DESCRIPTION = "stages, gates, decisions, dates of the programme"

FACTS = "SELECT, INSERT"

TABLES = f"""
-- While one of these holds, lists are laid out where a stage has opened, and nowhere else. Without any, everywhere.
CREATE TABLE rollouts (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL DEFAULT uuidv7(),
    from_date date NOT NULL,
    to_date date,
    begun_by uuid NOT NULL,
    begun_at timestamptz NOT NULL,
    ended_by uuid,
    ended_at timestamptz,
    why text NOT NULL DEFAULT '',
    PRIMARY KEY (tenant_id, id),
    CHECK ((ended_at IS NULL) = (ended_by IS NULL)),
    CHECK ((to_date IS NULL) = (ended_at IS NULL)),
    FOREIGN KEY (tenant_id, begun_by) REFERENCES memberships (tenant_id, id),
    FOREIGN KEY (tenant_id, ended_by) REFERENCES memberships (tenant_id, id)
);
CREATE UNIQUE INDEX rollouts_one ON rollouts (tenant_id) WHERE to_date IS NULL;
{wall("rollouts", rights="SELECT, INSERT, UPDATE")}

-- name, scope, work: {{"zh", "en"}}; signs: of them a list. units: heads of the lines in it, none: the whole company. lists: codes of
-- checklists, systems: codes of the standards; neither: every list. prepares: no list is laid out by it.
CREATE TABLE rollout_stages (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL DEFAULT uuidv7(),
    code text NOT NULL,
    position int NOT NULL,
    name jsonb NOT NULL,
    scope jsonb NOT NULL,
    work jsonb NOT NULL,
    signs jsonb NOT NULL DEFAULT '[]',
    weeks numeric CHECK (weeks > 0),
    units uuid[] NOT NULL DEFAULT '{{}}',
    lists text[] NOT NULL DEFAULT '{{}}',
    systems text[] NOT NULL DEFAULT '{{}}',
    prepares boolean NOT NULL DEFAULT false,
    -- waiting, open, passed; before: it was behind the company when the rollout began here.
    state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'open', 'passed', 'before')),
    -- The first business date of its lists, and its last day before it was passed.
    opened_on date,
    passed_on date,
    retired_on date,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, code),
    CHECK ((state IN ('open', 'passed')) = (opened_on IS NOT NULL)),
    CHECK ((state = 'passed') = (passed_on IS NOT NULL))
);
{wall("rollout_stages", rights="SELECT, INSERT, UPDATE")}

-- One criterion of a gate: `by` says what is measured, every day of the last `days`.
CREATE TABLE rollout_criteria (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL DEFAULT uuidv7(),
    stage_id uuid NOT NULL,
    side text NOT NULL CHECK (side IN ('entry', 'exit')),
    code text NOT NULL,
    position int NOT NULL,
    text jsonb NOT NULL,
    by text NOT NULL,
    low numeric,
    high numeric,
    uom text NOT NULL DEFAULT '',
    days int CHECK (days BETWEEN 1 AND 366),
    indicator text,
    lists text[] NOT NULL DEFAULT '{{}}',
    retired_on date,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, code),
    FOREIGN KEY (tenant_id, stage_id) REFERENCES rollout_stages (tenant_id, id)
);
CREATE INDEX rollout_criteria_of_stage ON rollout_criteria (tenant_id, stage_id, side, position);
{wall("rollout_criteria", rights="SELECT, INSERT, UPDATE")}

-- What only a person can judge: met or not, in whose words. The newest stands.
CREATE TABLE criterion_notes (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL DEFAULT uuidv7(),
    criterion_id uuid NOT NULL,
    met boolean NOT NULL,
    note text NOT NULL CHECK (length(note) > 0),
    membership_id uuid NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, criterion_id) REFERENCES rollout_criteria (tenant_id, id),
    FOREIGN KEY (tenant_id, membership_id) REFERENCES memberships (tenant_id, id)
);
CREATE INDEX criterion_notes_of_criterion ON criterion_notes (tenant_id, criterion_id, at);
{wall("criterion_notes", rights=FACTS)}

-- Who let a stage through which gate, on which figures. forced: although the figures did not hold. returned: taken back.
-- hash: SHA-256 of the figures as they were signed.
CREATE TABLE gate_decisions (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL DEFAULT uuidv7(),
    stage_id uuid NOT NULL,
    side text NOT NULL CHECK (side IN ('entry', 'exit')),
    kind text NOT NULL CHECK (kind IN ('passed', 'forced', 'returned')),
    day date NOT NULL,
    at timestamptz NOT NULL,
    membership_id uuid NOT NULL,
    signature text NOT NULL CHECK (length(signature) > 0),
    reason text NOT NULL DEFAULT '',
    figures jsonb NOT NULL,
    hash text NOT NULL CHECK (length(hash) = 64),
    PRIMARY KEY (tenant_id, id),
    CHECK (kind = 'passed' OR length(reason) > 0),
    FOREIGN KEY (tenant_id, stage_id) REFERENCES rollout_stages (tenant_id, id),
    FOREIGN KEY (tenant_id, membership_id) REFERENCES memberships (tenant_id, id)
);
CREATE INDEX gate_decisions_of_stage ON gate_decisions (tenant_id, stage_id, at);
CREATE INDEX gate_decisions_by_day ON gate_decisions (tenant_id, day);
{wall("gate_decisions", rights=FACTS)}

CREATE TABLE programme_dates (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL DEFAULT uuidv7(),
    kind text NOT NULL CHECK (kind IN ('training', 'meeting', 'other')),
    day date NOT NULL,
    text text NOT NULL CHECK (length(text) > 0),
    unit_id uuid,
    membership_id uuid NOT NULL,
    at timestamptz NOT NULL,
    dropped_at timestamptz,
    dropped_by uuid,
    PRIMARY KEY (tenant_id, id),
    CHECK ((dropped_at IS NULL) = (dropped_by IS NULL)),
    FOREIGN KEY (tenant_id, unit_id) REFERENCES units (tenant_id, id),
    FOREIGN KEY (tenant_id, membership_id) REFERENCES memberships (tenant_id, id),
    FOREIGN KEY (tenant_id, dropped_by) REFERENCES memberships (tenant_id, id)
);
CREATE INDEX programme_dates_by_day ON programme_dates (tenant_id, day);
{wall("programme_dates", rights="SELECT, INSERT, UPDATE")}
"""

# Heads of the units where lists are laid out on a day, and which: null is every list. A list belongs to a system when one of
# its points, in the version of that day, checks a detail of it.
OPEN = """
CREATE FUNCTION rolled_out(p_tenant uuid, p_day date) RETURNS TABLE (unit_id uuid, checklist_id uuid)
LANGUAGE sql STABLE AS $$
    WITH RECURSIVE stage AS (
        SELECT s.id, s.lists, s.systems, h.unit_id
          FROM rollout_stages s
          JOIN LATERAL (SELECT unnest(s.units) AS unit_id
                         UNION ALL
                        SELECT u.id FROM units u WHERE u.tenant_id = p_tenant AND u.parent_id IS NULL AND s.units = '{}') h ON true
         WHERE s.tenant_id = p_tenant AND s.retired_on IS NULL AND NOT s.prepares
           AND (s.state = 'before' OR s.opened_on <= p_day)),
    version AS (
        SELECT k.id FROM standards k
         WHERE k.tenant_id = p_tenant AND k.published_at IS NOT NULL AND k.effective_from <= p_day
           AND EXISTS (SELECT FROM stage WHERE systems <> '{}')
         ORDER BY k.effective_from DESC, k.number DESC LIMIT 1),
    node AS (
        SELECT n.id, n.code, n.level, n.code AS system FROM standard_nodes n
         WHERE n.tenant_id = p_tenant AND n.standard_id = (SELECT id FROM version) AND n.parent_id IS NULL
         UNION ALL
        SELECT n.id, n.code, n.level, a.system FROM node a
          JOIN standard_nodes n ON n.tenant_id = p_tenant AND n.standard_id = (SELECT id FROM version) AND n.parent_id = a.id),
    member AS (
        SELECT DISTINCT l.id AS checklist_id, n.system
          FROM checklists l
          JOIN LATERAL (SELECT v.id FROM checklist_versions v
                         WHERE v.tenant_id = p_tenant AND v.checklist_id = l.id AND v.effective_from <= p_day
                         ORDER BY v.effective_from DESC, v.number DESC LIMIT 1) v ON true
          JOIN points p ON p.tenant_id = p_tenant AND p.version_id = v.id
          JOIN node n ON n.code = p.detail_code AND n.level = 'detail'
         WHERE l.tenant_id = p_tenant)
    SELECT s.unit_id, NULL::uuid FROM stage s WHERE s.lists = '{}' AND s.systems = '{}'
     UNION
    SELECT s.unit_id, l.id FROM stage s JOIN checklists l ON l.tenant_id = p_tenant AND l.code = ANY (s.lists)
     UNION
    SELECT s.unit_id, m.checklist_id FROM stage s JOIN member m ON m.system = ANY (s.systems)
$$;
"""

# What packs said of it stood beside the tables. The owner, too, sees one company at a time.
MOVED = """
DO $$
DECLARE t uuid;
BEGIN
    FOR t IN SELECT id FROM tenants LOOP
        PERFORM set_config('app.tenant', t::text, true);
        INSERT INTO rollout_stages (tenant_id, code, position, name, scope, work, signs, weeks, units)
        SELECT t, p.code, p.position, p.body -> 'name', p.body -> 'scope', p.body -> 'work', coalesce(p.body -> 'signs', '[]'),
               (p.body ->> 'weeks')::numeric,
               coalesce((SELECT array_agg(u.id ORDER BY c.n) FROM jsonb_array_elements_text(p.body -> 'units') WITH ORDINALITY c (code, n)
                           JOIN units u ON u.tenant_id = t AND u.code = c.code), '{}')
          FROM pack_parts p WHERE p.tenant_id = t AND p.part = 'rollout';
        INSERT INTO rollout_criteria (tenant_id, stage_id, side, code, position, text, by, low, high, uom, days, indicator, lists)
        SELECT t, s.id, d.side, g.body ->> 'code', g.n, g.body -> 'text', g.body ->> 'by', (g.body ->> 'low')::numeric,
               (g.body ->> 'high')::numeric, coalesce(g.body ->> 'uom', ''), (g.body ->> 'days')::int, g.body ->> 'indicator',
               coalesce((SELECT array_agg(c) FROM jsonb_array_elements_text(g.body -> 'checklists') c), '{}')
          FROM pack_parts p
          JOIN rollout_stages s ON s.tenant_id = t AND s.code = p.code
         CROSS JOIN (VALUES ('entry'), ('exit')) d (side)
         CROSS JOIN LATERAL jsonb_array_elements(p.body -> d.side) WITH ORDINALITY g (body, n)
         WHERE p.tenant_id = t AND p.part = 'rollout';
        DELETE FROM pack_parts WHERE tenant_id = t AND part = 'rollout';
    END LOOP;
    PERFORM set_config('app.tenant', '', true);
END $$;
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="saas", description=DESCRIPTION)
    manager.add_raw(run_script(TABLES + OPEN + MOVED))
    return manager
