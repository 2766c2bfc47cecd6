"""Phones that were away: parts of photos, checks that are known before they are laid out, posts held on the day itself."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from tenants.policies import wall
from tenants.scripts import run_script

ID = "m0032_phones"
VERSION = "1.38.0"
DESCRIPTION = "parts of photos; ids of due checks known ahead; versions and posts of the day"

SQL = f"""
-- What has come of a photo, until it is whole: then it is kept, and its parts go. `begins`: the first byte's place.
CREATE TABLE photo_parts (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    membership_id uuid NOT NULL,
    photo_id uuid NOT NULL,
    begins int NOT NULL CHECK (begins >= 0),
    body bytea NOT NULL,
    received_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, membership_id, photo_id, begins),
    FOREIGN KEY (tenant_id, membership_id) REFERENCES memberships (tenant_id, id)
);
-- Photos are compressed already.
ALTER TABLE photo_parts ALTER COLUMN body SET STORAGE EXTERNAL;
CREATE INDEX photo_parts_old ON photo_parts (tenant_id, received_at);
{wall("photo_parts", rights="SELECT, INSERT, DELETE")}

-- The id of what a schedule asks for on a day, known to a phone before it is laid out. The day comes first, as in an id by time.
CREATE OR REPLACE FUNCTION due_id(p_schedule uuid, p_day date) RETURNS uuid
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT (lpad(to_hex((p_day - date '1970-01-01') * 86400000::bigint), 12, '0') || '8' || substr(h, 1, 3) || 'a' || substr(h, 4, 15))::uuid
      FROM (SELECT encode(sha256((p_schedule::text || p_day::text)::bytea), 'hex') AS h) hashed
$$;

-- Whether a post was somebody's on a day, whoever holds it by now.
CREATE OR REPLACE FUNCTION held_on(p_tenant uuid, p_member uuid, p_post uuid, p_day date) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT FROM appointments a
                    WHERE a.tenant_id = p_tenant AND a.membership_id = p_member AND a.post_id = p_post
                      AND a.from_date <= p_day AND (a.to_date IS NULL OR a.to_date >= p_day))
        OR EXISTS (SELECT FROM deputies e
                    WHERE e.tenant_id = p_tenant AND e.membership_id = p_member AND e.post_id = p_post
                      AND p_day BETWEEN e.from_date AND e.to_date AND e.withdrawn_at IS NULL)
$$;

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
    IF NOT FOUND OR NOT (d.post_id = ANY (p_posts) OR held_on(p_tenant, p_member, d.post_id, d.business_date))
    THEN outcome := 'unknown'; RETURN NEXT; RETURN; END IF;
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
    -- A phone that was away fills in the version it has: it counts if it was one of this list and in force on that day.
    IF d.version_id <> p_version AND NOT EXISTS (
        SELECT FROM checklist_versions v JOIN checklist_versions w ON w.tenant_id = v.tenant_id AND w.checklist_id = v.checklist_id
         WHERE v.tenant_id = p_tenant AND v.id = p_version AND v.effective_from <= d.business_date AND v.published_at <= p_now
           AND w.id = d.version_id) THEN outcome := 'stale'; RETURN NEXT; RETURN; END IF;
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
