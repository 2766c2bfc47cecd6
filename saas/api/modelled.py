"""Models: definitions, a model computed with figures of the caller's, scenarios read and kept."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from msgspec import Meta, Struct

from saas.api.cursors import Listed, paged
from saas.api.resources import Call, Nothing, Paged, Typed, ask, read, write
from saas.formulas.fault import NotAvailable
from saas.models import reads
from saas.models.gate import held
from saas.models.keep_scenario import keep_scenario
from saas.models.program import Program
from saas.models.programs import kept_program
from saas.models.run import Value
from saas.models.tree import Branch
from saas.models.view import results
from saas.refusals import Problem, Refused, not_found
from saas.words import N_, translator
from tenants import current, db

Text = dict[str, str]
Changes = Annotated[dict[Annotated[str, Meta(min_length=1, max_length=200)], Typed], Meta(max_length=500)]


class ApiModel(Struct, frozen=True):
    """A model and its newest version; `number` is null while none was published. `definition`: inputs, formulas, results."""

    id: UUID
    code: str
    number: int | None
    published_at: datetime | None
    retired_on: date | None
    definition: dict[str, Any]


class ApiScenario(Struct, frozen=True):
    """Figures kept under a name, with the version that stood then; inputs that are not named stand as in the model."""

    id: UUID
    name: str
    given: dict[str, str]
    kept_at: datetime
    number: int


class ApiBranch(Struct, frozen=True):
    """A figure opened down to its inputs. `value` null: not available, `reason` says why. `again`: opened further up."""

    path: str
    title: Text
    uom: str
    value: Decimal | None
    reason: str | None
    formula: str
    again: bool
    parts: list[ApiBranch]


class ApiDenial(Struct, frozen=True):
    """Two stated facts that the figures contradict."""

    code: str
    text: Text
    left: Decimal
    right: Decimal


class ApiResults(Struct, frozen=True):
    """What a version of a model comes to with the figures given."""

    model: UUID
    number: int
    results: list[ApiBranch]
    contradictions: list[ApiDenial]


class Figures(Struct, frozen=True, forbid_unknown_fields=True):
    """`given`: input or table.row.column → figure; `number`: a version, the newest without it."""

    given: Changes = {}
    number: Annotated[int, Meta(ge=1, le=999_999)] | None = None


class NewScenario(Struct, frozen=True, forbid_unknown_fields=True):
    """One of the same name is replaced."""

    name: Annotated[str, Meta(min_length=1, max_length=60)]
    given: Changes


class Kept(Struct, frozen=True):
    id: UUID


@read("/models", "read:models", N_("测算模型"), answer=Listed[ApiModel], query=Paged)
async def models(call: Call) -> Listed[ApiModel]:
    rows = await db().fetch(
        """select m.id, m.code, v.number, v.published_at, m.retired_on, coalesce(v.body, d.body, '{}') as definition
             from models m left join lateral (
                  select w.number, w.body, w.published_at from model_versions w where w.tenant_id = $1 and w.model_id = m.id
                   order by w.number desc limit 1) v on true
             left join model_drafts d on d.tenant_id = $1 and d.model_id = m.id
            where m.tenant_id = $1 and m.id > $2 order by m.id limit $3""",
        current(), *call.query.bounds,
    )  # fmt: skip
    return paged([ApiModel(**row) for row in rows], call.query.limit, lambda row: row.id)


@ask("/models/{model}/results", "read:models", N_("用给出的数算一遍模型，不保存"), answer=ApiResults, body=Figures)
async def computed(call: Call, model: UUID) -> ApiResults:
    found = await _version(model, call.body.number)
    made = kept_program(found)
    if made.wrong:
        raise Refused(409, N_("这个版本的公式还有错，算不出来。"))
    told, denied = results(made, _given(made, call.body.given))
    say = translator(call.locale)
    return ApiResults(
        model, found.number, [_branch(each.tree, say) for each in told],
        [ApiDenial(each.fact.code, each.fact.text, each.left, each.right) for each in denied],
    )  # fmt: skip


@read("/models/{model}/scenarios", "read:models", N_("模型的试算方案"), answer=list[ApiScenario], query=Nothing)
async def scenarios(_: Call, model: UUID) -> list[ApiScenario]:
    if await reads.known(model) is None:
        raise not_found()
    return [ApiScenario(each.id, each.name, each.given, each.kept_at, each.number) for each in await reads.scenarios(model)]


@write("POST", "/models/{model}/scenarios", "write:models", N_("保存一个试算方案"), answer=Kept, body=NewScenario)
async def keep(call: Call, model: UUID) -> Kept:
    await held(model)
    given = _given(kept_program(await _version(model, None)), call.body.given)
    try:
        return Kept(await keep_scenario(model, call.body.name, given, by=call.by, now=call.now))
    except Refused as refused:
        raise Refused.all([Problem("name", p.message, p.params) for p in refused.problems], refused.status) from None


async def _version(model: UUID, number: int | None) -> reads.Version:
    found = await reads.version(model, number)
    if found is None:
        raise not_found()
    return found


def _given(made: Program, given: dict[str, str]) -> dict[str, Decimal]:
    unknown = [path for path in given if made.at.get(path) not in made.start]
    if unknown:
        raise Refused.all([Problem(f"given.{path}", N_("模型里没有这个输入。")) for path in unknown])
    return {path: Decimal(text) for path, text in given.items()}


def _branch(one: Branch, say: Any) -> ApiBranch:
    value, reason = _value(one.value, say)
    parts = [_branch(each, say) for each in one.parts]
    return ApiBranch(one.path, one.title, one.uom, value, reason, one.formula, one.again, parts)


def _value(value: Value, say: Any) -> tuple[Decimal | None, str | None]:
    return (None, value.told(say)) if isinstance(value, NotAvailable) else (value, None)
