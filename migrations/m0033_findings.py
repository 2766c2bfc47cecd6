"""One object from found to closed: any source, causes, plans, looking elsewhere, escalation, recurrence, merging."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from tenants.policies import wall
from tenants.scripts import run_script

ID = "m0033_findings"
VERSION = "1.38.0"
DESCRIPTION = "findings from any source, from found to closed"

FACTS = "SELECT, INSERT"

COLUMNS = """
ALTER TABLE findings ALTER check_id DROP NOT NULL, ALTER point_id DROP NOT NULL, ALTER found_by DROP NOT NULL;
ALTER TABLE findings DROP CONSTRAINT findings_kind_check, DROP CONSTRAINT findings_source_check;
ALTER TABLE findings ALTER kind SET DEFAULT 'deviation';
-- subject: what went wrong, so that it is known when it comes again; times: how often it came within the days of the rule.
-- finder: by whom it was found, whatever the way it came in; origin: the thing it was opened from, once.
-- acting: whose corrective action is planned, where it is not the responsible post's own.
ALTER TABLE findings ADD COLUMN subject text, ADD COLUMN finder text CHECK (finder IN ('self', 'leader', 'other')),
    ADD COLUMN recurs_id uuid, ADD COLUMN times int NOT NULL DEFAULT 1, ADD COLUMN parent_id uuid, ADD COLUMN merged_id uuid,
    ADD COLUMN origin text, ADD COLUMN acting_post_id uuid, ADD COLUMN acting_id uuid, ADD COLUMN acting_due date,
    ADD COLUMN reopened int NOT NULL DEFAULT 0;
"""

BACK_FILL = """
ALTER TABLE findings NO FORCE ROW LEVEL SECURITY;
ALTER TABLE verifications NO FORCE ROW LEVEL SECURITY;
UPDATE findings f SET kind = 'deviation', subject = f.detail_code, finder = CASE WHEN f.source = 'self' THEN 'self' ELSE 'leader' END,
       reopened = (SELECT count(*) FROM verifications v
                    WHERE v.tenant_id = f.tenant_id AND v.finding_id = f.id AND v.outcome = 'reopened');
UPDATE findings f SET times = b.times, recurs_id = b.recurs_id
  FROM (SELECT f.tenant_id, f.id, 1 + count(e.id) AS times, (array_agg(e.id ORDER BY e.found_at DESC))[1] AS recurs_id
          FROM findings f JOIN findings e ON e.tenant_id = f.tenant_id AND e.subject = f.subject AND e.state <> 'withdrawn'
           AND e.object_id IS NOT DISTINCT FROM f.object_id AND (f.object_id IS NOT NULL OR e.unit_id = f.unit_id)
           AND e.found_at < f.found_at AND e.found_at >= f.found_at - interval '90 days'
         GROUP BY f.tenant_id, f.id) b
 WHERE f.tenant_id = b.tenant_id AND f.id = b.id;
ALTER TABLE findings FORCE ROW LEVEL SECURITY;
ALTER TABLE verifications FORCE ROW LEVEL SECURITY;
"""

RULES = """
ALTER TABLE findings ALTER finder SET NOT NULL,
    ADD CHECK (kind IN ('deviation', 'hazard', 'complaint', 'suggestion')),
    ADD CHECK (source IN ('self', 'leader', 'spot_check', 'count', 'report', 'customer', 'regulator', 'third_party', 'call_back',
                          'video', 'meeting', 'indicator', 'process', 'extent')),
    ADD CHECK ((check_id IS NULL) = (point_id IS NULL)),
    ADD CHECK (merged_id IS NULL OR state = 'withdrawn'),
    ADD COLUMN customers boolean NOT NULL GENERATED ALWAYS AS (kind = 'complaint' OR source IN ('customer', 'call_back')) STORED,
    ADD FOREIGN KEY (tenant_id, recurs_id) REFERENCES findings (tenant_id, id),
    ADD FOREIGN KEY (tenant_id, parent_id) REFERENCES findings (tenant_id, id),
    ADD FOREIGN KEY (tenant_id, merged_id) REFERENCES findings (tenant_id, id),
    ADD FOREIGN KEY (tenant_id, acting_post_id) REFERENCES posts (tenant_id, id),
    ADD FOREIGN KEY (tenant_id, acting_id) REFERENCES memberships (tenant_id, id);
