"""The ledger: rules of kinds, territories, stages, overlaps decided, counts, labels."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from tenants.policies import wall
from tenants.scripts import run_script

ID = "m0019_objects"
VERSION = "1.38.0"
DESCRIPTION = "territories, segments, stages, overlaps, counts, labels"

RULES = r"""
CREATE FUNCTION figure_of(p_text text) RETURNS numeric LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN p_text ~ '^-?\d{1,30}(\.\d{1,30})?$' THEN p_text::numeric END $$;

CREATE FUNCTION words_of(p_code text, p_name jsonb, p_attributes jsonb) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT lower(concat_ws(' ', p_code, p_name ->> 'zh', p_name ->> 'en',
        (SELECT string_agg(value, ' ' ORDER BY key) FROM jsonb_each_text(p_attributes)))) $$;
"""

SQL = f"""
{RULES}
-- What a kind says of its objects, as packs write it.
ALTER TABLE object_kinds ADD COLUMN exclusive boolean NOT NULL DEFAULT false,
    ADD COLUMN segments jsonb NOT NULL DEFAULT '[]', ADD COLUMN stages jsonb NOT NULL DEFAULT '[]',
    ADD COLUMN needs jsonb NOT NULL DEFAULT '[]', ADD COLUMN playbook jsonb NOT NULL DEFAULT '[]',
    ADD COLUMN retired_on date;

-- Segment and stage follow from the rules of the kind (saas/objects/classify.py); stage_next waits for its periods.
ALTER TABLE objects ADD COLUMN segment text, ADD COLUMN stage text,
    ADD COLUMN stage_by_hand boolean NOT NULL DEFAULT false, ADD COLUMN stage_next text, ADD COLUMN stage_next_since date,
    ADD COLUMN words text NOT NULL GENERATED ALWAYS AS (words_of(code, name, attributes)) STORED;
CREATE INDEX objects_of_kind ON objects (tenant_id, kind_id, code) INCLUDE (unit_id, segment, stage) WHERE retired_on IS NULL;

CREATE TABLE territories (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL DEFAULT uuidv7(),
    code text NOT NULL,
    name jsonb NOT NULL,
    unit_id uuid NOT NULL,
    -- Codes of the kinds whose objects lie in it.
    kinds text[] NOT NULL,
    rule jsonb NOT NULL DEFAULT '{{}}',
    closed_on date,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, code),
    FOREIGN KEY (tenant_id, unit_id) REFERENCES units (tenant_id, id)
);
CREATE INDEX territories_of_unit ON territories (tenant_id, unit_id);
{wall("territories")}

-- From which day to which an object lies in a territory. Two at once can come by import; a page lists them.
CREATE TABLE object_grounds (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL DEFAULT uuidv7(),
    object_id uuid NOT NULL,
    territory_id uuid NOT NULL,
    from_date date NOT NULL,
    to_date date,
    moved_by uuid,
    moved_at timestamptz NOT NULL,
    why text NOT NULL DEFAULT '',
    PRIMARY KEY (tenant_id, id),
    CHECK (to_date IS NULL OR to_date >= from_date),
    FOREIGN KEY (tenant_id, object_id) REFERENCES objects (tenant_id, id),
    FOREIGN KEY (tenant_id, territory_id) REFERENCES territories (tenant_id, id),
    FOREIGN KEY (tenant_id, moved_by) REFERENCES memberships (tenant_id, id)
);
CREATE INDEX object_grounds_of_object ON object_grounds (tenant_id, object_id, from_date);
CREATE INDEX object_grounds_of_territory ON object_grounds (tenant_id, territory_id, to_date);
{wall("object_grounds")}

CREATE TABLE object_stages (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL DEFAULT uuidv7(),
    object_id uuid NOT NULL,
    stage text,
    from_date date NOT NULL,
    by_rule boolean NOT NULL,
    membership_id uuid,
    at timestamptz NOT NULL,
    why text NOT NULL DEFAULT '',
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, object_id) REFERENCES objects (tenant_id, id),
    FOREIGN KEY (tenant_id, membership_id) REFERENCES memberships (tenant_id, id)
);
CREATE INDEX object_stages_of_object ON object_stages (tenant_id, object_id, at);
{wall("object_stages", rights="SELECT, INSERT")}

-- Two objects that serve one need: both stay, for a reason, or one goes. The smaller id stands first.
CREATE TABLE overlap_decisions (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL DEFAULT uuidv7(),
    overlap text NOT NULL,
    first_id uuid NOT NULL,
    second_id uuid NOT NULL,
    -- Which of them goes; empty where both stay.
    gone_id uuid,
    gone_on date,
    why text NOT NULL CHECK (length(why) > 0),
    membership_id uuid NOT NULL,
    decided_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, first_id, second_id, overlap),
    CHECK (first_id < second_id),
    FOREIGN KEY (tenant_id, first_id) REFERENCES objects (tenant_id, id),
    FOREIGN KEY (tenant_id, second_id) REFERENCES objects (tenant_id, id),
    FOREIGN KEY (tenant_id, membership_id) REFERENCES memberships (tenant_id, id)
);
{wall("overlap_decisions", rights="SELECT, INSERT, DELETE")}

