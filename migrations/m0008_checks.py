"""Due checks, filled checks, answers, photos and day tallies; the two functions of the hot path."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from tenants.policies import wall
from tenants.scripts import run_script

ID = "m0008_checks"
VERSION = "1.38.0"
DESCRIPTION = "checks and answers"

SQL = f"""
-- Every foreign key locks the row it points at. Rows that all phones of a company share (the tenant, a list's version and
-- its points) would be locked by every submit at once; they are never deleted, and the due check has vouched for them.
CREATE TABLE due_checks (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL DEFAULT uuidv7(),
    schedule_id uuid NOT NULL,
    version_id uuid NOT NULL,
    post_id uuid NOT NULL,
    unit_id uuid NOT NULL,
    object_id uuid,
    business_date date NOT NULL,
    opens_at timestamptz NOT NULL,
    closes_at timestamptz NOT NULL,
    late_until timestamptz NOT NULL,
    state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'done', 'missed')),
    late boolean NOT NULL DEFAULT false,
    check_id uuid,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, schedule_id, business_date),
    FOREIGN KEY (tenant_id, schedule_id) REFERENCES schedules (tenant_id, id),
    FOREIGN KEY (tenant_id, version_id) REFERENCES checklist_versions (tenant_id, id),
    FOREIGN KEY (tenant_id, post_id) REFERENCES posts (tenant_id, id),
    FOREIGN KEY (tenant_id, unit_id) REFERENCES units (tenant_id, id),
    FOREIGN KEY (tenant_id, object_id) REFERENCES objects (tenant_id, id)
);
CREATE INDEX due_checks_of_post ON due_checks (tenant_id, post_id, business_date);
CREATE INDEX due_checks_coverage ON due_checks (tenant_id, business_date, post_id) INCLUDE (state, late);
CREATE INDEX due_checks_open ON due_checks (tenant_id, late_until) WHERE state = 'open';
{wall("due_checks")}

CREATE TABLE checks (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    due_id uuid NOT NULL,
    version_id uuid NOT NULL,
    post_id uuid NOT NULL,
    unit_id uuid NOT NULL,
    object_id uuid,
    membership_id uuid NOT NULL,
    business_date date NOT NULL,
    revision int NOT NULL,
    replaces uuid,
    content_hash bytea NOT NULL,
    receipt text NOT NULL,
    claimed_start timestamptz,
    claimed_end timestamptz,
    received_at timestamptz NOT NULL,
    score numeric,
    score_sent numeric,
    vetoed boolean NOT NULL,
    failed int NOT NULL,
    risk int NOT NULL,
    state text NOT NULL DEFAULT 'received' CHECK (state IN ('received', 'accepted', 'returned', 'replaced')),
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, due_id, revision),
    FOREIGN KEY (tenant_id, due_id) REFERENCES due_checks (tenant_id, id),
    FOREIGN KEY (tenant_id, post_id) REFERENCES posts (tenant_id, id),
    FOREIGN KEY (tenant_id, unit_id) REFERENCES units (tenant_id, id),
    FOREIGN KEY (tenant_id, object_id) REFERENCES objects (tenant_id, id),
    FOREIGN KEY (tenant_id, membership_id) REFERENCES memberships (tenant_id, id)
);
CREATE INDEX checks_to_review ON checks (tenant_id, risk DESC, received_at) WHERE state = 'received';
CREATE INDEX checks_of_post ON checks (tenant_id, post_id, business_date);
CREATE INDEX checks_of_unit ON checks (tenant_id, unit_id, business_date);
-- Few at any time: today's page asks for them whatever their date.
CREATE INDEX checks_returned ON checks (tenant_id, post_id) WHERE state = 'returned';
{wall("checks", rights="SELECT, INSERT")}
GRANT UPDATE (state, score, vetoed, failed) ON checks TO jingjin_app;

