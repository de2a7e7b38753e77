"""Looking at a download closely: what the engine tells to those who watch, and only to them."""

import asyncio
import json
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import libtorrent as lt
import pytest
from asgiref.sync import async_to_sync
from django.test import Client

from apps.downloads import figures
from apps.downloads.contacts.trackers import TrackerWish, read_wish, text_of_tiers, tiers_from_text
from apps.downloads.details.domain import Details
from apps.downloads.details.watching import LIST, ask_reannounce, look, watch
from apps.downloads.domain import TorrentSource
from apps.downloads.engine.details.piece_map import cells
from apps.downloads.engine.details.speeds import SpeedHistory
from apps.downloads.engine.details.watched import Watched
from apps.downloads.models import Download
from apps.downloads.services import change_download
from tests.downloads.albums import make_album
from tests.downloads.conftest import EngineRoom, wait_until
from tests.sandbox.swarm import SeederProcess


@pytest.fixture
def seeder(shared_seeder: SeederProcess) -> SeederProcess:
    return shared_seeder


class AskedTracker(ThreadingHTTPServer):
    """A tracker on loopback that notes when it is asked, and knows nobody."""

    def __init__(self) -> None:
        self.asked: list[float] = []
        asked = self.asked

        class Answer(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                asked.append(time.monotonic())
                body = lt.bencode({b"interval": 1800, b"complete": 7, b"incomplete": 2, b"peers": b""})
                self.send_response(200)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_arguments: object) -> None:
                pass

        super().__init__(("127.0.0.1", 0), Answer)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/announce"


@pytest.fixture
def tracker() -> Iterator[AskedTracker]:
    server = AskedTracker()
    Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def seen(download: Download) -> Details:
    found = async_to_sync(look)(download.node, download.id)
    assert found is not None
    return found


def test_peers_pieces_and_speeds_of_a_download_that_arrives(
    room: EngineRoom, seeder: SeederProcess, tmp_path: Path
) -> None:
    album = make_album(tmp_path, track_bytes=4_000_000, piece_length=64 * 1024)
    seeder.add(album.torrent_file, album.folder.parent, upload_limit=1_000_000)
    room.start()
    download = room.begin(TorrentSource(album.torrent), wanted_files=[0, 1])
    before = seen(download)
    assert before.pieces is not None
    assert set(before.pieces.cells) <= set("!.")
    room.meet(download, seeder.address)
    wait_until(lambda: (seen(download).pieces or before.pieces).here > 8)
    now = seen(download)
    assert [peer.address for peer in now.peers] == [f"127.0.0.1:{seeder.address[1]}"]
    peer = now.peers[0]
    assert (peer.client.startswith("sandbox-seeder"), peer.progress) == (True, 100.0)
    assert peer.encryption in ("handshake", "full")
    assert "e" in peer.flags.lower()
    assert "D" in peer.flags
    assert peer.downloaded > 8 * 64 * 1024
    assert now.pieces is not None
    assert 0 < now.pieces.here < now.pieces.count == len(now.pieces.cells)
    assert now.pieces.cells.count("#") == now.pieces.here
    assert "~" in now.pieces.cells
    assert "." in now.pieces.cells  # the cover and the log were not chosen
    wait_until(lambda: max(seen(download).speeds.download, default=0) > 0)
    assert figures.present([download.id])[str(download.id)].cells == ""  # nobody looks at the list
    async_to_sync(watch)(download.node, LIST)
    wait_until(lambda: "#" in figures.present([download.id])[str(download.id)].cells)
    assert Details.from_dict(json.loads(json.dumps(now.as_dict()))) == now


def test_trackers_are_shown_changed_and_asked(room: EngineRoom, tracker: AskedTracker, tmp_path: Path) -> None:
    album = make_album(tmp_path, trackers=["http://127.0.0.1:9/announce"])
    room.start()
    download = room.begin(TorrentSource(album.torrent))
    wait_until(lambda: seen(download).trackers[0].status == "failing")
    assert seen(download).trackers[0].message == "Connection refused"
    change_download(
        download.id, trackers=[[tracker.url], ["http://127.0.0.1:9/announce"]], web_seeds=["http://127.0.0.1:9/w/"]
    )
    room.sync(download)
    wait_until(lambda: [each.status for each in seen(download).trackers] == ["working", "failing"])
    first, second = seen(download).trackers
    assert (first.url, first.tier, first.seeds, first.leeches) == (tracker.url, 0, 7, 2)
    assert second.tier == 1
    assert first.next_announce is not None and first.next_announce > 1000
    assert seen(download).web_seeds == ("http://127.0.0.1:9/w/",)
    assert (second.status, second.message) == ("failing", "Connection refused")
    asked = len(tracker.asked)
    ask_reannounce(download.node, download.id)
    wait_until(lambda: len(tracker.asked) > asked)
    room.stop()
    room.start()
    room.torrent(download)
    assert [each.url for each in seen(download).trackers] == [tracker.url, "http://127.0.0.1:9/announce"]
    assert seen(download).web_seeds == ("http://127.0.0.1:9/w/",)


