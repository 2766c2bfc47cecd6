"""What has changed since: numbers of the subjects that pages tell, kept by the database (m0028), as a piece of a reading."""

# Over the row `who`: greater with every commit that changed something of a subject (SUBJECTS of m0028).
BEATS = "(select sum(b.count) from beats b where b.tenant_id = who.tenant_id and b.subject = '{subject}')"