CREATE UNIQUE INDEX findings_origin ON findings (tenant_id, origin) WHERE origin IS NOT NULL;
CREATE INDEX findings_subject ON findings (tenant_id, subject, object_id, found_at);
CREATE INDEX findings_parent ON findings (tenant_id, parent_id) WHERE parent_id IS NOT NULL;
CREATE INDEX findings_merged ON findings (tenant_id, merged_id) WHERE merged_id IS NOT NULL;
CREATE INDEX findings_recurs ON findings (tenant_id, recurs_id) WHERE recurs_id IS NOT NULL;
CREATE INDEX findings_acting ON findings (tenant_id, acting_post_id) WHERE acting_post_id IS NOT NULL;
CREATE INDEX findings_acting_person ON findings (tenant_id, acting_id) WHERE acting_id IS NOT NULL;
DROP INDEX findings_of_day;
CREATE INDEX findings_of_day ON findings (tenant_id, business_date) INCLUDE (found_in, source, finder) WHERE state <> 'withdrawn';
ALTER TABLE verifications ADD COLUMN photo_id uuid, ADD FOREIGN KEY (tenant_id, photo_id) REFERENCES photos (tenant_id, id);

CREATE OR REPLACE FUNCTION know_where() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF new.check_id IS NOT NULL THEN
        SELECT c.post_id, c.business_date INTO new.found_in, new.business_date
          FROM checks c WHERE c.tenant_id = new.tenant_id AND c.id = new.check_id;
    ELSE
        new.found_in := coalesce(new.found_in, new.post_id);
        new.business_date := coalesce(new.business_date, (SELECT (new.found_at AT TIME ZONE t.zone)::date FROM tenants t
                                                           WHERE t.id = new.tenant_id));
    END IF;
    IF new.finder IS NULL OR (TG_OP = 'UPDATE' AND new.source <> old.source) THEN
        new.finder := CASE WHEN new.source = 'self' THEN 'self' WHEN new.source IN ('leader', 'spot_check') THEN 'leader'
                           ELSE 'other' END;
    END IF;
    RETURN new;
END $$;
DROP TRIGGER know_where ON findings;
CREATE TRIGGER know_where BEFORE INSERT OR UPDATE OF check_id, source ON findings FOR EACH ROW EXECUTE FUNCTION know_where();
"""

TABLES = f"""
-- How a company treats a severity: days until it is due, whether whoever verifies shows evidence, and within how many days the
-- same thing counts as come again. A severity without a row is treated as saas/findings/rules.py says.
CREATE TABLE finding_rules (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    severity text NOT NULL CHECK (severity IN ('veto', 'major', 'minor')),
    days int NOT NULL CHECK (days BETWEEN 0 AND 365),
    evidence boolean NOT NULL,
    again_days int NOT NULL CHECK (again_days BETWEEN 0 AND 1000),
    PRIMARY KEY (tenant_id, severity)
);
{wall("finding_rules")}

-- Overdue for so many days: it goes up to the nearest post of this title, to somebody outside, or else one leader further up.
CREATE TABLE escalation_rules (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL DEFAULT uuidv7(),
    days int NOT NULL CHECK (days BETWEEN 0 AND 365),
    job_title text,
    outside jsonb,
    PRIMARY KEY (tenant_id, id),
    CHECK (job_title IS NULL OR outside IS NULL)
);
CREATE UNIQUE INDEX escalation_rules_once ON escalation_rules (tenant_id, days, job_title, outside) NULLS NOT DISTINCT;
{wall("escalation_rules")}

CREATE TABLE causes (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL DEFAULT uuidv7(),
    code text NOT NULL,
    name jsonb NOT NULL,
    position int NOT NULL DEFAULT 0,
    retired_on date,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, code)
);
{wall("causes")}

-- Why it came to this: a category, a chain of whys, or both. The newest stands.
CREATE TABLE explanations (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL DEFAULT uuidv7(),
    finding_id uuid NOT NULL,
    cause_id uuid,
    whys text[] NOT NULL CHECK (cardinality(whys) <= 5),
    membership_id uuid NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    CHECK (cause_id IS NOT NULL OR cardinality(whys) > 0),
    FOREIGN KEY (tenant_id, finding_id) REFERENCES findings (tenant_id, id),
    FOREIGN KEY (tenant_id, cause_id) REFERENCES causes (tenant_id, id),
    FOREIGN KEY (tenant_id, membership_id) REFERENCES memberships (tenant_id, id)
);
CREATE INDEX explanations_of_finding ON explanations (tenant_id, finding_id, at);
CREATE INDEX explanations_of_cause ON explanations (tenant_id, cause_id) WHERE cause_id IS NOT NULL;
{wall("explanations", rights=FACTS)}

