"""Piccolo's view of the product: where the migrations are. The tables are a query layer, not the source of DDL."""

from pathlib import Path

from piccolo.conf.apps import AppConfig

APP_CONFIG = AppConfig(
    app_name="saas",
    migrations_folder_path=str(Path(__file__).parents[1] / "migrations"),
    table_classes=[],
)
