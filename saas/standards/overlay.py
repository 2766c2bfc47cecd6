"""A draft as it stands: the lines of its base, with those of its own in their place. $1 tenant, $2 draft."""

from __future__ import annotations

# fate: same, changed, added, removed. A line of the draft has the id of the base's line it stands for.
OVERLAY = """
select n.id, n.parent_id, n.level, n.code, n.name, n.criterion, n.principle, n.mark, n.unchecked, n.attachments,
       n.position::numeric as position, 'same' as fate
  from standard_drafts d join standard_nodes n on n.tenant_id = $1 and n.standard_id = d.base_id
 where d.tenant_id = $1 and d.id = $2 and not exists (
       select from draft_nodes c where c.tenant_id = $1 and c.draft_id = $2 and c.id = n.id)
union all
select c.id, c.parent_id, c.level, c.code, c.name, c.criterion, c.principle, c.mark, c.unchecked, c.attachments, c.position,
       case when c.gone then 'removed'
            when exists (select from standard_nodes b where b.tenant_id = $1 and b.id = c.id) then 'changed' else 'added' end
  from draft_nodes c where c.tenant_id = $1 and c.draft_id = $2"""
