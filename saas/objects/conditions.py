"""Conditions of segments and stages as SQL: data in, nothing of it is ever run. All objects at once, each condition once."""

from __future__ import annotations

# One condition `c` (jsonb, as packs write it) about the object `o`. Where nothing is filled in nothing is met, but for "no".
MET = """
    coalesce(case
        when jsonb_typeof(c -> 'any_of') = 'array' then c -> 'any_of' ? (o.attributes ->> (c ->> 'attribute'))
        when c ->> 'flag' is not null then coalesce(o.attributes ->> (c ->> 'attribute'), 'false') = c ->> 'flag'
        else (c ->> 'low' is null or figure_of(o.attributes ->> (c ->> 'attribute')) >= figure_of(c ->> 'low'))
         and (c ->> 'high' is null or figure_of(o.attributes ->> (c ->> 'attribute')) <= figure_of(c ->> 'high'))
         and (c ->> 'above' is null or figure_of(o.attributes ->> (c ->> 'attribute')) > figure_of(c ->> 'above'))
         and (c ->> 'below' is null or figure_of(o.attributes ->> (c ->> 'attribute')) < figure_of(c ->> 'below'))
    end, false)"""
