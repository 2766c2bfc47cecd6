"""What a closing counts stands where it is read in passing: on the review, on the finding, in the sums of the cycle."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from tenants.scripts import run_script

ID = "m0012_closing"
VERSION = "1.38.0"
DESCRIPTION = "closing a cycle near the scan"

# Row security is forced on the owner too: it rests while the rows of before get their new columns.
FILLED = ("cycle_tallies", "tallies", "cycles", "checks", "reviews", "findings", "corrective_actions")
REST = "".join(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY;\n" for table in FILLED)
WAKE = "".join(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY;\n" for table in FILLED)

COLUMNS = """
-- Checks behind the sums: what was done, without counting the due checks again.
ALTER TABLE cycle_tallies ADD COLUMN checks int NOT NULL DEFAULT 0;
-- Of the check that was decided on; none of it ever changes.
ALTER TABLE reviews ADD COLUMN business_date date, ADD COLUMN received_at timestamptz, ADD COLUMN risk int;
-- Of the check it was found in, which a check filled again may replace; and the day of its last corrective action.
ALTER TABLE findings ADD COLUMN found_in uuid, ADD COLUMN business_date date, ADD COLUMN acted_on date;
"""

BACK_FILL = """
UPDATE cycle_tallies t SET checks = s.checks
  FROM (SELECT t.tenant_id, k.id, t.post_id, t.version_id, sum(t.checks) AS checks
          FROM tallies t CROSS JOIN LATERAL (
               SELECT k.id FROM cycles k WHERE k.tenant_id = t.tenant_id AND t.business_date BETWEEN k.from_date AND k.to_date
                ORDER BY k.from_date DESC LIMIT 1) k
         GROUP BY 1, 2, 3, 4) s
 WHERE t.tenant_id = s.tenant_id AND t.cycle_id = s.id AND t.post_id = s.post_id AND t.version_id = s.version_id;
UPDATE reviews r SET business_date = c.business_date, received_at = c.received_at, risk = c.risk
  FROM checks c WHERE c.tenant_id = r.tenant_id AND c.id = r.check_id;
UPDATE findings f SET found_in = c.post_id, business_date = c.business_date,
       acted_on = (SELECT (max(a.done_at) AT TIME ZONE t.zone)::date FROM corrective_actions a JOIN tenants t ON t.id = a.tenant_id
                    WHERE a.tenant_id = f.tenant_id AND a.finding_id = f.id GROUP BY t.zone)
  FROM checks c WHERE c.tenant_id = f.tenant_id AND c.id = f.check_id;
ALTER TABLE reviews ALTER business_date SET NOT NULL, ALTER received_at SET NOT NULL, ALTER risk SET NOT NULL;
ALTER TABLE findings ALTER found_in SET NOT NULL, ALTER business_date SET NOT NULL;
"""

INDEXES = """
CREATE INDEX reviews_of_day ON reviews (tenant_id, business_date) INCLUDE (membership_id, decided_at, received_at) WHERE risk > 0;
CREATE INDEX findings_of_day ON findings (tenant_id, business_date) INCLUDE (found_in, source) WHERE state <> 'withdrawn';
CREATE INDEX findings_due ON findings (tenant_id, due_on) INCLUDE (post_id, state, acted_on) WHERE state <> 'withdrawn';
-- What was knocked out now, or as it was sent (risk 3): rare among all checks.
CREATE INDEX checks_sunk ON checks (tenant_id, business_date) INCLUDE (id, post_id, version_id)
    WHERE (vetoed OR risk = 3) AND state <> 'replaced';
-- What waits for a leader's decision, by day.
CREATE INDEX checks_flagged ON checks (tenant_id, business_date) INCLUDE (unit_id, membership_id, received_at)
    WHERE state = 'received' AND risk > 0;
-- What was not simply done in time: the few due checks that a closing has to look at.
CREATE INDEX due_checks_amiss ON due_checks (tenant_id, business_date) INCLUDE (post_id, state, late, late_until)
    WHERE late OR state <> 'done';
