"""Faults of the processes in force are gaps of the company: ten planted, ten found, each with the place where it is mended."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from saas.duties import reads
from saas.duties.check import check
from saas.processes import gaps as _gaps  # noqa: F401  the check asks it
from saas.processes.flow import Activity, Way
from saas.processes.gate import COLUMNS, _json
from tenants import db, inside
from tests.duties.planted import AREA, CLERK, DAY, HEAD, KEEPER, chain

NOW = datetime(2026, 11, 18, 2, 0, tzinfo=UTC)


def step(code: str, *ahead: str, **more) -> Activity:
    """In order unless `more` says otherwise: a title that somebody holds, a limit, a condition."""
    given = {"owner": "title", "job_title": KEEPER, "amount": 2, "per": "hours", "condition": {"zh": "齐全"}}
    return Activity(code, {"zh": code, "en": code}, ahead=tuple(Way(to) for to in ahead), **given | more)


async def process(company, code: str, *steps: Activity) -> None:
    """As it stands in force; what publishing would refuse comes with packs, or came about since."""
    one = await db().fetchval(
        "insert into processes (tenant_id, code, name) values ($1, $2, $3) returning id",
        company.id,
        code,
        {"zh": code, "en": code},
    )
    version = await db().fetchval(
        """insert into process_versions (tenant_id, process_id, number, name, effective_from, published_at)
           values ($1, $2, 1, $3, '2026-01-01', now()) returning id""",
        company.id, one, {"zh": code, "en": code},
    )  # fmt: skip
    await db().execute(
        f"""insert into activities (tenant_id, version_id, {COLUMNS})
            select $1, $2, {COLUMNS} from jsonb_populate_recordset(null::activities, $3)""",
        company.id, version, [_json(each) for each in steps],
    )  # fmt: skip


async def found(company, at=NOW) -> tuple[set[tuple], dict]:
    """Gaps of processes by name: (kind, process, activity, fault, how many), and the counts of the run."""
    async with inside(company.id):
        run = await check(DAY, by=None, now=at)
        root = [company.units["H"]]
        told, _ = await reads.standing(root, DAY, "", 1)
        rows = [reads.found(each) for each in told]
        counts = await db().fetchval("select counts from gap_runs where tenant_id = $1 and id = $2", company.id, run)
    return {
        (r.kind, r.process["zh"], r.activity["zh"] if r.activity else None, r.fault, r.details) for r in rows if r.process_id
    }, counts


async def plant(company) -> set[tuple]:
    async with inside(company.id):
        # Nothing to find: two hands, each with limit and condition; the end hands nothing over.
        await process(company, "fine", step("a", "b"), step("b", job_title=HEAD, condition={}))
        # 1 nobody; 2 a title that no post has; 3 a post that was closed since.
        await db().execute(
            "update posts set closed_on = '2026-11-01' where tenant_id = $1 and code = $2", company.id, f"A1-{CLERK}"
        )
        closed = company.posts[f"A1-{CLERK}"]
        await process(
            company, "unowned", step("a", "b", owner="nobody", job_title=None), step("b", "c", job_title="ghost"),
            step("c", owner="post", job_title=None, post=closed),
        )  # fmt: skip
        # 4 no condition where it is handed on; 5 no limit, neither figure nor words.
        await process(company, "loose", step("a", "b", condition={}), step("b", job_title=AREA, amount=None, per=None))
        # 6 a circle; 7 what nobody comes to; 8 a next step that is not there; 9 nothing at all.
        await process(company, "round", step("a", "b"), step("b", "c"), step("c", "b", "d"), step("d"))
        await process(company, "island", step("a", starts=True), step("b"))
        await process(company, "lost", step("a", "b", "gone"), step("b"))
        await process(company, "empty")
        # 10 held by nobody, in two processes: one post to fill.
        await company.post("Q", "porter", person=None)
        await process(company, "carry", step("a", "b", job_title="porter"), step("b"))
        await process(company, "fetch", step("a", "b", job_title="porter"), step("b"))
        # None of them: retired, and a version that is not in force yet.
        await process(company, "gone", step("a", owner="nobody", job_title=None))
        await db().execute("update processes set retired_on = '2026-11-01' where tenant_id = $1 and code = 'gone'", company.id)
    return {
        ("step_owner", "unowned", "a", None, 1), ("step_owner", "unowned", "b", None, 1), ("step_owner", "unowned", "c", None, 1),
        ("step_handover", "loose", "a", None, 1), ("step_limit", "loose", "b", None, 1),
        ("step_way", "round", "b", "circle", 2), ("step_way", "island", "b", "unreached", 1),
        ("step_way", "lost", "a", "lost_way", 1), ("step_way", "empty", None, "empty", 1),
        ("step_vacant", "carry", "a", None, 2),
    }  # fmt: skip


async def test_ten_planted_faults_are_found_counted_and_gone_when_mended(world):
    company = await chain("processes")
    before, _ = await found(company)
    assert before == set()
    expected = await plant(company)
    after, counts = await found(company, NOW + timedelta(minutes=1))
    assert len(expected) == 10
    assert after == expected
    assert {kind: n for kind, n in counts.items() if kind.startswith("step")} == {
        "step_owner": 3, "step_handover": 1, "step_limit": 1, "step_way": 4, "step_vacant": 1
    }  # fmt: skip
    async with inside(company.id):
        await company.appoint("Q-porter", f"Q-{'quality'}")
        await db().execute("update processes set retired_on = $2 where tenant_id = $1 and code = 'round'", company.id, DAY)
    last, _ = await found(company, NOW + timedelta(minutes=2))
    assert expected - last == {("step_vacant", "carry", "a", None, 2), ("step_way", "round", "b", "circle", 2)}
    async with inside(company.id):
        past = await db().fetchval("select count(*) from gaps where tenant_id = $1 and gone_at is not null", company.id)
    assert past == 2


async def test_a_vacancy_that_the_matrix_tells_is_told_once(world):
    company = await chain("once")
    async with inside(company.id):
        await process(
            company, "fine", step("a", "b", owner="post", job_title=None, post=company.posts[f"A1-{KEEPER}"]), step("b")
        )
        await db().execute(
            "update appointments set to_date = '2026-11-17' where tenant_id = $1 and post_id = $2",
            company.id,
            company.posts[f"A1-{KEEPER}"],
        )
    after, counts = await found(company)
    assert after == set()
    assert counts.get("vacant") == 1


async def test_publishing_and_retiring_ask_for_a_check(world):
    company = await chain("asking")
    async with inside(company.id):
        await db().execute("update jobs set state = 'done' where tenant_id = $1", company.id)
        await process(company, "fresh", step("a"))
        asked = await db().fetchval(
            "select count(*) from jobs where tenant_id = $1 and name = 'duties.check' and state = 'ready'", company.id
        )
    assert asked == 1