-- Correction at once: what was done so that it does no more harm, before the cause is mended.
CREATE TABLE containments (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL DEFAULT uuidv7(),
    finding_id uuid NOT NULL,
    what text NOT NULL CHECK (length(what) > 0),
    photo_id uuid,
    membership_id uuid NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, finding_id) REFERENCES findings (tenant_id, id),
    FOREIGN KEY (tenant_id, photo_id) REFERENCES photos (tenant_id, id),
    FOREIGN KEY (tenant_id, membership_id) REFERENCES memberships (tenant_id, id)
);
CREATE INDEX containments_of_finding ON containments (tenant_id, finding_id, at);
{wall("containments", rights=FACTS)}

-- The corrective action as planned: whose, and until when. The newest stands.
CREATE TABLE planned_actions (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL DEFAULT uuidv7(),
    finding_id uuid NOT NULL,
    action text NOT NULL CHECK (length(action) > 0),
    post_id uuid NOT NULL,
    owner_id uuid,
    due_on date NOT NULL,
    membership_id uuid NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, finding_id) REFERENCES findings (tenant_id, id),
    FOREIGN KEY (tenant_id, post_id) REFERENCES posts (tenant_id, id),
    FOREIGN KEY (tenant_id, owner_id) REFERENCES memberships (tenant_id, id),
    FOREIGN KEY (tenant_id, membership_id) REFERENCES memberships (tenant_id, id)
);
CREATE INDEX planned_actions_of_finding ON planned_actions (tenant_id, finding_id, at);
{wall("planned_actions", rights=FACTS)}

-- Looking elsewhere (举一反三): who else has to look whether the same is there, and what they saw.
CREATE TABLE extent_checks (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL DEFAULT uuidv7(),
    finding_id uuid NOT NULL,
    unit_id uuid NOT NULL,
    post_id uuid NOT NULL,
    object_id uuid,
    due_on date NOT NULL,
    asked_by uuid NOT NULL,
    asked_at timestamptz NOT NULL,
    answer text CHECK (answer IN ('found', 'clear', 'dropped')),
    note text NOT NULL DEFAULT '',
    photo_id uuid,
    answered_by uuid,
    answered_at timestamptz,
    child_id uuid,
    PRIMARY KEY (tenant_id, id),
    CHECK ((answer IS NULL) = (answered_at IS NULL)),
    CHECK ((answer = 'found') IS NOT DISTINCT FROM (child_id IS NOT NULL) OR answer IS NULL),
    FOREIGN KEY (tenant_id, finding_id) REFERENCES findings (tenant_id, id),
    FOREIGN KEY (tenant_id, unit_id) REFERENCES units (tenant_id, id),
    FOREIGN KEY (tenant_id, post_id) REFERENCES posts (tenant_id, id),
    FOREIGN KEY (tenant_id, object_id) REFERENCES objects (tenant_id, id),
    FOREIGN KEY (tenant_id, photo_id) REFERENCES photos (tenant_id, id),
    FOREIGN KEY (tenant_id, asked_by) REFERENCES memberships (tenant_id, id),
    FOREIGN KEY (tenant_id, answered_by) REFERENCES memberships (tenant_id, id),
    FOREIGN KEY (tenant_id, child_id) REFERENCES findings (tenant_id, id)
);
CREATE UNIQUE INDEX extent_checks_once ON extent_checks (tenant_id, finding_id, unit_id, post_id, object_id)
    NULLS NOT DISTINCT WHERE answer IS NULL;
CREATE INDEX extent_checks_waiting ON extent_checks (tenant_id, post_id) WHERE answer IS NULL;
CREATE INDEX extent_checks_of_finding ON extent_checks (tenant_id, finding_id);
{wall("extent_checks", rights="SELECT, INSERT, UPDATE")}

CREATE TABLE handings_on (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL DEFAULT uuidv7(),
    finding_id uuid NOT NULL,
    from_post_id uuid NOT NULL,
    to_post_id uuid NOT NULL,
    why text NOT NULL CHECK (length(why) > 0),
    membership_id uuid NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, finding_id) REFERENCES findings (tenant_id, id),
    FOREIGN KEY (tenant_id, from_post_id) REFERENCES posts (tenant_id, id),
    FOREIGN KEY (tenant_id, to_post_id) REFERENCES posts (tenant_id, id),
    FOREIGN KEY (tenant_id, membership_id) REFERENCES memberships (tenant_id, id)
);
CREATE INDEX handings_on_of_finding ON handings_on (tenant_id, finding_id, at);
{wall("handings_on", rights=FACTS)}