def test_nothing_is_told_of_what_nobody_watches(room: EngineRoom, tmp_path: Path) -> None:
    album = make_album(tmp_path)
    engine = room.start()
    download = room.begin(TorrentSource(album.torrent))
    room.torrent(download)
    assert engine.watched.present() == []
    seen(download)
    assert engine.watched.present() == [str(download.id)]


def test_a_watcher_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [100.0]
    monkeypatch.setattr(time, "monotonic", lambda: clock[0])
    watched = Watched()
    watched.keep("a")
    clock[0] += 8
    watched.keep("b")
    clock[0] += 8
    assert watched.present() == ["b"]


def test_the_details_over_json(room: EngineRoom, tmp_path: Path) -> None:
    album = make_album(tmp_path)
    room.start()
    download = room.begin(TorrentSource(album.torrent))
    room.torrent(download)
    document = Client().get(f"/api/download/{download.id}/details").json()
    assert set(document) == {
        "download_id", "peers", "peer_count", "trackers", "web_seeds", "pieces", "speeds", "private",
    }  # fmt: skip
    assert document["pieces"]["count"] > 0
    room.stop()
    answer = Client().get(f"/api/download/{download.id}/details")
    assert (answer.status_code, answer.json()["error"]["code"]) == (503, "engine_away")


@pytest.mark.parametrize(
    ("letters", "most", "told"),
    [
        ("##--~~!!..", 10, "##--~~!!.."),
        ("##--~~!!..", 5, "#-~!."),
        ("#---", 2, "5-"),
        ("#" * 9 + "-" + "." * 10, 2, "9."),
        ("-." * 5 + "!" * 10, 2, "-!"),
    ],
)
def test_many_pieces_are_brought_together(letters: str, most: int, told: str) -> None:
    assert cells(letters, most) == told


def test_speeds_are_kept_for_ten_minutes_and_only_of_what_moved() -> None:
    history = SpeedHistory()
    history.note([("a", 100, 10), ("b", 0, 0)], now=1000.0)
    history.note([("a", 300, 0)], now=1004.0)
    graph = history.of("a", now=1006.0)
    assert (len(graph.download), len(graph.upload)) == (300, 300)
    assert graph.download[-4:] == (100, 0, 300, 0)
    assert history.of("b", now=1006.0).download == ()
    history.note([], now=1605.0)
    assert history.of("a", now=1605.0).download == ()


def test_trackers_as_text() -> None:
    tiers = tiers_from_text("udp://a:1/announce\n http://b/announce \n\n\nhttps://c/x\nudp://a:1/announce\n")
    assert tiers == [["udp://a:1/announce", "http://b/announce"], ["https://c/x"]]
    wish = read_wish(tiers)
    assert wish is not None
    assert wish[2] == TrackerWish("https://c/x", 1)
    assert tiers_from_text(text_of_tiers(wish)) == tiers


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("valkey")
@pytest.mark.parametrize(
    "changes",
    [
        {"trackers": [["ftp://a/"]]},
        {"trackers": [["udp://a:99999999/x"]]},
        {"trackers": [["http://"]]},
        {"web_seeds": ["udp://a:1"]},
    ],
)
def test_what_is_no_address_is_refused(client: Client, changes: dict[str, object]) -> None:
    download = Download.objects.create(info_hash="ab" * 20, magnet="magnet:?xt=urn:btih:" + "ab" * 20, node="main")
    answer = client.patch(f"/api/download/{download.id}", json.dumps(changes), content_type="application/json")
    assert answer.status_code == 422
    assert "address" in answer.json()["error"]["message"]


async def test_a_look_at_nothing_ends(valkey: str) -> None:
    started = asyncio.get_running_loop().time()
    assert await look("nobody", "x", within=0.2) is None
    assert asyncio.get_running_loop().time() - started < 2
