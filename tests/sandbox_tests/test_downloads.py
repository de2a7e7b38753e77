"""A real libtorrent session gets albums from the sandbox's seeders, by .torrent and by magnet."""

import hashlib
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import libtorrent as lt
import pytest

from tests.sandbox import Sandbox

QUIET: Any = {  # libtorrent's settings_pack
    "listen_interfaces": "127.0.0.1:0",
    "enable_dht": False,
    "enable_lsd": False,
    "enable_upnp": False,
    "enable_natpmp": False,
    "enable_outgoing_utp": False,
    "tick_interval": 100,
    "alert_mask": lt.alert.category_t.status_notification | lt.alert.category_t.storage_notification,
}


@pytest.fixture
def session() -> Iterator[lt.session]:
    yield lt.session(QUIET)


def download(session: lt.session, params: lt.add_torrent_params, within: float = 20.0) -> None:
    """Until all bytes have arrived and are on the disk (a finished torrent's may still be in memory)."""
    handle = session.add_torrent(params)
    end = time.monotonic() + within
    while time.monotonic() < end:
        session.wait_for_alert(500)
        for alert in session.pop_alerts():
            if isinstance(alert, lt.torrent_finished_alert):
                handle.flush_cache()
            if isinstance(alert, lt.cache_flushed_alert):
                return
    pytest.fail(f"not finished within {within} s: {handle.status().state}, {handle.status().progress:.0%}")


def digests(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


@pytest.mark.parametrize(
    "key", ["hollow-coast/tidewater/flac", "thordis-kara/ljos/flac", "saint-ambrose/glasshouse/tiny"]
)
@pytest.mark.parametrize("link", ["torrent", "magnet"])
def test_the_bytes_arrive(internet: Sandbox, session: lt.session, tmp_path: Path, key: str, link: str) -> None:
    shared = internet[key]
    if link == "torrent":
        params = lt.load_torrent_buffer(internet.torrent(key))
    else:
        params = lt.parse_magnet_uri(internet.magnet(key))
    params.save_path = str(tmp_path)
    download(session, params)
    assert shared.folder is not None
    assert digests(tmp_path / shared.copy.folder) == digests(shared.folder)
