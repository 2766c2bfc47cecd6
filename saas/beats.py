"""What has changed since: numbers of the subjects that pages tell, kept by the database (m0028), as pieces of a reading."""

# Over the row `who`: greater with every commit that changed something of a subject (SUBJECTS of m0028, m0067, m0084).
BEATS = "(select sum(b.count) from beats b where b.tenant_id = who.tenant_id and b.subject = '{subject}')"
# For what a page tells by the clock, or needs not tell at once: the minute in which it is asked for.
MINUTE = "date_trunc('minute', $3::timestamptz)"


def beats(*subjects: str) -> str:
    """Of several subjects in one look: each number only goes up, so their sum tells whether one of them did."""
    named = ", ".join(f"'{subject}'" for subject in subjects)
    return f"(select sum(b.count) from beats b where b.tenant_id = who.tenant_id and b.subject in ({named}))"  # noqa: S608 - of our own
