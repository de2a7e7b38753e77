"""A real libtorrent session gets albums from the sandbox's seeders, by .torrent and by magnet."""

import hashlib
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import libtorrent as lt
import pytest

from tests.sandbox import Sandbox

V1, V2, TINY = "hollow-coast/tidewater/flac", "thordis-kara/ljos/flac", "saint-ambrose/glasshouse/tiny"
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


@pytest.mark.parametrize("key", [V1, V2, TINY])
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


def test_slow_seeders_are_slow(internet: Sandbox, session: lt.session, tmp_path: Path) -> None:
    internet.fault("seeders", "slow:200")
    params = lt.load_torrent_buffer(internet.torrent(TINY))
    params.save_path = str(tmp_path)
    started = time.monotonic()
    download(session, params)
    assert time.monotonic() - started > internet[TINY].size / 200_000 / 2


def test_seeders_go_away_and_come_back(internet: Sandbox, session: lt.session, tmp_path: Path) -> None:
    internet.fault("seeders", "slow:50")
    params = lt.load_torrent_buffer(internet.torrent(TINY))
    params.save_path = str(tmp_path)
    handle = session.add_torrent(params)
    wait_for(lambda: handle.status().total_done > 0, "the first bytes")
    internet.fault("seeders", "drop")
    wait_for(lambda: handle.status().num_peers == 0, "the seeder's leaving")
    had = handle.status().total_done
    internet.fault("seeders", "ok")
    wait_for(lambda: handle.status().is_seeding, "the rest")
    assert 0 < had < internet[TINY].size


def test_seeders_that_come_back_at_once_are_listed_at_once(internet: Sandbox) -> None:
    internet.latency("tracker", 0.3)  # the goodbyes are on their way for a while
    asking, info_hash = ("127.0.0.1", 1), bytes.fromhex(internet[TINY].info_hash)
    internet.fault("seeders", "drop")
    assert internet.seeder.address not in internet.swarms.peers(info_hash, asking, 50)
    internet.fault("seeders", "ok")
    assert internet.swarms.peers(info_hash, asking, 50) == [internet.seeder.address]


def wait_for(condition: Callable[[], bool], what: str, within: float = 15.0) -> None:
    end = time.monotonic() + within
    while not condition():
        assert time.monotonic() < end, f"{what} did not come within {within} s"
        time.sleep(0.02)
