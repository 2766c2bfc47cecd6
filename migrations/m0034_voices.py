"""Voices: what staff report outside a list, what others say by QR code, surveys, and what comes in over channels."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from tenants.policies import wall
from tenants.scripts import run_script

ID = "m0034_voices"
VERSION = "1.38.0"
DESCRIPTION = "reports, places with a code, surveys, channels and intakes"

FACTS = "SELECT, INSERT"

SURVEYS = f"""
-- A photo that came in without sign-in is nobody's.
ALTER TABLE photos ALTER membership_id DROP NOT NULL;

CREATE TABLE surveys (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL DEFAULT uuidv7(),
    code text NOT NULL,
    name jsonb NOT NULL,
    retired_on date,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, code)
);
{wall("surveys")}

-- What is asked: [{{"code", "text", "kind": "scale" | "choice" | "text", "options": [text], "detail": code or null}}].
-- A version is never changed.
CREATE TABLE survey_versions (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL DEFAULT uuidv7(),
    survey_id uuid NOT NULL,
    number int NOT NULL,
    points jsonb NOT NULL,
    published_by uuid NOT NULL,
    published_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, survey_id, number),
    FOREIGN KEY (tenant_id, survey_id) REFERENCES surveys (tenant_id, id),
    FOREIGN KEY (tenant_id, published_by) REFERENCES memberships (tenant_id, id)
);
{wall("survey_versions", rights=FACTS)}
"""

PLACES = f"""
-- A place with a code on the wall: whoever scans it tells something without signing in. Only the hash of the address' token
-- stands here; `serial` goes up with each new code, and the one before leads nowhere.
CREATE TABLE voice_places (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL DEFAULT uuidv7(),
    name jsonb NOT NULL,
    unit_id uuid NOT NULL,
    object_id uuid,
    survey_id uuid,
    serial int NOT NULL DEFAULT 1,
    token_hash bytea NOT NULL,
    opened_by uuid NOT NULL,
    opened_at timestamptz NOT NULL,
    closed_by uuid,
    closed_at timestamptz,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, token_hash),
    CHECK ((closed_by IS NULL) = (closed_at IS NULL)),
    FOREIGN KEY (tenant_id, unit_id) REFERENCES units (tenant_id, id),
    FOREIGN KEY (tenant_id, object_id) REFERENCES objects (tenant_id, id),
    FOREIGN KEY (tenant_id, survey_id) REFERENCES surveys (tenant_id, id),
    FOREIGN KEY (tenant_id, opened_by) REFERENCES memberships (tenant_id, id),
    FOREIGN KEY (tenant_id, closed_by) REFERENCES memberships (tenant_id, id)
);
CREATE INDEX voice_places_of_unit ON voice_places (tenant_id, unit_id);
CREATE INDEX voice_places_of_survey ON voice_places (tenant_id, survey_id);
{wall("voice_places")}

-- Posters of such codes, set by the worker: path is what is to be set, then the finished document.
CREATE TABLE voice_posters (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL DEFAULT uuidv7(),
    places uuid[] NOT NULL,
    state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'ready', 'failed')),
    pages int NOT NULL DEFAULT 0,
    path text NOT NULL,
    requested_by uuid NOT NULL,
    requested_at timestamptz NOT NULL,
    finished_at timestamptz,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, requested_by) REFERENCES memberships (tenant_id, id)
);
{wall("voice_posters")}

-- One thing told, by a member or over the code of a place; its id comes from the phone, so told twice it is told once.
CREATE TABLE voices (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL,
    place_id uuid,
    membership_id uuid,
    unit_id uuid NOT NULL,
    object_id uuid,
    reason text NOT NULL DEFAULT '',
    text text NOT NULL DEFAULT '',
    contact text NOT NULL DEFAULT '',
    photos uuid[] NOT NULL DEFAULT '{{}}',
    finding_id uuid NOT NULL,
    told_at timestamptz NOT NULL,
    received_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    CHECK ((place_id IS NULL) <> (membership_id IS NULL)),
    FOREIGN KEY (tenant_id, place_id) REFERENCES voice_places (tenant_id, id),
    FOREIGN KEY (tenant_id, membership_id) REFERENCES memberships (tenant_id, id),
    FOREIGN KEY (tenant_id, unit_id) REFERENCES units (tenant_id, id),
    FOREIGN KEY (tenant_id, object_id) REFERENCES objects (tenant_id, id),
    FOREIGN KEY (tenant_id, finding_id) REFERENCES findings (tenant_id, id)
);
CREATE INDEX voices_of_member ON voices (tenant_id, membership_id, received_at);
CREATE INDEX voices_of_place ON voices (tenant_id, place_id, received_at);
CREATE INDEX voices_of_finding ON voices (tenant_id, finding_id);
{wall("voices", rights=FACTS)}

-- One survey filled in. given: point → 1 … 5, the option's number from 0, or text.
CREATE TABLE survey_answers (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL,
    survey_id uuid NOT NULL,
    version_id uuid NOT NULL,
    place_id uuid NOT NULL,
    unit_id uuid NOT NULL,
    given jsonb NOT NULL,
    business_date date NOT NULL,
    received_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, survey_id) REFERENCES surveys (tenant_id, id),
    FOREIGN KEY (tenant_id, version_id) REFERENCES survey_versions (tenant_id, id),
    FOREIGN KEY (tenant_id, place_id) REFERENCES voice_places (tenant_id, id),
    FOREIGN KEY (tenant_id, unit_id) REFERENCES units (tenant_id, id)
);
CREATE INDEX survey_answers_by_date ON survey_answers (tenant_id, survey_id, business_date);
{wall("survey_answers", rights=FACTS)}