-- Written once, read whole, in few places: packing takes longer than writing.
ALTER TABLE closures ALTER COLUMN sheet SET STORAGE EXTERNAL;
ALTER TABLE scores ALTER COLUMN trace SET STORAGE EXTERNAL, ALTER COLUMN bridge SET STORAGE EXTERNAL;
"""

TRIGGERS = """
CREATE FUNCTION know_check() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    SELECT c.business_date, c.received_at, c.risk INTO new.business_date, new.received_at, new.risk
      FROM checks c WHERE c.tenant_id = new.tenant_id AND c.id = new.check_id;
    RETURN new;
END $$;
CREATE TRIGGER know_check BEFORE INSERT ON reviews FOR EACH ROW EXECUTE FUNCTION know_check();

CREATE FUNCTION know_where() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    SELECT c.post_id, c.business_date INTO new.found_in, new.business_date
      FROM checks c WHERE c.tenant_id = new.tenant_id AND c.id = new.check_id;
    RETURN new;
END $$;
CREATE TRIGGER know_where BEFORE INSERT OR UPDATE OF check_id ON findings FOR EACH ROW EXECUTE FUNCTION know_where();

CREATE FUNCTION know_action() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE findings SET acted_on = greatest(acted_on, (new.done_at AT TIME ZONE t.zone)::date) FROM tenants t
     WHERE t.id = new.tenant_id AND tenant_id = new.tenant_id AND findings.id = new.finding_id;
    RETURN NULL;
END $$;
CREATE TRIGGER know_action AFTER INSERT ON corrective_actions FOR EACH ROW EXECUTE FUNCTION know_action();
"""

TALLY = """
CREATE OR REPLACE FUNCTION tally_add(c checks, p_times int, p_applied bigint[], p_na bigint[], p_raw bigint[], p_earned bigint[],
                                     p_sent_applied bigint[], p_sent bigint[]) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO tallies AS t VALUES (c.tenant_id, c.post_id, c.version_id, c.business_date, c.unit_id,
        p_times, p_times * (c.score IS NOT NULL)::int, p_times * coalesce(c.score, 0),
        p_applied, p_na, p_raw, p_earned, p_sent_applied, p_sent)
    ON CONFLICT (tenant_id, post_id, version_id, business_date) DO UPDATE SET
        checks = t.checks + excluded.checks, scored = t.scored + excluded.scored,
        score_sum = t.score_sum + excluded.score_sum, applied = add_each(t.applied, excluded.applied),
        na = add_each(t.na, excluded.na), raw_e4 = add_each(t.raw_e4, excluded.raw_e4),
        earned_e4 = add_each(t.earned_e4, excluded.earned_e4),
        sent_applied = add_each(t.sent_applied, excluded.sent_applied), sent_e4 = add_each(t.sent_e4, excluded.sent_e4);
    INSERT INTO cycle_tallies AS t
        SELECT c.tenant_id, k.id, c.post_id, c.version_id, p_applied, p_na, p_raw, p_earned, p_sent_applied, p_sent, p_times
          FROM cycles k WHERE k.tenant_id = c.tenant_id AND c.business_date BETWEEN k.from_date AND k.to_date
         ORDER BY k.from_date DESC LIMIT 1
    ON CONFLICT (tenant_id, cycle_id, post_id, version_id) DO UPDATE SET
        applied = add_each(t.applied, excluded.applied), na = add_each(t.na, excluded.na),
        raw_e4 = add_each(t.raw_e4, excluded.raw_e4), earned_e4 = add_each(t.earned_e4, excluded.earned_e4),
        sent_applied = add_each(t.sent_applied, excluded.sent_applied), sent_e4 = add_each(t.sent_e4, excluded.sent_e4),
        checks = t.checks + excluded.checks;
END $$;
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="saas", description=DESCRIPTION)
    manager.add_raw(run_script(COLUMNS + REST + BACK_FILL + WAKE + INDEXES + TRIGGERS + TALLY))
    return manager
