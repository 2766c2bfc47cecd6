"""Standards as living documents: drafts, proposals, attachments, the index of the search, and who has read what."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from tenants.policies import wall
from tenants.scripts import run_script

ID = "m0016_standards"
VERSION = "1.38.0"
DESCRIPTION = "drafts, proposals, attachments, search, readings"

VERSIONS = """
ALTER TABLE standards
    ADD base_id uuid,
    ADD why text NOT NULL DEFAULT '',
    ADD proposed_by uuid,
    ADD proposed_at timestamptz,
    -- {added, removed, moved, changed} against the version before; empty for the first one.
    ADD counts jsonb NOT NULL DEFAULT '{}',
    -- [{"code", "text", "options": [text, …], "right": index}]: what readers are asked before they confirm.
    ADD quiz jsonb NOT NULL DEFAULT '[]',
    ADD FOREIGN KEY (tenant_id, base_id) REFERENCES standards (tenant_id, id),
    ADD FOREIGN KEY (tenant_id, proposed_by) REFERENCES memberships (tenant_id, id);
ALTER TABLE standard_nodes
    ADD attachments uuid[] NOT NULL DEFAULT '{}',
    -- What the search reads, folded: full width to half width, capitals to small letters.
    ADD said text NOT NULL GENERATED ALWAYS AS (lower(normalize(
        code || ' ' || coalesce(name->>'zh', '') || ' ' || coalesce(name->>'en', '') || ' '
        || coalesce(principle->>'zh', '') || ' ' || coalesce(principle->>'en', '') || ' '
        || coalesce(criterion->>'low', '') || ' ' || coalesce(criterion->>'high', '') || ' '
        || coalesce(criterion->>'uom', '') || ' ' || coalesce(mark #>> '{source,zh}', '') || ' '
        || coalesce(mark #>> '{source,en}', '') || ' ' || coalesce(mark->>'version', ''), NFKC))) STORED;
CREATE UNIQUE INDEX standard_nodes_place ON standard_nodes (tenant_id, standard_id, position);
-- What is published stays as it was published.
REVOKE UPDATE, DELETE ON standards, standard_nodes FROM jingjin_app;
"""

DRAFTS = f"""
-- The next version while it is written: only what differs from its base is stored. One open draft at a time.
CREATE TABLE standard_drafts (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL DEFAULT uuidv7(),
    base_id uuid,
    opened_by uuid NOT NULL,
    opened_at timestamptz NOT NULL,
    quiz jsonb NOT NULL DEFAULT '[]',
    ended_at timestamptz,
    ended_by uuid,
    -- The version it became; null where it was given up.
    standard_id uuid,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, base_id) REFERENCES standards (tenant_id, id),
    FOREIGN KEY (tenant_id, standard_id) REFERENCES standards (tenant_id, id),
    FOREIGN KEY (tenant_id, opened_by) REFERENCES memberships (tenant_id, id),
    FOREIGN KEY (tenant_id, ended_by) REFERENCES memberships (tenant_id, id)
);
CREATE UNIQUE INDEX standard_drafts_one ON standard_drafts (tenant_id) WHERE ended_at IS NULL;
{wall("standard_drafts")}

-- id: that of the base's node which it stands for, or a new one. The code never changes: posts and points know it.
CREATE TABLE draft_nodes (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    draft_id uuid NOT NULL,
    id uuid NOT NULL,
    parent_id uuid,
    level text NOT NULL CHECK (level IN ('system', 'category', 'item', 'step', 'detail')),
    code text NOT NULL,
    name jsonb NOT NULL,
    criterion jsonb,
    principle jsonb,
    mark jsonb NOT NULL DEFAULT '{{}}',
    attachments uuid[] NOT NULL DEFAULT '{{}}',
    position numeric NOT NULL,
    gone boolean NOT NULL DEFAULT false,
    PRIMARY KEY (tenant_id, draft_id, id),
    UNIQUE (tenant_id, draft_id, code),
    CHECK (level <> 'detail' OR criterion IS NOT NULL OR principle IS NOT NULL),
    FOREIGN KEY (tenant_id, draft_id) REFERENCES standard_drafts (tenant_id, id)
);
CREATE INDEX draft_nodes_of_parent ON draft_nodes (tenant_id, draft_id, parent_id);
{wall("draft_nodes")}

CREATE TABLE standard_proposals (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL DEFAULT uuidv7(),
    draft_id uuid NOT NULL,
    proposed_by uuid NOT NULL,
    proposed_at timestamptz NOT NULL,
    why text NOT NULL,
    effective_from date NOT NULL,
    -- Whose posts have to read it: kinds of responsibility for the details that change.
    readers text[] NOT NULL,
    outcome text CHECK (outcome IN ('approved', 'returned', 'withdrawn')),
    ended_by uuid,
    ended_at timestamptz,
    reason text,
    PRIMARY KEY (tenant_id, id),
    CHECK ((outcome IS NULL) = (ended_at IS NULL)),
    FOREIGN KEY (tenant_id, draft_id) REFERENCES standard_drafts (tenant_id, id),
    FOREIGN KEY (tenant_id, proposed_by) REFERENCES memberships (tenant_id, id),
    FOREIGN KEY (tenant_id, ended_by) REFERENCES memberships (tenant_id, id)
);
CREATE UNIQUE INDEX standard_proposals_one ON standard_proposals (tenant_id, draft_id) WHERE ended_at IS NULL;
{wall("standard_proposals")}

-- Documents and standard photos; a node names those that belong to it, so a version keeps its own.
CREATE TABLE standard_files (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL DEFAULT uuidv7(),
    kind text NOT NULL CHECK (kind IN ('photo', 'pdf', 'xlsx', 'docx')),
    name text NOT NULL,
    path text NOT NULL,
    bytes int NOT NULL,
    sha256 bytea NOT NULL,
    kept_by uuid NOT NULL,
    kept_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, kept_by) REFERENCES memberships (tenant_id, id)
);
{wall("standard_files", rights="SELECT, INSERT")}
"""

READINGS = f"""
-- Posts that have to read a version, each with the changed details that concern it. Holders come and go.
CREATE TABLE standard_readers (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    standard_id uuid NOT NULL,
    post_id uuid NOT NULL,
    codes text[] NOT NULL,
    PRIMARY KEY (tenant_id, standard_id, post_id),
    FOREIGN KEY (tenant_id, standard_id) REFERENCES standards (tenant_id, id),
    FOREIGN KEY (tenant_id, post_id) REFERENCES posts (tenant_id, id)
);
CREATE INDEX standard_readers_of_post ON standard_readers (tenant_id, post_id, standard_id);
{wall("standard_readers", rights="SELECT, INSERT")}

CREATE TABLE standard_confirmations (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    standard_id uuid NOT NULL,
    membership_id uuid NOT NULL,
    confirmed_at timestamptz NOT NULL,
    tries int NOT NULL,
    PRIMARY KEY (tenant_id, standard_id, membership_id),
    FOREIGN KEY (tenant_id, standard_id) REFERENCES standards (tenant_id, id),
    FOREIGN KEY (tenant_id, membership_id) REFERENCES memberships (tenant_id, id)
);
{wall("standard_confirmations", rights="SELECT, INSERT")}

-- A quiz answered with something wrong in it: only counted.
CREATE TABLE standard_tries (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL DEFAULT uuidv7(),
    standard_id uuid NOT NULL,
    membership_id uuid NOT NULL,
    tried_at timestamptz NOT NULL,
    wrong int[] NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, standard_id) REFERENCES standards (tenant_id, id),
    FOREIGN KEY (tenant_id, membership_id) REFERENCES memberships (tenant_id, id)
);
CREATE INDEX standard_tries_of_person ON standard_tries (tenant_id, standard_id, membership_id);
{wall("standard_tries", rights="SELECT, INSERT")}
"""

SEARCH = f"""
-- The index of the search, by hand: gram → places (positions) of the nodes of one version that hold it, negative
-- where their code or name does: those come first, and nobody has to look at the nodes for that. Under row
-- security only leakproof operators reach an index: = and < of text are, those of tsvector, arrays and LIKE are not.
-- A Chinese run gives its characters and its pairs of characters, everything else its words. Built once, at the
-- insert: published nodes never change.
CREATE TABLE standard_grams (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    standard_id uuid NOT NULL,
    gram text COLLATE "C" NOT NULL,
    places int[] NOT NULL,
    PRIMARY KEY (tenant_id, standard_id, gram),
    FOREIGN KEY (tenant_id, standard_id) REFERENCES standards (tenant_id, id)
);
{wall("standard_grams", rights="SELECT, INSERT, UPDATE")}

CREATE FUNCTION grams(said text) RETURNS SETOF text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    WITH runs AS (SELECT (regexp_matches(said, '[㐀-䶿一-鿿]+', 'g'))[1] AS run)
    SELECT substr(run, at, 1) FROM runs, generate_series(1, length(run)) AS at
    UNION SELECT substr(run, at, 2) FROM runs, generate_series(1, length(run) - 1) AS at
    UNION SELECT (regexp_matches(said, '[a-z0-9]+(?:[.][a-z0-9]+)*', 'g'))[1]
$$;

CREATE FUNCTION index_standard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO standard_grams AS g (tenant_id, standard_id, gram, places)
    SELECT n.tenant_id, n.standard_id, w.gram, array_agg(CASE WHEN strpos(h.head, w.gram) > 0 THEN -n.position ELSE n.position END)
      FROM fresh n
     CROSS JOIN LATERAL (SELECT lower(normalize(concat_ws(' ', n.code, n.name->>'zh', n.name->>'en'), NFKC)) AS head OFFSET 0) AS h
     CROSS JOIN LATERAL grams(n.said) AS w (gram) GROUP BY 1, 2, 3
    ON CONFLICT (tenant_id, standard_id, gram) DO UPDATE SET places = g.places || excluded.places;
    RETURN NULL;
END $$;
CREATE TRIGGER index_standard AFTER INSERT ON standard_nodes REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION index_standard();

-- The owner, too, sees one company at a time.
DO $$
DECLARE company uuid;
BEGIN
    FOR company IN SELECT id FROM tenants LOOP
        PERFORM set_config('app.tenant', company::text, true);
        INSERT INTO standard_grams (tenant_id, standard_id, gram, places)
        SELECT n.tenant_id, n.standard_id, w.gram, array_agg(CASE WHEN strpos(h.head, w.gram) > 0 THEN -n.position ELSE n.position END)
          FROM standard_nodes n
         CROSS JOIN LATERAL (SELECT lower(normalize(concat_ws(' ', n.code, n.name->>'zh', n.name->>'en'), NFKC)) AS head OFFSET 0) AS h
         CROSS JOIN LATERAL grams(n.said) AS w (gram) WHERE n.tenant_id = company GROUP BY 1, 2, 3;
    END LOOP;
    PERFORM set_config('app.tenant', '', true);
END $$;
"""

SQL = VERSIONS + DRAFTS + READINGS + SEARCH


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="saas", description=DESCRIPTION)
    manager.add_raw(run_script(SQL))
    return manager
