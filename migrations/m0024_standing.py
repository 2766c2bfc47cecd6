"""Who somebody is in a company is worked out once and told from one row, until anything of its organisation changes."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from tenants.policies import wall
from tenants.scripts import run_script

ID = "m0024_standing"
VERSION = "1.38.0"
DESCRIPTION = "editions of a company; standings; queues tell that they changed"

ORGANISATION = ("memberships", "roles", "appointments", "deputies", "posts", "units", "unit_lines")
LISTS = ("checklists", "checklist_versions", "points", "schedules")


def _watched(table: str, edition: str) -> str:
    changes = (("INSERT", "NEW"), ("UPDATE", "NEW"), ("DELETE", "OLD"))
    return "".join(
        f"""
CREATE TRIGGER {table}_{edition}_{change.lower()} AFTER {change} ON {table} REFERENCING {rows} TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION note_new_{edition}();"""
        for change, rows in changes
    )


def _note(edition: str) -> str:
    return f"""
CREATE OR REPLACE FUNCTION note_new_{edition}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO editions AS e (tenant_id, {edition}) SELECT DISTINCT changed.tenant_id, 1 FROM changed
        ON CONFLICT (tenant_id) DO UPDATE SET {edition} = e.{edition} + 1;
    RETURN NULL;
END $$;"""


EDITIONS = f"""
-- One row a company: its numbers go up whenever anything of its names, its organisation or its checklists changes. What is
-- kept is kept under them; the row is locked until the change counts, so nobody keeps what was under the new number.
ALTER TABLE names RENAME TO editions;
ALTER TABLE editions RENAME COLUMN edition TO names;
ALTER TABLE editions ALTER COLUMN names SET DEFAULT 0,
    ADD COLUMN org bigint NOT NULL DEFAULT 0, ADD COLUMN lists bigint NOT NULL DEFAULT 0;

CREATE OR REPLACE FUNCTION note_new_names() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO editions AS e (tenant_id, names)
        SELECT DISTINCT became.tenant_id, 1 FROM became JOIN was ON was.tenant_id = became.tenant_id AND was.id = became.id
         WHERE became.name IS DISTINCT FROM was.name
        ON CONFLICT (tenant_id) DO UPDATE SET names = e.names + 1;
    RETURN NULL;
END $$;
{_note("org")}
{_note("lists")}
{"".join(_watched(table, "org") for table in ORGANISATION)}
{"".join(_watched(table, "lists") for table in LISTS)}

DO $$
DECLARE t uuid;
BEGIN
    FOR t IN SELECT id FROM tenants LOOP
        PERFORM set_config('app.tenant', t::text, true);
        INSERT INTO editions (tenant_id) VALUES (t) ON CONFLICT DO NOTHING;
    END LOOP;
    PERFORM set_config('app.tenant', '', true);
END $$;
"""

# `edition` goes up with every change of what waits, or did. Rows are never taken away, so the sum over some of them tells
# by itself whether anything about them has changed.
QUEUES = """
ALTER TABLE queues ADD COLUMN edition bigint NOT NULL DEFAULT 0;

CREATE OR REPLACE FUNCTION queue_grows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO queues AS q VALUES (NEW.tenant_id, NEW.unit_id, NEW.post_id, NEW.membership_id, 1, 1)
        ON CONFLICT (tenant_id, unit_id, post_id, membership_id)
        DO UPDATE SET waiting = q.waiting + 1, edition = q.edition + 1;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION queue_moves() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO queues AS q
        SELECT tenant_id, unit_id, post_id, membership_id, sum(step), 1 FROM (
               SELECT tenant_id, unit_id, post_id, membership_id, 1 AS step FROM became WHERE state = 'received'
               UNION ALL
               SELECT tenant_id, unit_id, post_id, membership_id, -1 FROM was WHERE state = 'received') moved
         GROUP BY tenant_id, unit_id, post_id, membership_id
         ORDER BY tenant_id, unit_id, post_id, membership_id
        ON CONFLICT (tenant_id, unit_id, post_id, membership_id)
        DO UPDATE SET waiting = q.waiting + excluded.waiting, edition = q.edition + 1;
    RETURN NULL;
END $$;
"""

STANDINGS = f"""
-- What stand() found out, and for which day and edition of the organisation that is true.
CREATE TABLE standings (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    person_id uuid NOT NULL REFERENCES persons (id),
    day date NOT NULL,
    org bigint NOT NULL,
    membership_id uuid NOT NULL,
    roles text[],
    role_units uuid[],
    posts uuid[],
    post_units uuid[],
    PRIMARY KEY (tenant_id, person_id)
) WITH (fillfactor = 60);
{wall("standings", rights="SELECT, INSERT, UPDATE")}

