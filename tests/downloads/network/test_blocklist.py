"""Blocklists: their formats, what is wrong with a line, where they come from; and nobody on one is spoken to."""

from __future__ import annotations

import gzip
import random
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

import pytest
from constance import config
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from apps.core.errors import ApiError
from apps.downloads.domain import TorrentSource
from apps.downloads.models import Download, KeptBlocklist
from apps.downloads.network import blocklists
from apps.downloads.network.blocklist import BlocklistError, pack, read_blocklist, unpack
from tests.downloads.albums import make_album
from tests.downloads.conftest import EngineRoom, wait_until
from tests.sandbox.swarm import SeederProcess

LOOPBACK = b"loopback:127.0.0.0-127.255.255.255\n"


@pytest.mark.parametrize(
    ("line", "ranges"),
    [
        ("Some: name, with colons:1.2.3.0-1.2.3.255", [("1.2.3.0", "1.2.3.255")]),
        ("001.002.003.000 - 001.002.003.255 , 000 , Some, name", [("1.2.3.0", "1.2.3.255")]),
        ("1.2.3.0-1.2.3.255,127,x", [("1.2.3.0", "1.2.3.255")]),
        ("001.002.003.000 - 001.002.003.255 , 128 , let through", []),
        ("2001:db8::1 - 2001:db8::ff , 0 , six", [("2001:db8::1", "2001:db8::ff")]),
        ("10.0.0.0/8", [("10.0.0.0", "10.255.255.255")]),
        ("10.1.2.3/8", [("10.0.0.0", "10.255.255.255")]),
        ("2001:db8::/32", [("2001:db8::", "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff")]),
        ("1.2.3.4", [("1.2.3.4", "1.2.3.4")]),
        ("1.2.3.4 - 1.2.3.9", [("1.2.3.4", "1.2.3.9")]),
        ("# a note\n; another\n// and one\n\n", []),
        ("1.2.3.0/25\n1.2.3.128/25\n1.2.3.7\n9.9.9.9", [("1.2.3.0", "1.2.3.255"), ("9.9.9.9", "9.9.9.9")]),
    ],
)
def test_formats(line: str, ranges: list[tuple[str, str]]) -> None:
    for data in (line.encode(), gzip.compress(line.encode()), b"\xef\xbb\xbf" + line.replace("\n", "\r\n").encode()):
        read = read_blocklist(data)
        assert unpack(pack(read)) == ranges
        assert read.fault_count == 0


def test_malformed_lines_are_told_and_cost_only_themselves() -> None:
    lines = ["1.2.3.4", "nonsense", "1.2.3.999", "9.9.9.9 - 1.1.1.1", "1.2.3.0/99", "x:1.1.1.1-2001:db8::1", "y" * 2000]
    read = read_blocklist("\n".join(lines).encode() + b"\n\xff\xfe\x00 binary\n8.8.8.8")
    assert unpack(pack(read)) == [("1.2.3.4", "1.2.3.4"), ("8.8.8.8", "8.8.8.8")]
    assert read.fault_count == 7
    assert [(fault.line, fault.text) for fault in read.faults[:2]] == [(2, "nonsense"), (3, "1.2.3.999")]
    assert all(len(fault.text) <= 80 for fault in read.faults)


@pytest.mark.parametrize(
    "data",
    [b"<html>not found</html>", b"\x1f\x8b broken", gzip.compress(bytes(65 * 1024 * 1024)), b"\x00" * 100,
     gzip.compress(b"1.2.3.0/24\n" * 1000)[:-8]],
    ids=["html", "broken gzip", "gzip bomb", "zeros", "cut short"],
)  # fmt: skip
def test_what_is_no_list_is_refused(data: bytes) -> None:
    with pytest.raises(BlocklistError):
        read_blocklist(data)


def test_a_list_may_be_gzipped_in_several_parts() -> None:
    """RFC 1952, section 2.2."""
    assert read_blocklist(gzip.compress(b"1.2.3.0/24\n") + gzip.compress(b"2.0.0.0/8\n")).count == 2


def test_anything_at_all_is_read_or_refused() -> None:
    source = random.Random(4)
    alphabet = b"0123456789.-/:, \nabcdef#"
    for _ in range(300):
        data = bytes(source.choice(alphabet) for _ in range(source.randrange(200)))
        try:
            read = read_blocklist(data)
        except BlocklistError:
            continue
        assert len(unpack(pack(read))) == read.count


@pytest.fixture
def web() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Lists)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