-- What somebody was dissatisfied with, and the finding it went into: one a place, a point and a day.
CREATE TABLE survey_findings (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    answer_id uuid NOT NULL,
    point text NOT NULL,
    finding_id uuid NOT NULL,
    PRIMARY KEY (tenant_id, answer_id, point),
    FOREIGN KEY (tenant_id, answer_id) REFERENCES survey_answers (tenant_id, id),
    FOREIGN KEY (tenant_id, finding_id) REFERENCES findings (tenant_id, id)
);
CREATE INDEX survey_findings_of_finding ON survey_findings (tenant_id, finding_id);
{wall("survey_findings", rights=FACTS)}
"""

SOURCES = "'customer', 'regulator', 'third_party', 'call_back', 'video', 'meeting', 'report'"
CHANNELS = f"""
-- A way by which others see what happens. fields: [{{"code", "text", "kind", "required", "options"}}] of its intake form.
CREATE TABLE channels (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL DEFAULT uuidv7(),
    code text NOT NULL,
    text jsonb NOT NULL,
    source text NOT NULL CHECK (source IN ({SOURCES})),
    external boolean NOT NULL DEFAULT false,
    -- To answer within, where it differs from what the severity asks for.
    days int CHECK (days BETWEEN 0 AND 365),
    fields jsonb NOT NULL DEFAULT '[]',
    position int NOT NULL DEFAULT 0,
    retired_on date,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, code)
);
{wall("channels")}

-- What came in at one time over a channel: a check by the authority, a meeting. given: field → value, as `fields` asked then.
CREATE TABLE intakes (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL,
    channel_id uuid NOT NULL,
    number text NOT NULL DEFAULT '',
    held_on date NOT NULL,
    unit_id uuid NOT NULL,
    fields jsonb NOT NULL,
    given jsonb NOT NULL,
    photos uuid[] NOT NULL DEFAULT '{{}}',
    membership_id uuid NOT NULL,
    taken_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, channel_id) REFERENCES channels (tenant_id, id),
    FOREIGN KEY (tenant_id, unit_id) REFERENCES units (tenant_id, id),
    FOREIGN KEY (tenant_id, membership_id) REFERENCES memberships (tenant_id, id)
);
CREATE UNIQUE INDEX intakes_numbered ON intakes (tenant_id, channel_id, number) WHERE number <> '';
CREATE INDEX intakes_by_date ON intakes (tenant_id, held_on);
{wall("intakes", rights=FACTS)}

CREATE TABLE intake_findings (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    intake_id uuid NOT NULL,
    position int NOT NULL,
    finding_id uuid NOT NULL,
    PRIMARY KEY (tenant_id, intake_id, position),
    FOREIGN KEY (tenant_id, intake_id) REFERENCES intakes (tenant_id, id),
    FOREIGN KEY (tenant_id, finding_id) REFERENCES findings (tenant_id, id)
);
CREATE INDEX intake_findings_of_finding ON intake_findings (tenant_id, finding_id);
{wall("intake_findings", rights=FACTS)}

-- What packs said of channels stood beside the tables; how each of them comes in is told by its words.
DO $$
DECLARE t uuid;
BEGIN
    FOR t IN SELECT id FROM tenants LOOP
        PERFORM set_config('app.tenant', t::text, true);
        INSERT INTO channels (tenant_id, code, text, source, external, days, position)
            SELECT t, p.code, p.body -> 'text', CASE
                       WHEN p.body ->> 'source' IS NOT NULL THEN p.body ->> 'source'
                       WHEN x.said ~ '投诉|扫码' THEN 'customer'
                       WHEN x.said ~ '回访' THEN 'call_back'
                       WHEN x.external AND x.said ~ '监管|监察|部门|卫生健康|医保|药监' THEN 'regulator'
                       WHEN x.said ~ '第三方|暗访|检测|调查|审计' THEN 'third_party'
                       WHEN x.said ~ '视频|影像|录像|非现场' THEN 'video'
                       WHEN x.said ~ '热线|举报|信箱|上报|员工' THEN CASE WHEN x.external THEN 'customer' ELSE 'report' END
                       WHEN x.external THEN 'regulator' ELSE 'meeting' END,
                   x.external, ceil((p.body ->> 'days')::numeric)::int, p.position
              FROM pack_parts p CROSS JOIN LATERAL (SELECT p.body -> 'text' ->> 'zh' AS said,
                       coalesce((p.body ->> 'external')::boolean, false) AS external) x
             WHERE p.tenant_id = t AND p.part = 'channels' ON CONFLICT DO NOTHING;
        DELETE FROM pack_parts WHERE tenant_id = t AND part = 'channels';
    END LOOP;
    PERFORM set_config('app.tenant', '', true);
END $$;
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="saas", description=DESCRIPTION)
    manager.add_raw(run_script(SURVEYS + PLACES + CHANNELS))
    return manager