-- Who stands in for somebody has their post meanwhile; whose every role lies in external units is told to be outside, and where.
CREATE OR REPLACE FUNCTION stand(p_tenant uuid, p_person uuid, p_day date, p_org bigint) RETURNS standings
LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE s standings; outside uuid[];
BEGIN
    SELECT m.id INTO s.membership_id
      FROM memberships m WHERE m.tenant_id = p_tenant AND m.person_id = p_person AND m.ended_at IS NULL;
    IF NOT FOUND THEN RETURN NULL; END IF;
    s.tenant_id := p_tenant; s.person_id := p_person; s.day := p_day; s.org := p_org;
    SELECT array_agg(r.role), array_agg(r.unit_id) INTO s.roles, s.role_units
      FROM roles r WHERE r.tenant_id = p_tenant AND r.membership_id = s.membership_id;
    IF EXISTS (SELECT FROM units u WHERE u.tenant_id = p_tenant AND u.external) THEN
        SELECT array_agg(x) INTO outside FROM unnest(s.role_units) x
        HAVING bool_and(EXISTS (SELECT FROM unit_lines l JOIN units u ON u.tenant_id = p_tenant AND u.id = l.ancestor_id AND u.external
                                 WHERE l.tenant_id = p_tenant AND l.unit_id = x));
        s.roles := s.roles || array_fill('outside'::text, ARRAY[coalesce(cardinality(outside), 0)]);
        s.role_units := s.role_units || outside;
    END IF;
    SELECT array_agg(h.post_id ORDER BY h.post_id), array_agg(o.unit_id ORDER BY h.post_id) INTO s.posts, s.post_units
      FROM (SELECT a.post_id FROM appointments a
             WHERE a.tenant_id = p_tenant AND a.membership_id = s.membership_id AND a.from_date <= p_day
               AND (a.to_date IS NULL OR a.to_date >= p_day)
            UNION
            SELECT d.post_id FROM deputies d
             WHERE d.tenant_id = p_tenant AND d.membership_id = s.membership_id AND d.from_date <= p_day AND d.to_date >= p_day
               AND d.withdrawn_at IS NULL) h
      JOIN posts o ON o.tenant_id = p_tenant AND o.id = h.post_id;
    INSERT INTO standings SELECT (s).* ON CONFLICT (tenant_id, person_id) DO UPDATE SET
        day = excluded.day, org = excluded.org, membership_id = excluded.membership_id,
        roles = excluded.roles, role_units = excluded.role_units, posts = excluded.posts, post_units = excluded.post_units;
    RETURN s;
END $$;
"""

# As before, and told with it: the editions of the company.
ENTER = """
DROP FUNCTION enter(text, bytea, timestamptz, uuid);
CREATE FUNCTION enter(p_slug text, p_token bytea, p_now timestamptz, p_due uuid DEFAULT NULL)
RETURNS TABLE (person_id uuid, person_name text, login text, locale text, tenant_id uuid, tenant_name text,
               zone text, membership_id uuid, roles text[], role_units uuid[],
               posts uuid[], post_units uuid[], due jsonb, names bigint, org bigint, lists bigint)
LANGUAGE plpgsql ROWS 1 AS $$
#variable_conflict use_column
DECLARE company uuid; company_name text; clock text; seen timestamptz; today date; s standings;
BEGIN
    -- No table of a company before this line: from here on its rows are seen, and no other's.
    SELECT k.seen_at, p.id, p.name, p.login, p.locale, t.id, t.name, t.zone, set_config('app.tenant', coalesce(t.id::text, ''), true)
      INTO seen, person_id, person_name, login, locale, company, company_name, clock
      FROM sessions k
      JOIN persons p ON p.id = k.person_id AND p.disabled_at IS NULL
      LEFT JOIN tenants t ON t.slug = p_slug AND t.suspended_at IS NULL
     WHERE k.token_hash = p_token AND k.expires_at > p_now;
    IF NOT FOUND THEN RETURN; END IF;
    IF seen < p_now - interval '5 minutes' THEN
        UPDATE sessions SET seen_at = p_now WHERE token_hash = p_token;
    END IF;
    IF company IS NULL THEN RETURN NEXT; RETURN; END IF;
    today := (p_now AT TIME ZONE clock)::date;
    SELECT e.names, e.org, e.lists, w.membership_id, w.roles, w.role_units, w.posts, w.post_units
      INTO names, org, lists, membership_id, roles, role_units, posts, post_units
      FROM editions e
      LEFT JOIN standings w ON w.tenant_id = company AND w.person_id = enter.person_id AND w.day = today AND w.org = e.org
     WHERE e.tenant_id = company;
    IF membership_id IS NULL THEN
        s := stand(company, person_id, today, coalesce(org, 0));
        IF s.membership_id IS NULL THEN RETURN NEXT; RETURN; END IF;
        membership_id := s.membership_id; roles := s.roles; role_units := s.role_units;
        posts := s.posts; post_units := s.post_units;
    END IF;
    tenant_id := company; tenant_name := company_name; zone := clock;
    IF p_due IS NOT NULL THEN
        SELECT jsonb_build_object('id', d.id, 'version_id', d.version_id, 'post_id', d.post_id, 'unit_id', d.unit_id,
                 'object_id', d.object_id, 'check_id', d.check_id, 'state', d.state,
                 'business_date', d.business_date, 'opens_at', d.opens_at, 'closes_at', d.closes_at,
                 'book', (SELECT jsonb_object_agg(l.point_code, l.figure::text) FROM ledger_figures l
                           WHERE l.tenant_id = company AND l.object_id = d.object_id))
          INTO due FROM due_checks d WHERE d.tenant_id = company AND d.id = p_due;
    END IF;
    RETURN NEXT;
END $$;
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="saas", description=DESCRIPTION)
    manager.add_raw(run_script(EDITIONS + QUEUES + STANDINGS + ENTER))
    return manager
