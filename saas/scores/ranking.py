"""Whether units may be put in order by how they pass checks, as a piece of a statement: whoever names a better unit asks it.

The same as `ranks` of the benchmarks, for words below them: the newest rule of the company and of the measure stand; where
the supervisor forbids places, a company begins without them.
"""

RANKED = """(
    select coalesce((select r.ranking from benchmark_rules r where r.tenant_id = $1 and r.subject = 'all'
                      order by r.set_at desc, r.id desc limit 1), t.industry <> 'bank')
       and coalesce((select r.ranking from benchmark_rules r where r.tenant_id = $1 and r.subject = 'checks'
                      order by r.set_at desc, r.id desc limit 1), true)
      from tenants t where t.id = $1)"""
