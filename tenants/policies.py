"""The SQL of the wall for one table. Migrations write it, the catalogue test reads it back."""

from __future__ import annotations

# The bare form: refused by no engine, evaluated once when the query carries tenant_id = $1 as well.
# nullif: after any SET LOCAL the setting is '' instead of NULL, and ''::uuid would be an error.
MINE = "tenant_id = nullif(current_setting('app.tenant', true), '')::uuid"
APP = "jingjin_app"
OPERATOR = "jingjin_operator"


def wall(table: str, *, rights: str = "SELECT, INSERT, UPDATE, DELETE") -> str:
    """Row security, forced on the owner too, and the app role's rights on one tenant table."""
    return f"""
    ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
    ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
    DROP POLICY IF EXISTS tenant_wall ON {table};
    CREATE POLICY tenant_wall ON {table} USING ({MINE}) WITH CHECK ({MINE});
    REVOKE ALL ON {table} FROM {APP};
    GRANT {rights} ON {table} TO {APP};
    """


def operator_reads(table: str, columns: str) -> str:
    """A named look across tenants for the operator role: these columns, reading only."""
    return f"""
    DROP POLICY IF EXISTS operator_reads ON {table};
    CREATE POLICY operator_reads ON {table} FOR SELECT TO {OPERATOR} USING (true);
    GRANT SELECT ({columns}) ON {table} TO {OPERATOR};
    """


def open_to_all(table: str, *, rights: str) -> str:
    """A global table (no tenant's data): plain rights for the app role, named in tests/wall/allowed.toml."""
    return f"REVOKE ALL ON {table} FROM {APP}; GRANT {rights} ON {table} TO {APP};"
