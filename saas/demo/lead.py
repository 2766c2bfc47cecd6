"""The leaders' part of the demo: reviews in the morning, corrective actions and their verification."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import UUID

from saas.demo.people import Person
from saas.demo.supervise import recent
from saas.findings.act_on import act_on
from saas.findings.register import register
from saas.findings.verify import verify
from saas.refusals import Refused
from saas.reviews.accept import accept
from saas.reviews.accept_rest import accept_rest
from saas.reviews.correct import correct
from saas.reviews.look import look
from saas.reviews.reads import Reviewer
from saas.reviews.send_back import send_back
from tenants import db, inside

if TYPE_CHECKING:
    from saas.demo.days import Story

REASONS = ("照片看不清，请重拍后再交", "库存数与上次差太多，请再点一次", "价签照片缺一张，请补")
WRONG = ("复核照片：排面上有别家产品", "现场复看，价签缺两个", "复核照片：霜层明显超过 5 毫米", "抽看时发现未翻堆")
CAUSES = (
    "到店少，没有及时清出别家产品", "备货不足，旺季前没有加单", "门封老化，温度上不去", "交接时没有点清", "新人不熟悉陈列要求",
)  # fmt: skip
ACTIONS = (
    "当天清出并拍照，店主签认", "补齐断货品项，下周每天回看", "更换门封，连续三天测温", "重新盘点并更正台账",
    "带教一次，按标准图陈列",
)  # fmt: skip
SEEN = ("到现场看过，已改好", "照片前后对比，已改好", "连看三天，没有再出现")
NOT_YET = ("照片里还有一处未改，请补做", "温度仍在 −16 ℃，请再查门封")
# Whose checks wait for whom: the nearest post above that the pack names as reviewer of the list.
NEAREST = """
    select c.id, c.risk, k.state as cycle_state, c.failed, c.membership_id, c.post_id, c.business_date,
           (select a.membership_id from unit_lines l
              join posts p on p.tenant_id = l.tenant_id and p.unit_id = l.ancestor_id and p.job_title = $3::jsonb ->> i.code
              join appointments a on a.tenant_id = p.tenant_id and a.post_id = p.id and a.to_date is null
             where l.tenant_id = c.tenant_id and l.unit_id = c.unit_id and a.membership_id <> c.membership_id
             order by l.depth limit 1) as leader
      from checks c
      join checklist_versions v on v.tenant_id = c.tenant_id and v.id = c.version_id
      join checklists i on i.tenant_id = v.tenant_id and i.id = v.checklist_id
      join cycles k on k.tenant_id = c.tenant_id and c.business_date between k.from_date and k.to_date and k.tallied
     where c.tenant_id = $1 and c.state = 'received' and c.business_date < $2
     order by c.risk desc, c.received_at"""


async def review_morning(story: Story, day: date) -> None:
    """Yesterday's checks: the clean ones in one act per leader, the others one by one; a few wait another day."""
    async with inside(story.tenant):
        waiting = [row for row in await db().fetch(NEAREST, story.tenant, day, story.reviewers) if row["leader"]]
    rote = {person.post for person in story.people if person.habit.rote}
    for leader in dict.fromkeys(row["leader"] for row in waiting):
        mine = [row for row in waiting if row["leader"] == leader]
        others = [row["id"] for row in mine if row["risk"] == 0 and row["post_id"] != story.guest]
        clean = [check for check in others if story.dice.randrange(100) >= 8]  # noqa: PLR2004
        now = story.at(day, 8, story.dice.randrange(5, 30))
        async with inside(story.tenant):
            for row in mine:
                if (row["risk"] > 0 or row["post_id"] == story.guest) and story.dice.randrange(100) >= 8:  # noqa: PLR2004
                    await _review(story, row, row["post_id"] in rote, now)
            if clean:
                await accept_rest(clean, by=leader, now=now)


