"""The organisation as it changes: former places of units and posts, job titles, deputies, external units, proofs of mail."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from tenants.policies import open_to_all, wall
from tenants.scripts import run_script

ID = "m0014_org"
VERSION = "1.38.0"
DESCRIPTION = "organisation that changes"

SQL = f"""
-- External: a distributor or contractor with people of its own, who see their own line only.
ALTER TABLE units ADD COLUMN external boolean NOT NULL DEFAULT false, ADD COLUMN opened_on date,
    ADD COLUMN words text NOT NULL
    GENERATED ALWAYS AS (lower(code || ' ' || coalesce(name ->> 'zh', '') || ' ' || coalesce(name ->> 'en', ''))) STORED;
CREATE INDEX units_external ON units (tenant_id) WHERE external;
ALTER TABLE posts ADD COLUMN opened_on date,
    ADD COLUMN words text NOT NULL
    GENERATED ALWAYS AS (lower(code || ' ' || coalesce(name ->> 'zh', '') || ' ' || coalesce(name ->> 'en', ''))) STORED;
CREATE INDEX appointments_of_post ON appointments (tenant_id, post_id, from_date);
CREATE INDEX roles_of_unit ON roles (tenant_id, unit_id);
CREATE INDEX memberships_by_date ON memberships (tenant_id, joined_at, id);

-- How a unit or a post stood until a day, its last such day. How it stands since then is its own row.
CREATE TABLE unit_spans (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    unit_id uuid NOT NULL,
    to_date date NOT NULL,
    parent_id uuid,
    layer_id uuid NOT NULL,
    name jsonb NOT NULL,
    PRIMARY KEY (tenant_id, unit_id, to_date),
    FOREIGN KEY (tenant_id, unit_id) REFERENCES units (tenant_id, id),
    FOREIGN KEY (tenant_id, parent_id) REFERENCES units (tenant_id, id),
    FOREIGN KEY (tenant_id, layer_id) REFERENCES layers (tenant_id, id)
);
CREATE INDEX unit_spans_below ON unit_spans (tenant_id, parent_id, to_date);
{wall("unit_spans", rights="SELECT, INSERT")}

CREATE TABLE post_spans (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    post_id uuid NOT NULL,
    to_date date NOT NULL,
    unit_id uuid NOT NULL,
    job_title text NOT NULL,
    name jsonb NOT NULL,
    PRIMARY KEY (tenant_id, post_id, to_date),
    FOREIGN KEY (tenant_id, post_id) REFERENCES posts (tenant_id, id),
    FOREIGN KEY (tenant_id, unit_id) REFERENCES units (tenant_id, id)
);
CREATE INDEX post_spans_of_unit ON post_spans (tenant_id, unit_id, to_date);
{wall("post_spans", rights="SELECT, INSERT")}

-- What posts.job_title names. The role is what an invitation to such a post proposes.
CREATE TABLE job_titles (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL DEFAULT uuidv7(),
    code text NOT NULL,
    name jsonb NOT NULL,
    role text NOT NULL DEFAULT 'staff' CHECK (role IN ('staff', 'leader', 'executive', 'admin')),
    position int NOT NULL DEFAULT 0,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, code)
);
{wall("job_titles")}

-- Who stands in for the holder of a post, from a day to a day. The post stays its holder's.
CREATE TABLE deputies (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL DEFAULT uuidv7(),
    post_id uuid NOT NULL,
    membership_id uuid NOT NULL,
    from_date date NOT NULL,
    to_date date NOT NULL CHECK (to_date >= from_date),
    reason text NOT NULL CHECK (length(reason) > 0),
    named_by uuid NOT NULL,
    named_at timestamptz NOT NULL,
    withdrawn_at timestamptz,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, post_id) REFERENCES posts (tenant_id, id),
    FOREIGN KEY (tenant_id, membership_id) REFERENCES memberships (tenant_id, id),
    FOREIGN KEY (tenant_id, named_by) REFERENCES memberships (tenant_id, id)
);
CREATE INDEX deputies_of_person ON deputies (tenant_id, membership_id, to_date);
CREATE INDEX deputies_of_post ON deputies (tenant_id, post_id, to_date);
{wall("deputies")}

