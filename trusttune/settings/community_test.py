"""The Community API's profile for tests: a throw-away folder with a PostgreSQL and a Valkey that fixtures start."""

import os
import tempfile
from dataclasses import replace
from pathlib import Path

_FOLDER = Path(os.environ.get("TRUSTTUNE_TEST_DIR") or tempfile.mkdtemp(prefix="trusttune-api-"))
os.environ["TRUSTTUNE_TEST_DIR"] = str(_FOLDER)
os.environ["TRUSTTUNE_DATA_DIR"] = str(_FOLDER / "data")
_PROVIDERS = [f"{name}_API_KEY" for name in ("GROQ", "TOGETHER", "MISTRAL", "OPENAI_COMPATIBLE")]
for _name in (*_PROVIDERS, "OPENAI_COMPATIBLE_BASE_URL", "REDIS_URL", "DATABASE_URL", "SECRET_KEY", "METRICS_TOKEN"):
    os.environ[_name] = ""
for _name in ("TRUSTTUNE_BASE_PATH", "TRUSTTUNE_ALLOWED_HOSTS", "TRUSTTUNE_TRUSTED_PROXIES"):
    os.environ[_name] = ""

from trusttune.settings.community import *  # noqa: E402, F403

TEST_FOLDER = _FOLDER
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1", "[::1]"]
COMMUNITY = replace(COMMUNITY, metrics_token="a-token-for-tests")  # noqa: F405, S106  (it opens nothing)