-- What was sent stays (verdict, share_e4, values); *_now follow the leader's corrections; earned_e4 is after veto.
-- Shares are whole ten-thousandths: the roll-up adds integers.
CREATE TABLE answers (
    tenant_id uuid NOT NULL,
    check_id uuid NOT NULL,
    point_id uuid NOT NULL,
    position int NOT NULL,
    verdict text NOT NULL CHECK (verdict IN ('pass', 'partial', 'fail', 'na', 'recorded')),
    share_e4 int NOT NULL,
    earned_e4 int NOT NULL,
    verdict_now text NOT NULL,
    share_now_e4 int NOT NULL,
    earned_now_e4 int NOT NULL,
    number numeric,
    choice text,
    text text,
    book numeric,
    photos uuid[],
    PRIMARY KEY (tenant_id, check_id, point_id),
    FOREIGN KEY (tenant_id, check_id) REFERENCES checks (tenant_id, id)
);
{wall("answers", rights="SELECT, INSERT")}
GRANT UPDATE (verdict_now, share_now_e4, earned_now_e4) ON answers TO jingjin_app;

CREATE TABLE photos (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    unit_id uuid NOT NULL,
    membership_id uuid NOT NULL,
    path text NOT NULL,
    sha256 bytea NOT NULL,
    width int NOT NULL,
    height int NOT NULL,
    bytes int NOT NULL,
    received_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, unit_id) REFERENCES units (tenant_id, id),
    FOREIGN KEY (tenant_id, membership_id) REFERENCES memberships (tenant_id, id)
);
{wall("photos", rights="SELECT, INSERT, DELETE")}

-- One row a post, list version and business date; arrays run by the point's position (1, 2, …).
CREATE TABLE tallies (
    tenant_id uuid NOT NULL,
    post_id uuid NOT NULL,
    version_id uuid NOT NULL,
    business_date date NOT NULL,
    unit_id uuid NOT NULL,
    checks int NOT NULL,
    scored int NOT NULL,
    score_sum numeric NOT NULL,
    applied bigint[] NOT NULL,
    na bigint[] NOT NULL,
    raw_e4 bigint[] NOT NULL,
    earned_e4 bigint[] NOT NULL,
    sent_applied bigint[] NOT NULL,
    sent_e4 bigint[] NOT NULL,
    PRIMARY KEY (tenant_id, post_id, version_id, business_date),
    FOREIGN KEY (tenant_id, post_id) REFERENCES posts (tenant_id, id),
    FOREIGN KEY (tenant_id, version_id) REFERENCES checklist_versions (tenant_id, id)
);
CREATE INDEX tallies_by_date ON tallies (tenant_id, business_date);
{wall("tallies")}

-- The same sums over a whole cycle: closing reads one row a post and list, however long the cycle was.
CREATE TABLE cycle_tallies (
    tenant_id uuid NOT NULL,
    cycle_id uuid NOT NULL,
    post_id uuid NOT NULL,
    version_id uuid NOT NULL,
    applied bigint[] NOT NULL,
    na bigint[] NOT NULL,
    raw_e4 bigint[] NOT NULL,
    earned_e4 bigint[] NOT NULL,
    sent_applied bigint[] NOT NULL,
    sent_e4 bigint[] NOT NULL,
    PRIMARY KEY (tenant_id, cycle_id, post_id, version_id),
    FOREIGN KEY (tenant_id, cycle_id) REFERENCES cycles (tenant_id, id),
    FOREIGN KEY (tenant_id, post_id) REFERENCES posts (tenant_id, id),
    FOREIGN KEY (tenant_id, version_id) REFERENCES checklist_versions (tenant_id, id)
);
{wall("cycle_tallies")}

CREATE OR REPLACE FUNCTION add_each(a bigint[], b bigint[]) RETURNS bigint[]
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE result bigint[] := a;
BEGIN
    FOR i IN 1 .. array_length(b, 1) LOOP
        result[i] := result[i] + b[i];
    END LOOP;
    RETURN result;
END $$;

