"""The wall: whose data this is. The only names the product may use."""

from tenants.engine import OutsideTenant, engine
from tenants.inside import current, db, enter, inside, lobby, once
from tenants.jobs import job, later, registry, retry, run
from tenants.tables import Owned, Tenants

__all__ = [
    "OutsideTenant", "Owned", "Tenants", "current", "db", "engine", "enter", "inside", "job", "later", "lobby",
    "once", "registry", "retry", "run",
]  # fmt: skip
