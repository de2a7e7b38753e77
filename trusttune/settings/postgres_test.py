"""The home profile on PostgreSQL, for tests: `pytest --ds=trusttune.settings.postgres_test` starts its server."""

from trusttune.embedded_postgres import postgres_database
from trusttune.settings.test import *  # noqa: F403
from trusttune.settings.test import TEST_FOLDER

DATABASES = {"default": postgres_database(TEST_FOLDER / "data")}
