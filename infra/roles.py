"""The three database roles and what each may do, as SQL that is safe to run at every start."""

import json
import secrets
from pathlib import Path

from infra.private import keep_once

SUPERUSER = "postgres"
ROLES = {"owner": "jingjin_owner", "app": "jingjin_app", "operator": "jingjin_operator"}
_PLAIN = "login nosuperuser nocreatedb nocreaterole noreplication nobypassrls"


def passwords(file: Path) -> dict[str, str]:
    """Role → password, generated once and readable by the caller alone."""
    return dict(json.loads(keep_once(file, _fresh)))


def _fresh() -> bytes:
    made = {name: secrets.token_urlsafe(32) for name in (SUPERUSER, *ROLES.values())}
    return json.dumps(made, indent=1).encode()


def roles_sql(known: dict[str, str]) -> str:
    """Create or mend the roles. The owner may act as the operator only by saying so (SET ROLE)."""
    one = """
        do $$ begin
          if not exists (select from pg_roles where rolname = '{role}') then create role {role}; end if;
        end $$;
        alter role {role} {plain} password '{password}';"""
    made = "".join(one.format(role=role, plain=_PLAIN, password=known[role]) for role in ROLES.values())
    return f"""
        set log_min_error_statement = panic;
        {made}
        grant {ROLES["operator"]} to {ROLES["owner"]} with inherit false, set true;
        """


def grants_sql(database: str) -> str:
    """Rights on one database, run inside it: nobody but the owner creates anything."""
    public = ROLES["app"], ROLES["operator"]
    return f"""
        revoke all on database "{database}" from public;
        grant connect on database "{database}" to {", ".join(public)};
        alter schema public owner to {ROLES["owner"]};
        revoke all on schema public from public;
        grant usage on schema public to {", ".join(public)};
        """
