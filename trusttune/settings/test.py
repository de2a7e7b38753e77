"""The home profile for tests: one throw-away folder, quick password hashes, a Valkey that a fixture starts."""

import os
import tempfile
from pathlib import Path

_FOLDER = Path(os.environ.get("TRUSTTUNE_TEST_DIR") or tempfile.mkdtemp(prefix="trusttune-test-"))
os.environ["TRUSTTUNE_DATA_DIR"] = str(_FOLDER / "data")
os.environ["TRUSTTUNE_MUSIC_DIR"] = str(_FOLDER / "music")
os.environ["TRUSTTUNE_DHT"] = "off"
os.environ["TRUSTTUNE_UTP"] = "off"
os.environ["TRUSTTUNE_TORRENT_LISTEN"] = "127.0.0.1:0"
for _name in ("MUSICBRAINZ", "ACOUSTID", "COVER_ART", "INTERNET_ARCHIVE", "REDDIT", "COMMUNITY", "AI"):
    os.environ[f"TRUSTTUNE_{_name}_URL"] = "off"
os.environ["TRUSTTUNE_TORZNAB"] = ""
for _name in ("REDIS_URL", "DATABASE_URL", "SECRET_KEY", "TRUSTTUNE_BASE_PATH", "TRUSTTUNE_ALLOWED_HOSTS"):
    os.environ[_name] = ""

from trusttune.settings.databases import sqlite  # noqa: E402
from trusttune.settings.home import *  # noqa: E402, F403

TEST_FOLDER = _FOLDER
DATABASES = {"default": {**sqlite(_FOLDER / "test.sqlite3"), "TEST": {"NAME": _FOLDER / "test-run.sqlite3"}}}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = True
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1", "[::1]"]
