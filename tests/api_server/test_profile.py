"""What this profile loads, and what it must not."""

import subprocess
import sys

PROGRAM = """
import sys
import trusttune.asgi_community
from api_server import admin, up
from django.urls import reverse
reverse("admin:index")
print("\\n".join(sorted(sys.modules)))
"""


def test_no_torrent_library_or_player_code_is_loaded() -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, timeout=60, check=True)
    loaded = done.stdout.split()
    assert "apps.search.understand" in loaded
    assert "apps.search.ranking.rank" in loaded
    foreign = (
        "libtorrent", "av", "mutagen", "numpy", "PIL", "celery", "channels", "daphne", "musicbrainzngs", "constance",
        "apps.accounts", "apps.library", "apps.downloads", "apps.player", "apps.core.models", "apps.search.models",
        "apps.search.pipeline", "apps.search.services", "apps.search.catalogue", "apps.search.sources",
    )  # fmt: skip
    assert [name for name in loaded if any(name == each or name.startswith(f"{each}.") for each in foreign)] == []