-- Verified, and yet it came back: opened again with a reason and a new date.
CREATE TABLE reopenings (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL DEFAULT uuidv7(),
    finding_id uuid NOT NULL,
    why text NOT NULL CHECK (length(why) > 0),
    was_due date NOT NULL,
    due_on date NOT NULL,
    membership_id uuid NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, finding_id) REFERENCES findings (tenant_id, id),
    FOREIGN KEY (tenant_id, membership_id) REFERENCES memberships (tenant_id, id)
);
CREATE INDEX reopenings_of_finding ON reopenings (tenant_id, finding_id, at);
{wall("reopenings", rights=FACTS)}

-- A duplicate goes into the finding that is kept; undone, it goes on where it stood.
CREATE TABLE mergers (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL DEFAULT uuidv7(),
    finding_id uuid NOT NULL,
    into_id uuid NOT NULL,
    was_state text NOT NULL CHECK (was_state IN ('open', 'acted')),
    was_waiting timestamptz NOT NULL,
    why text NOT NULL DEFAULT '',
    membership_id uuid NOT NULL,
    at timestamptz NOT NULL,
    undone_by uuid,
    undone_at timestamptz,
    PRIMARY KEY (tenant_id, id),
    CHECK (finding_id <> into_id),
    FOREIGN KEY (tenant_id, finding_id) REFERENCES findings (tenant_id, id),
    FOREIGN KEY (tenant_id, into_id) REFERENCES findings (tenant_id, id),
    FOREIGN KEY (tenant_id, membership_id) REFERENCES memberships (tenant_id, id),
    FOREIGN KEY (tenant_id, undone_by) REFERENCES memberships (tenant_id, id)
);
CREATE UNIQUE INDEX mergers_once ON mergers (tenant_id, finding_id) WHERE undone_at IS NULL;
CREATE INDEX mergers_into ON mergers (tenant_id, into_id);
{wall("mergers", rights="SELECT, INSERT, UPDATE")}

-- It went up the line: by which step, to whom, when. A new date after that counts anew.
CREATE TABLE escalations (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL DEFAULT uuidv7(),
    finding_id uuid NOT NULL,
    due_on date NOT NULL,
    days int NOT NULL,
    post_id uuid,
    to_id uuid,
    outside jsonb,
    at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    CHECK (to_id IS NOT NULL OR outside IS NOT NULL),
    FOREIGN KEY (tenant_id, finding_id) REFERENCES findings (tenant_id, id),
    FOREIGN KEY (tenant_id, post_id) REFERENCES posts (tenant_id, id),
    FOREIGN KEY (tenant_id, to_id) REFERENCES memberships (tenant_id, id)
);
CREATE UNIQUE INDEX escalations_once ON escalations (tenant_id, finding_id, due_on, days, to_id, outside) NULLS NOT DISTINCT;
CREATE INDEX escalations_to ON escalations (tenant_id, to_id, at);
{wall("escalations", rights=FACTS)}
"""

# Companies of before take their pack's steps; those without any go up the line after one, three and seven days.
START = """
DO $$
DECLARE t uuid;
BEGIN
    FOR t IN SELECT id FROM tenants LOOP
        PERFORM set_config('app.tenant', t::text, true);
        INSERT INTO escalation_rules (tenant_id, days, job_title, outside)
            SELECT t, ceil((p.body ->> 'days')::numeric)::int, p.body ->> 'job_title', p.body -> 'outside' FROM pack_parts p
             WHERE p.tenant_id = t AND p.part = 'escalation' ORDER BY p.position ON CONFLICT DO NOTHING;
        DELETE FROM pack_parts p WHERE p.tenant_id = t AND p.part = 'escalation';
        INSERT INTO escalation_rules (tenant_id, days)
            SELECT t, d FROM unnest('{1,3,7}'::int[]) d WHERE NOT EXISTS (SELECT FROM escalation_rules e WHERE e.tenant_id = t);
        INSERT INTO causes (tenant_id, code, name, position)
            SELECT t, c.code, c.name::jsonb, c.position FROM (VALUES
                ('people', '{"zh": "人员", "en": "People"}', 1), ('equipment', '{"zh": "设备", "en": "Equipment"}', 2),
                ('material', '{"zh": "物料", "en": "Material"}', 3), ('method', '{"zh": "方法", "en": "Method"}', 4),
                ('environment', '{"zh": "环境", "en": "Surroundings"}', 5), ('measuring', '{"zh": "测量", "en": "Measuring"}', 6),
                ('management', '{"zh": "管理", "en": "Management"}', 7)) c (code, name, position);
    END LOOP;
    PERFORM set_config('app.tenant', '', true);
END $$;
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="saas", description=DESCRIPTION)
    manager.add_raw(run_script(COLUMNS + BACK_FILL + RULES + TABLES + START))
    return manager
