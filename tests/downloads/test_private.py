"""Private torrents (BEP 27) keep to the trackers that they name themselves."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import libtorrent as lt
import pytest

from apps.downloads.domain import TorrentSource
from apps.downloads.engine.parameters import Sources, parameters
from apps.downloads.engine.wishes import Wish, wishes_of
from apps.downloads.metainfo import read_metainfo
from apps.downloads.services import start_download
from tests.downloads.swarms import MUSIC, torrent_of

OWN, FOREIGN = "http://127.0.0.1:9/own/announce?passkey=1", "http://127.0.0.1:9/foreign/announce"


def announcing(data: bytes, tracker: str) -> bytes:
    """The .torrent with a tracker of its own."""
    return data[:-1].replace(b"d4:info", b"d8:announce%d:%s4:info" % (len(tracker), tracker.encode()), 1) + b"e"


def wish_for(data: bytes, info_hash: str) -> Wish:
    download, _created = start_download(TorrentSource(data))
    (wish,) = wishes_of(download.node, [str(download.id)])
    return dataclasses.replace(wish, magnet=f"magnet:?xt=urn:btih:{info_hash}&tr={FOREIGN}&x.pe=127.0.0.1:9")


@pytest.mark.django_db
@pytest.mark.usefixtures("valkey")
@pytest.mark.parametrize("private", [True, False])
def test_a_magnet_adds_its_trackers_to_public_torrents_only(private: bool, tmp_path: Path) -> None:
    info_hash, bare = torrent_of("Ana Ferreira - Members Only", MUSIC, private=private)
    data = announcing(bare, OWN)
    assert read_metainfo(data).trackers == (OWN,)
    made = parameters(Sources(wish_for(data, info_hash), b"", is_trusted=False), tmp_path)
    assert list(made.trackers) == ([OWN] if private else [OWN, FOREIGN])
    assert bool(made.peers) is not private


def test_the_session_never_tells_the_dht_of_a_private_torrent(tmp_path: Path) -> None:
    told = {private: heard_by_the_dht(tmp_path, private=private) for private in (True, False)}
    assert told == {True: False, False: True}


def heard_by_the_dht(folder: Path, *, private: bool) -> bool:
    """Whether another node hears of the torrent, which is told to announce itself to the DHT."""
    info_hash, data = torrent_of("Ana Ferreira - Members Only", MUSIC, private=private)
    listener, session = dht_session("127.8.0.1"), dht_session("127.8.1.1")
    session.add_dht_node(("127.8.0.1", listener.listen_port()))
    listener.add_dht_node(("127.8.1.1", session.listen_port()))
    made = lt.load_torrent_buffer(data)
    made.save_path, made.flags = str(folder), lt.torrent_flags.upload_mode
    handle = session.add_torrent(made)
    for _ in range(8):
        handle.force_dht_announce()
        if listener.wait_for_alert(250) and any(
            isinstance(alert, lt.dht_announce_alert | lt.dht_get_peers_alert) and str(alert.info_hash) == info_hash
            for alert in listener.pop_alerts()
        ):
            return True
    return False


def dht_session(address: str) -> lt.session:
    made = lt.session_params()
    made.settings = {
        "listen_interfaces": f"{address}:0",
        "outgoing_interfaces": address,
        "enable_dht": True,
        "enable_lsd": False,
        "enable_upnp": False,
        "enable_natpmp": False,
        "dht_bootstrap_nodes": "",
        "alert_mask": int(lt.alert.category_t.dht_notification),
    }
    return lt.session(made)
