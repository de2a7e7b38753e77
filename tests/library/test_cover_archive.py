"""The Cover Art Archive as a source of covers: real indexes, the right size, and answers that hang, lie or die."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from PIL import Image

from apps.library import cover_sources
from apps.library.cover_sources import CoverArchive, best_cover
from apps.library.covers import embedded_picture
from tests.library.albums import edition, picture, write_audio

EDITION = edition(["One"])
RELEASE, GROUP = f"/release/{EDITION.release_mbid}", f"/release-group/{EDITION.release_group_mbid}"


class Archive(ThreadingHTTPServer):
    """Answers by path: a status and a body, or None to hang until the end."""

    daemon_threads = True

    def __init__(self) -> None:
        self.answers: dict[str, tuple[int, bytes] | None] = {}
        self.asked: list[str] = []
        self.over = threading.Event()
        super().__init__(("127.0.0.1", 0), _Handler)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def index(self, path: str, **thumbnails: bytes) -> None:
        """An index with one front whose pictures are served from here."""
        for name, data in thumbnails.items():
            self.answers[f"/{name.strip('_')}.jpg"] = (200, data)
        urls = {name.strip("_"): f"{self.url}/{name.strip('_')}.jpg" for name in thumbnails}
        image = {"front": True, "image": urls.pop("image", ""), "thumbnails": urls, "types": ["Front"]}
        self.answers[path] = (200, json.dumps({"images": [image]}).encode())


class _Handler(BaseHTTPRequestHandler):
    server: Archive

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        answer = self.server.answers.get(self.path, (404, b"not found"))
        if answer is None:
            self.server.over.wait(20)
            return
        self.send_response(answer[0])
        self.send_header("Content-Length", str(len(answer[1])))
        self.end_headers()
        self.wfile.write(answer[1])

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def archive() -> Iterator[Archive]:
    server = Archive()
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield server
    server.over.set()
    server.shutdown()
    server.server_close()


def test_the_picture_of_the_right_size_is_taken(archive: Archive) -> None:
    archive.index(RELEASE, image=picture(3000), _1200=picture(1200), large=picture(500))
    cover = CoverArchive(archive.url).front_cover(EDITION)
    assert cover is not None
    assert (cover.width, cover.height, cover.source) == (1200, 1200, "archive")
    assert archive.asked == [RELEASE, "/1200.jpg"]


def test_the_release_group_answers_where_the_release_has_none(archive: Archive) -> None:
    archive.index(GROUP, image=picture(300))
    cover = CoverArchive(archive.url).front_cover(EDITION)
    assert cover is not None
    assert cover.width == 300  # never upscaled
    assert embedded_picture(cover).width == 300


@pytest.mark.parametrize(
    "name", ["release_front.json", "release_front_back_medium.json", "release_group.json", "release_old_form.json"]
)
def test_real_indexes_name_their_front(name: str, shared_data: Path) -> None:
    body = (shared_data / "musicbrainz" / "cover_art_archive" / name).read_bytes()
    addresses = list(cover_sources._front_addresses(body))
    assert addresses
    assert all(address.startswith("http") for address in addresses)


@pytest.mark.parametrize(
    "body", [b"<html>", b"{}", b'{"images": 7}', b'{"images": [{"front": true}]}', b"[" * 100_000, b"x" * 3_000_000]
)
def test_an_index_that_lies_is_no_cover(body: bytes, archive: Archive) -> None:
    archive.answers[RELEASE] = archive.answers[GROUP] = (200, body)
    assert CoverArchive(archive.url).front_cover(EDITION) is None


@pytest.mark.parametrize("body", [b"<html>no picture</html>", picture(40), b"\xff\xd8\xff" + b"\0" * 1000])
def test_what_is_no_picture_is_passed_over_for_the_next(body: bytes, archive: Archive) -> None:
    archive.index(RELEASE, image=picture(700), _1200=body)
    cover = CoverArchive(archive.url).front_cover(EDITION)
    assert cover is not None
    assert cover.width == 700


def test_an_archive_that_hangs_or_is_gone_costs_its_deadline(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cover_sources, "DEADLINE_SECONDS", 0.4)
    archive.answers[RELEASE] = None
    assert CoverArchive(archive.url).front_cover(EDITION) is None
    assert archive.asked == [RELEASE]  # who hangs once is not asked again
    assert CoverArchive("http://127.0.0.1:9").front_cover(EDITION) is None
    assert CoverArchive("").front_cover(EDITION) is None


def test_what_is_at_hand_comes_before_the_archive(archive: Archive, tmp_path: Path, settings: object) -> None:
    settings.COVER_ART_URL = archive.url  # type: ignore[attr-defined]
    archive.index(RELEASE, image=picture(1200))
    audio = write_audio(tmp_path / "1.flac", 0.2)
    (tmp_path / "Folder.jpg").write_bytes(picture(600))
    (tmp_path / "back.jpg").write_bytes(picture(1400))
    cover = best_cover(sorted(tmp_path.glob("*.jpg")), [audio], EDITION)
    assert cover is not None
    assert (cover.source, cover.width) == ("folder", 600)
    assert archive.asked == []
    (tmp_path / "Folder.jpg").write_bytes(picture(200))
    cover = best_cover([tmp_path / "Folder.jpg"], [audio], EDITION)
    assert cover is not None
    assert (cover.source, cover.width) == ("archive", 1200)


def test_a_large_cover_is_embedded_smaller(tmp_path: Path) -> None:
    import io
    import os

    noise = Image.frombytes("RGB", (1400, 1400), os.urandom(1400 * 1400 * 3))
    out = io.BytesIO()
    noise.save(out, "PNG")
    cover = cover_sources.make_cover(out.getvalue(), "folder")
    small = embedded_picture(cover)
    assert max(small.width, small.height) == 1000
    assert (cover.width, cover.height) == (1400, 1400)