-- Two holders, or two deputies, of one post on one day cannot be: whoever writes many at once is held to it, too.
CREATE OR REPLACE FUNCTION one_at_a_time() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE taken boolean;
BEGIN
    -- Two who write at the same time come one after the other.
    PERFORM FROM posts p WHERE p.tenant_id = new.tenant_id AND p.id = new.post_id FOR NO KEY UPDATE;
    IF TG_TABLE_NAME = 'appointments' THEN
        taken := EXISTS (SELECT FROM appointments a WHERE a.tenant_id = new.tenant_id AND a.post_id = new.post_id AND a.id <> new.id
            AND a.from_date <= coalesce(new.to_date, 'infinity') AND coalesce(a.to_date, 'infinity') >= new.from_date);
    ELSE
        taken := EXISTS (SELECT FROM deputies d WHERE d.tenant_id = new.tenant_id AND d.post_id = new.post_id AND d.id <> new.id
            AND new.withdrawn_at IS NULL AND d.withdrawn_at IS NULL AND d.from_date <= new.to_date AND d.to_date >= new.from_date);
    END IF;
    IF taken THEN
        RAISE EXCEPTION 'two % of one post on one day', TG_TABLE_NAME USING ERRCODE = 'exclusion_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER one_at_a_time AFTER INSERT OR UPDATE ON appointments DEFERRABLE INITIALLY IMMEDIATE
    FOR EACH ROW EXECUTE FUNCTION one_at_a_time();
CREATE CONSTRAINT TRIGGER one_at_a_time AFTER INSERT OR UPDATE ON deputies DEFERRABLE INITIALLY IMMEDIATE
    FOR EACH ROW EXECUTE FUNCTION one_at_a_time();

-- The letter carries a link of its own: who comes by it has shown that the address is theirs.
ALTER TABLE invitations ADD COLUMN mailed_hash bytea;
CREATE INDEX invitations_mailed ON invitations (tenant_id, mailed_hash) WHERE mailed_hash IS NOT NULL;
CREATE INDEX invitations_open ON invitations (tenant_id, login) WHERE accepted_at IS NULL AND withdrawn_at IS NULL;

ALTER TABLE persons ADD COLUMN mail_proven_at timestamptz;
-- Letters went to these addresses before anybody asked for a proof; they go on.
UPDATE persons SET mail_proven_at = created_at WHERE login LIKE '%@%';
GRANT UPDATE (mail_proven_at) ON persons TO jingjin_app;
CREATE TABLE mail_proofs (
    token_hash bytea PRIMARY KEY,
    person_id uuid NOT NULL REFERENCES persons (id),
    expires_at timestamptz NOT NULL
);
CREATE INDEX mail_proofs_of_person ON mail_proofs (person_id);
{open_to_all("mail_proofs", rights="SELECT, INSERT, DELETE")}

-- As before, and: posts that one stands in for are among one's posts meanwhile; outsiders are told to be outside.
CREATE OR REPLACE FUNCTION enter(p_slug text, p_token bytea, p_now timestamptz, p_due uuid DEFAULT NULL)
RETURNS TABLE (person_id uuid, person_name text, login text, locale text, tenant_id uuid, tenant_name text,
               zone text, membership_id uuid, member_name text, roles text[], role_units uuid[],
               posts uuid[], post_units uuid[], due jsonb)
LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE s sessions; t tenants; p persons; m memberships; today date; outside uuid[];
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
    -- Whose every role lies in external units is told to be outside, and where.
    IF EXISTS (SELECT FROM units u WHERE u.tenant_id = t.id AND u.external) THEN
        SELECT array_agg(x) INTO outside FROM unnest(role_units) x
        HAVING bool_and(EXISTS (SELECT FROM unit_lines l JOIN units u ON u.tenant_id = t.id AND u.id = l.ancestor_id AND u.external
                                 WHERE l.tenant_id = t.id AND l.unit_id = x));
        roles := roles || array_fill('outside'::text, ARRAY[coalesce(cardinality(outside), 0)]);
        role_units := role_units || outside;
    END IF;
    SELECT array_agg(h.post_id), array_agg(o.unit_id) INTO posts, post_units
      FROM (SELECT a.post_id FROM appointments a
             WHERE a.tenant_id = t.id AND a.membership_id = m.id AND a.from_date <= today AND (a.to_date IS NULL OR a.to_date >= today)
            UNION
            SELECT d.post_id FROM deputies d
             WHERE d.tenant_id = t.id AND d.membership_id = m.id AND d.from_date <= today AND d.to_date >= today AND d.withdrawn_at IS NULL) h
      JOIN posts o ON o.tenant_id = t.id AND o.id = h.post_id;
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

-- Every company that is here already: a job title for each that its posts name.
DO $$
DECLARE t uuid;
BEGIN
    FOR t IN SELECT id FROM tenants LOOP
        PERFORM set_config('app.tenant', t::text, true);
        INSERT INTO job_titles (tenant_id, code, name)
            SELECT DISTINCT ON (p.job_title) p.tenant_id, p.job_title, p.name
              FROM posts p WHERE p.tenant_id = t ORDER BY p.job_title, p.code;
    END LOOP;
    PERFORM set_config('app.tenant', '', true);
END $$;
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="saas", description=DESCRIPTION)
    manager.add_raw(run_script(SQL))
    return manager