class _Lists(BaseHTTPRequestHandler):
    bodies: ClassVar[dict[str, bytes]] = {"/good": gzip.compress(LOOPBACK), "/html": b"<html></html>"}

    def do_GET(self) -> None:
        body = self.bodies.get(self.path)
        self.send_response(404 if body is None else 200)
        self.send_header("Content-Length", str(len(body or b"")))
        self.end_headers()
        self.wfile.write(body or b"")

    def log_message(self, format: str, *arguments: object) -> None:
        """Tests need no log of requests."""


@pytest.mark.django_db
def test_a_list_is_fetched_from_its_address_and_a_failure_keeps_the_old_one(web: str) -> None:
    config.BLOCKLIST_URL = f"{web}/good"
    blocklists.refresh()
    kept = KeptBlocklist.objects.get()
    assert (kept.count, kept.source, kept.trouble) == (1, f"{web}/good", "")
    for bad in ("/html", "/missing"):
        config.BLOCKLIST_URL = web + bad
        blocklists.refresh()
        kept.refresh_from_db()
        assert kept.count == 1
        assert kept.trouble
    config.BLOCKLIST_URL = f"{web}/good"
    blocklists.refresh()
    kept.refresh_from_db()
    assert kept.trouble == ""


@pytest.mark.django_db
def test_an_uploaded_list_that_is_none_is_refused_with_its_first_line() -> None:
    with pytest.raises(ApiError, match="what is this"):
        blocklists.keep_uploaded("x.txt", b"what is this")
    assert not KeptBlocklist.objects.exists()


def test_a_blocked_peer_is_not_connected_and_let_in_once_the_list_is_gone(
    room: EngineRoom, seeder: SeederProcess, tmp_path: Path
) -> None:
    album = make_album(tmp_path, tracks=1)
    seeder.add(album.torrent_file, album.folder.parent)
    blocklists.keep_uploaded("list.p2p", LOOPBACK)
    engine = room.start()
    download = room.begin(TorrentSource(album.torrent))
    torrent = room.torrent(download)
    assert engine.network.state.blocked_ranges == 1
    for _ in range(3):
        room.meet(download, seeder.address)
    assert engine.session.get_ip_filter().access("127.0.0.1") == 1
    wait_until(lambda: torrent.progress is not None and torrent.progress.state == "downloading")
    assert seeder.status()["torrents"][album.info_hash]["peers"] == 0
    assert Download.objects.get(id=download.id).done_bytes == 0
    config.BLOCKLIST = False
    wait_until(lambda: engine.network.state.blocked_ranges == 0)
    room.meet(download, seeder.address)
    room.wait_for(download, "verifying")


def test_a_peer_that_is_put_on_the_list_is_let_go_of(room: EngineRoom, seeder: SeederProcess, tmp_path: Path) -> None:
    album = make_album(tmp_path, track_bytes=4_000_000)
    seeder.add(album.torrent_file, album.folder.parent, upload_limit=200_000)
    room.start()
    download = room.begin(TorrentSource(album.torrent))
    room.meet(download, seeder.address)
    wait_until(lambda: seeder.status()["torrents"][album.info_hash]["peers"] == 1)
    blocklists.keep_uploaded("list.p2p", LOOPBACK)
    wait_until(lambda: seeder.status()["torrents"][album.info_hash]["peers"] == 0)


@pytest.mark.django_db
@pytest.mark.usefixtures("valkey")
def test_the_list_on_the_page_and_over_json(client: Client) -> None:
    url = reverse("downloads:blocklist")
    client.post(url, {"do": "upload", "file": SimpleUploadedFile("my.p2p", LOOPBACK + b"nonsense\n")})
    page = client.get(reverse("settings:all")).content.decode()
    assert "1 range from my.p2p" in page
    assert "the first at 2: <code>nonsense</code>" in page
    assert client.get("/api/network").json()["blocklist"]["first_faults"] == [{"line": 2, "text": "nonsense"}]
    client.post(url, {"do": "upload", "file": SimpleUploadedFile("bad.p2p", b"what is this")})
    assert KeptBlocklist.objects.get().source == "my.p2p"
    answer = client.post("/api/network/blocklist", {"file": SimpleUploadedFile("bad.p2p", b"what is this")})
    assert (answer.status_code, answer.json()["error"]["code"]) == (422, "blocklist_unreadable")
    client.post(url, {"do": "forget"})
    assert client.get("/api/network").json()["blocklist"] is None