CREATE TABLE counts (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL DEFAULT uuidv7(),
    kind_id uuid NOT NULL,
    unit_id uuid NOT NULL,
    state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'ended', 'posted', 'dropped')),
    started_by uuid NOT NULL,
    started_at timestamptz NOT NULL,
    ended_by uuid,
    ended_at timestamptz,
    posted_by uuid,
    posted_at timestamptz,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, kind_id) REFERENCES object_kinds (tenant_id, id),
    FOREIGN KEY (tenant_id, unit_id) REFERENCES units (tenant_id, id),
    FOREIGN KEY (tenant_id, started_by) REFERENCES memberships (tenant_id, id),
    FOREIGN KEY (tenant_id, ended_by) REFERENCES memberships (tenant_id, id),
    FOREIGN KEY (tenant_id, posted_by) REFERENCES memberships (tenant_id, id)
);
CREATE INDEX counts_of_unit ON counts (tenant_id, unit_id, started_at);
{wall("counts")}

-- source: a figure of the books (figure = point code), an attribute (its code), or the thing itself ('', book 1).
CREATE TABLE count_lines (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    count_id uuid NOT NULL,
    object_id uuid NOT NULL,
    figure text NOT NULL,
    source text NOT NULL CHECK (source IN ('book', 'attribute', 'thing')),
    text jsonb NOT NULL DEFAULT '{{}}',
    uom text NOT NULL DEFAULT '',
    book numeric NOT NULL,
    tolerance numeric NOT NULL DEFAULT 0,
    counted numeric,
    membership_id uuid,
    counted_at timestamptz,
    why text NOT NULL DEFAULT '',
    PRIMARY KEY (tenant_id, count_id, object_id, figure),
    FOREIGN KEY (tenant_id, count_id) REFERENCES counts (tenant_id, id),
    FOREIGN KEY (tenant_id, object_id) REFERENCES objects (tenant_id, id),
    FOREIGN KEY (tenant_id, membership_id) REFERENCES memberships (tenant_id, id)
);
{wall("count_lines")}

CREATE TABLE label_sheets (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL DEFAULT uuidv7(),
    objects uuid[] NOT NULL,
    locale text NOT NULL,
    address text NOT NULL,
    state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'ready', 'failed')),
    pages int NOT NULL DEFAULT 0,
    path text,
    requested_by uuid NOT NULL,
    requested_at timestamptz NOT NULL,
    finished_at timestamptz,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, requested_by) REFERENCES memberships (tenant_id, id)
);
{wall("label_sheets")}

-- Companies that keep these parts of their pack already: the tables take them over; the day's job sorts what they hold.
DO $$
DECLARE t uuid;
BEGIN
    IF to_regclass('pack_parts') IS NULL THEN RETURN; END IF;
    FOR t IN SELECT id FROM tenants LOOP
        PERFORM set_config('app.tenant', t::text, true);
        UPDATE object_kinds k SET exclusive = coalesce((p.body ->> 'exclusive')::boolean, false),
               segments = coalesce(p.body -> 'segments', '[]'), stages = coalesce(p.body -> 'stages', '[]'),
               needs = coalesce(p.body -> 'overlaps', '[]'), playbook = coalesce(p.body -> 'playbook', '[]')
          FROM pack_parts p WHERE k.tenant_id = t AND p.tenant_id = t AND p.part = 'types' AND p.code = k.code;
        INSERT INTO territories (tenant_id, code, name, unit_id, kinds, rule)
            SELECT t, p.code, p.body -> 'name', u.id, ARRAY(SELECT jsonb_array_elements_text(p.body -> 'types')),
                   coalesce(p.body -> 'rule', '{{}}')
              FROM pack_parts p JOIN units u ON u.tenant_id = t AND u.code = p.body ->> 'unit'
             WHERE p.tenant_id = t AND p.part = 'territories' ORDER BY p.position;
        INSERT INTO object_grounds (tenant_id, object_id, territory_id, from_date, moved_at)
            SELECT t, o.id, g.id, current_date, now() FROM pack_parts p
              JOIN objects o ON o.tenant_id = t AND o.code = p.code
              JOIN territories g ON g.tenant_id = t AND g.code = p.body ->> 'territory'
             WHERE p.tenant_id = t AND p.part = 'objects';
        UPDATE objects o SET stage = p.body ->> 'stage', stage_by_hand = true FROM pack_parts p
         WHERE o.tenant_id = t AND p.tenant_id = t AND p.part = 'objects' AND p.code = o.code AND p.body ? 'stage';
        DELETE FROM pack_parts p WHERE p.tenant_id = t AND p.part IN ('types', 'territories', 'objects');
    END LOOP;
    PERFORM set_config('app.tenant', '', true);
END $$;
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="saas", description=DESCRIPTION)
    manager.add_raw(run_script(SQL))
    return manager
