"""Whether lists are laid out somewhere: everywhere, or, while the company rolls out in stages, where a stage has opened."""

# A condition over a unit, a checklist and a day. Which stage is open is told by rolled_out (m0063), here the set `{open}`.
RUNS = """
    (not exists (select from rollouts x where x.tenant_id = $1 and x.from_date <= {day} and coalesce(x.to_date, {day}) >= {day})
     or exists (select from {open} w join unit_lines g on g.tenant_id = $1 and g.ancestor_id = w.unit_id and g.unit_id = {unit}
                 where coalesce(w.checklist_id, {list}) = {list}))"""
OPEN = "rolled_out($1, {day})"