-- Adds (times = 1) or takes back (times = -1) the answers of one check in the sums of its day and of its cycle.
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
        SELECT c.tenant_id, k.id, c.post_id, c.version_id, p_applied, p_na, p_raw, p_earned, p_sent_applied, p_sent
          FROM cycles k WHERE k.tenant_id = c.tenant_id AND c.business_date BETWEEN k.from_date AND k.to_date
         ORDER BY k.from_date DESC LIMIT 1
    ON CONFLICT (tenant_id, cycle_id, post_id, version_id) DO UPDATE SET
        applied = add_each(t.applied, excluded.applied), na = add_each(t.na, excluded.na),
        raw_e4 = add_each(t.raw_e4, excluded.raw_e4), earned_e4 = add_each(t.earned_e4, excluded.earned_e4),
        sent_applied = add_each(t.sent_applied, excluded.sent_applied), sent_e4 = add_each(t.sent_e4, excluded.sent_e4);
END $$;

-- The same for a check that is stored, by its answers as they are now.
CREATE OR REPLACE FUNCTION tally_check(p_tenant uuid, p_check uuid, p_times int) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE c checks; applied bigint[]; na bigint[]; raw bigint[]; earned bigint[]; sent_applied bigint[]; sent bigint[];
BEGIN
    SELECT * INTO c FROM checks WHERE tenant_id = p_tenant AND id = p_check;
    SELECT array_agg(p_times * (verdict_now IN ('pass', 'partial', 'fail'))::int ORDER BY position),
           array_agg(p_times * (verdict_now = 'na')::int ORDER BY position),
           array_agg(p_times * share_now_e4 ORDER BY position), array_agg(p_times * earned_now_e4 ORDER BY position),
           array_agg(p_times * (verdict IN ('pass', 'partial', 'fail'))::int ORDER BY position),
           array_agg(p_times * earned_e4 ORDER BY position)
      INTO applied, na, raw, earned, sent_applied, sent
      FROM answers WHERE tenant_id = p_tenant AND check_id = p_check;
    PERFORM tally_add(c, p_times, applied, na, raw, earned, sent_applied, sent);
END $$;

-- Who is asking: session, membership, roles and posts in one round trip; with p_due also the check that is due.
CREATE OR REPLACE FUNCTION enter(p_slug text, p_token bytea, p_now timestamptz, p_due uuid DEFAULT NULL)
RETURNS TABLE (person_id uuid, person_name text, login text, locale text, tenant_id uuid, tenant_name text,
               zone text, membership_id uuid, member_name text, roles text[], role_units uuid[],
               posts uuid[], post_units uuid[], due jsonb)
LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE s sessions; t tenants; p persons; m memberships; today date;
BEGIN
    SELECT * INTO s FROM sessions WHERE token_hash = p_token AND expires_at > p_now;
    IF NOT FOUND THEN RETURN; END IF;
    SELECT * INTO p FROM persons WHERE id = s.person_id AND disabled_at IS NULL;
    IF NOT FOUND THEN RETURN; END IF;
    IF s.seen_at < p_now - interval '5 minutes' THEN
        UPDATE sessions SET seen_at = p_now WHERE token_hash = p_token;
    END IF;
    person_id := p.id; person_name := p.name; login := p.login; locale := p.locale;
    SELECT * INTO t FROM tenants WHERE slug = p_slug AND suspended_at IS NULL;
    IF NOT FOUND THEN RETURN NEXT; RETURN; END IF;
    PERFORM set_config('app.tenant', t.id::text, true);
    SELECT * INTO m FROM memberships WHERE memberships.tenant_id = t.id AND memberships.person_id = p.id AND ended_at IS NULL;
    IF NOT FOUND THEN RETURN NEXT; RETURN; END IF;
    today := (p_now AT TIME ZONE t.zone)::date;
    tenant_id := t.id; tenant_name := t.name; zone := t.zone; membership_id := m.id; member_name := m.name;
    SELECT array_agg(r.role), array_agg(r.unit_id) INTO roles, role_units
      FROM roles r WHERE r.tenant_id = t.id AND r.membership_id = m.id;
    SELECT array_agg(a.post_id), array_agg(o.unit_id) INTO posts, post_units
      FROM appointments a JOIN posts o ON o.tenant_id = a.tenant_id AND o.id = a.post_id
     WHERE a.tenant_id = t.id AND a.membership_id = m.id AND a.from_date <= today
       AND (a.to_date IS NULL OR a.to_date >= today);
    IF p_due IS NOT NULL THEN
        SELECT jsonb_build_object('id', d.id, 'version_id', d.version_id, 'post_id', d.post_id, 'unit_id', d.unit_id,
                 'object_id', d.object_id, 'check_id', d.check_id, 'state', d.state,
                 'business_date', d.business_date, 'opens_at', d.opens_at, 'closes_at', d.closes_at,
                 'book', (SELECT jsonb_object_agg(l.point_code, l.figure::text) FROM ledger_figures l
                           WHERE l.tenant_id = t.id AND l.object_id = d.object_id))
          INTO due FROM due_checks d WHERE d.tenant_id = t.id AND d.id = p_due;
    END IF;
    RETURN NEXT;