async def _review(story: Story, row: Any, rote: bool, now: datetime) -> None:
    """Mostly accepted; now and then returned; where everything is always fine, the leader looks twice."""
    chance = story.dice.randrange(1000)
    if recent(story, now.date()):
        heads = await _heads(story, row["leader"])
        by = Reviewer(row["leader"], heads, heads, [])
        await look(row["id"], by, now=now - timedelta(seconds=20 + chance % 90))
    open_still = row["cycle_state"] == "open"
    if open_still and row["post_id"] == story.guest and not story.returned and (story.now - now).days <= 2:  # noqa: PLR2004
        story.returned = True
        chance = 0
    if open_still and chance < 8 and (now.date() - row["business_date"]).days < 3:  # noqa: PLR2004
        await send_back(row["id"], reason=story.dice.choice(REASONS), by=row["leader"], now=now)
        return
    if open_still and chance < (160 if rote else 24):
        await _correct_one(story, row, now)
    await accept(row["id"], by=row["leader"], now=now)


async def _heads(story: Story, member: UUID) -> list[UUID]:
    rows = await db().fetch("select unit_id from roles where tenant_id = $1 and membership_id = $2", story.tenant, member)
    return [row["unit_id"] for row in rows]


async def _correct_one(story: Story, row: Any, now: datetime) -> None:
    point = await db().fetchrow(
        """select p.id, p.code, p.kind from answers a join points p on p.tenant_id = a.tenant_id and p.id = a.point_id
           where a.tenant_id = $1 and a.check_id = $2 and a.verdict = 'pass' and not p.veto and p.kind in ('pass_fail', 'choice')
           order by p.weight desc limit 1""",
        story.tenant, row["id"],
    )  # fmt: skip
    if point is None:
        return
    became = {"verdict": "fail"} if point["kind"] == "pass_fail" else {"choice": await _worst(story, point["id"])}
    await correct(row["id"], point["id"], became=became, reason=story.dice.choice(WRONG), by=row["leader"], now=now)
    # The job that correct() asked for runs by the real clock; the finding belongs to this day.
    await register(row["id"], now=now)


async def _worst(story: Story, point: UUID) -> str:
    options = await db().fetchval("select options from points where tenant_id = $1 and id = $2", story.tenant, point)
    return min(options, key=lambda option: Decimal(option["share"]))["key"]


async def work_on_findings(story: Story, day: date, hour: int) -> None:
    """Responsible posts act within days, leaders verify; knock-outs at once, some others late, a few sent back."""
    start = story.at(day, hour)
    async with inside(story.tenant):
        rows = await db().fetch(
            """select id, state, severity, post_id, unit_id from findings
               where tenant_id = $1 and state in ('open', 'acted') and waiting_since < $2 order by number""",
            story.tenant, start,
        )  # fmt: skip
    holders = {person.post: person for person in story.people}
    for row in rows:
        holder = holders[row["post_id"]]
        now = min(start + timedelta(minutes=story.dice.randrange(150)), story.now)
        left = holder.post == story.guest and row["state"] == "open" and (story.now - start).days < 9  # noqa: PLR2004
        if left or (row["severity"] != "veto" and story.dice.randrange(100) >= holder.habit.prompt):
            continue
        try:
            async with inside(story.tenant):
                await _act(story, row, holder, now)
        except Refused:
            continue  # Nobody but the holder may act, nobody verifies their own: it waits for somebody else.


async def _act(story: Story, row: Any, holder: Person, now: datetime) -> None:
    if row["state"] == "open":
        await act_on(
            row["id"], cause=story.dice.choice(CAUSES), action=story.dice.choice(ACTIONS), photo=None, by=holder.member, now=now
        )
        return
    leader = await _leader_above(story, row["unit_id"], holder)
    if leader is None:
        return
    good = story.dice.randrange(100) < 95  # noqa: PLR2004
    note = story.dice.choice(SEEN) if good else story.dice.choice(NOT_YET)
    await verify(row["id"], outcome="verified" if good else "reopened", note=note, by=leader, now=now)


async def _leader_above(story: Story, unit: UUID, holder: Person) -> UUID | None:
    return await db().fetchval(
        """select r.membership_id from unit_lines l
             join roles r on r.tenant_id = l.tenant_id and r.unit_id = l.ancestor_id and r.role in ('leader', 'executive')
            where l.tenant_id = $1 and l.unit_id = $2 and r.membership_id <> $3 order by l.depth limit 1""",
        story.tenant, unit, holder.member,
    )  # fmt: skip
