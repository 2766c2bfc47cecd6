"""For migrations only: Piccolo's own engine, as the owner role. The product itself uses tenants.engine."""

import os

import msgspec
from piccolo.conf.apps import AppRegistry
from piccolo.engine.postgres import PostgresEngine

# saas.migrate says which database, so that tests and the launcher can name theirs.
DB = PostgresEngine(config=msgspec.json.decode(os.environ.get("JINGJIN_OWNER", "{}")))
APP_REGISTRY = AppRegistry(apps=["saas.piccolo_app"])