END $$;

-- One check with its answers, day tally, trail and job, or the reason why not. Nothing is written unless 'received'.
CREATE OR REPLACE FUNCTION submit_check(
    p_tenant uuid, p_check uuid, p_due uuid, p_version uuid, p_member uuid, p_posts uuid[], p_hash bytea, p_replaces uuid,
    p_start timestamptz, p_end timestamptz, p_now timestamptz, p_score numeric, p_vetoed boolean, p_failed int,
    p_points uuid[], p_positions int[], p_verdicts text[], p_shares int[], p_earned int[],
    p_numbers numeric[], p_choices text[], p_texts text[], p_books numeric[], p_photos text[])
RETURNS TABLE (outcome text, receipt text, received_at timestamptz, score numeric, failed int)
LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE d due_checks; c checks; k cycles; rev int; applied bigint[]; na bigint[];
BEGIN
    PERFORM set_config('app.tenant', p_tenant::text, true);
    SELECT * INTO d FROM due_checks WHERE due_checks.tenant_id = p_tenant AND id = p_due FOR UPDATE;
    IF NOT FOUND OR NOT d.post_id = ANY (p_posts) THEN outcome := 'unknown'; RETURN NEXT; RETURN; END IF;
    SELECT * INTO c FROM checks WHERE checks.tenant_id = p_tenant AND id = p_check;
    IF FOUND THEN
        outcome := CASE WHEN c.content_hash = p_hash AND c.membership_id = p_member THEN 'again' ELSE 'conflict' END;
        IF outcome = 'again' THEN
            receipt := c.receipt; received_at := c.received_at; score := c.score_sent;
            -- As sent, whatever a leader corrected since: the same answer byte for byte.
            failed := (SELECT count(*) FROM answers a WHERE a.tenant_id = p_tenant AND a.check_id = p_check AND a.verdict = 'fail');
        END IF;
        RETURN NEXT; RETURN;
    END IF;
    IF d.version_id <> p_version THEN outcome := 'stale'; RETURN NEXT; RETURN; END IF;
    -- The window says when a check is late; who comes before it, on the day itself, has done the work.
    IF p_now < d.business_date::timestamp AT TIME ZONE (SELECT zone FROM tenants WHERE tenants.id = p_tenant)
    THEN outcome := 'early'; RETURN NEXT; RETURN; END IF;
    -- Shared with every other submit, exclusive for closing a cycle: no check slips in behind a frozen sheet.
    PERFORM pg_advisory_xact_lock_shared(hashtextextended(p_tenant::text, 1));
    SELECT * INTO k FROM cycles WHERE cycles.tenant_id = p_tenant AND d.business_date BETWEEN from_date AND to_date
        ORDER BY from_date DESC LIMIT 1;
    IF NOT FOUND OR k.state <> 'open' THEN outcome := 'closed'; RETURN NEXT; RETURN; END IF;
    -- A photo counts once it is here, sent by this person or kept in this unit.
    IF array_to_string(p_photos, ',') <> '' AND EXISTS (
        SELECT FROM unnest(string_to_array(array_to_string(p_photos, ','), ',')::uuid[]) AS shown (id)
          LEFT JOIN photos p ON p.tenant_id = p_tenant AND p.id = shown.id
               AND (p.membership_id = p_member OR p.unit_id = d.unit_id)
         WHERE p.id IS NULL) THEN outcome := 'photos'; RETURN NEXT; RETURN;
    END IF;
    IF d.check_id IS NULL AND p_replaces IS NULL THEN rev := 1;
    ELSIF d.check_id IS DISTINCT FROM p_replaces THEN outcome := 'taken'; RETURN NEXT; RETURN;
    ELSE
        SELECT * INTO c FROM checks WHERE checks.tenant_id = p_tenant AND id = p_replaces;
        IF c.state <> 'returned' THEN outcome := 'taken'; RETURN NEXT; RETURN; END IF;
        PERFORM tally_check(p_tenant, p_replaces, -1);
        UPDATE checks SET state = 'replaced' WHERE checks.tenant_id = p_tenant AND id = p_replaces;
        rev := c.revision + 1;
    END IF;
    outcome := 'received'; received_at := p_now; score := p_score; failed := p_failed;
    receipt := upper(substr(encode(sha256(p_check::text::bytea), 'hex'), 1, 8));
    INSERT INTO checks VALUES (p_tenant, p_check, p_due, p_version, d.post_id, d.unit_id, d.object_id, p_member,
        d.business_date, rev, p_replaces, p_hash, receipt, p_start, p_end, p_now, p_score, p_score, p_vetoed, p_failed,
        CASE WHEN p_vetoed THEN 3 WHEN p_failed > 0 THEN 2
             WHEN abs(hashtextextended(p_check::text, k.seed) % 100) < k.sample_percent THEN 1 ELSE 0 END, 'received')
    RETURNING * INTO c;
    INSERT INTO answers
        SELECT p_tenant, p_check, a.point, a.position, a.verdict, a.share, a.earned, a.verdict, a.share, a.earned,
               a.number, a.choice, a.text, a.book, string_to_array(a.photos, ',')::uuid[]
          FROM unnest(p_points, p_positions, p_verdicts, p_shares, p_earned, p_numbers, p_choices, p_texts, p_books, p_photos)
            AS a (point, position, verdict, share, earned, number, choice, text, book, photos);
    UPDATE due_checks SET check_id = p_check, state = 'done', late = (rev = 1 AND p_now > d.closes_at) OR (rev > 1 AND d.late)
     WHERE due_checks.tenant_id = p_tenant AND id = p_due;
    -- The arrays run by position, as the sums do.
    SELECT array_agg((v IN ('pass', 'partial', 'fail'))::int), array_agg((v = 'na')::int) INTO applied, na FROM unnest(p_verdicts) v;
    PERFORM tally_add(c, 1, applied, na, p_shares::bigint[], p_earned::bigint[], applied, p_earned::bigint[]);
    INSERT INTO trails (tenant_id, at, membership_id, action, noun, noun_id)
        VALUES (p_tenant, p_now, p_member, 'submit', 'check', p_check);
    -- A check filled again may have put right what its first version found: findings follow it either way.
    IF p_failed > 0 OR rev > 1 THEN
        INSERT INTO jobs (tenant_id, name, args, due_at, created_at)
            VALUES (p_tenant, 'findings.register', jsonb_build_object('check', p_check), p_now, p_now);
        PERFORM pg_notify('jobs', '');
    END IF;
    RETURN NEXT;
END $$;
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="saas", description=DESCRIPTION)
    manager.add_raw(run_script(SQL))
    return manager
