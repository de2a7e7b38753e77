"""Taste before you take: one track of a real swarm's album, really examined, and then as the settings say."""

import json
from collections.abc import Iterator
from pathlib import Path

import libtorrent as lt
import pytest
from constance import config
from django.conf import LazySettings
from django.test import Client

from apps.downloads.choice import Candidate
from apps.downloads.domain import FileKind, Intent, TorrentSource
from apps.downloads.models import Download
from apps.downloads.services import change_download, start_download
from apps.downloads.tasting.domain import Stage, Then, after, taste_file
from apps.downloads.tasting.examining import taste
from tests.downloads.conftest import EngineRoom
from tests.library.sounds import music, through, write
from tests.sandbox.swarm import SeederProcess, make_torrent

SONGS = 5
MIDDLE = "03 Song 3.flac"


@pytest.fixture
def seeder(shared_seeder: SeederProcess) -> SeederProcess:
    return shared_seeder


@pytest.fixture(scope="module")
def albums(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A genuine album and one made from MP3s, as folders with five FLAC files each."""
    base = tmp_path_factory.mktemp("albums")
    original = music(4)
    sounds = {"Genuine": original, "Fake": through(base, original, "libmp3lame", ".mp3", 192_000)}
    for name, sound in sounds.items():
        (base / name).mkdir()
        data = write(base / f"{name}.flac", sound).read_bytes()
        for number in range(1, SONGS + 1):
            (base / name / f"{number:02} Song {number}.flac").write_bytes(data)
    return {name: base / name for name in sounds}


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The examinations that the engine asked for, which no worker does here."""
    asked: list[str] = []
    monkeypatch.setattr("apps.downloads.engine.tastes.send_taste", asked.append)
    yield asked


@pytest.fixture
def swarm(room: EngineRoom, seeder: SeederProcess, tmp_path: Path, settings: LazySettings, sent: list[str]) -> "Swarm":
    settings.DATA_DIR = tmp_path / "data"
    return Swarm(room, seeder, tmp_path, sent)


class Swarm:
    def __init__(self, room: EngineRoom, seeder: SeederProcess, base: Path, sent: list[str]) -> None:
        self.room, self.seeder, self.base, self.sent = room, seeder, base, sent

    def taste(self, album: Path) -> Download:
        """Begin with a taste; the download once its track is here and the engine asked for an examination."""
        torrent = make_torrent(album, piece_length=16 * 1024)
        file = self.base / "album.torrent"
        file.write_bytes(torrent)
        self.seeder.add(file, album.parent)
        self.room.start()
        download = self.room.begin(TorrentSource(torrent), taste=True)
        self.room.meet(download, self.seeder.address)
        self.room.wait(download, lambda _row: self.sent == [str(download.id)])
        return download

    def files(self, download: Download) -> list[str]:
        return sorted(path.name for path in self.room.folder(download).rglob("*.flac"))


def test_a_genuine_album_goes_on_by_itself(swarm: Swarm, albums: dict[str, Path]) -> None:
    download = swarm.taste(albums["Genuine"])
    assert swarm.files(download) == [MIDDLE]
    assert Download.objects.get().status == "downloading"
    assert taste(str(download.id)) is Stage.PASSED
    swarm.room.sync(download)
    row = swarm.room.wait_for(download, "verifying")
    assert len(swarm.files(download)) == SONGS
    assert (row.taste, row.taste_report["verdict"]) == ("passed", "genuine")
    assert row.completed_at is not None


def test_a_fake_asks_and_the_person_is_told_why(swarm: Swarm, albums: dict[str, Path], client: Client) -> None:
    download = swarm.taste(albums["Fake"])
    assert taste(str(download.id)) is Stage.ASKING
    swarm.room.sync(download)
    swarm.room.wait_for(download, "paused")
    document = client.get(f"/api/download/{download.id}").json()
    assert document["status"] == "paused"
    assert (document["taste"]["stage"], document["taste"]["verdict"]) == ("asking", "suspicious")
    assert "MP3" in document["taste"]["message"]
    assert swarm.files(download) == [MIDDLE]
    heard = client.get(f"/api/download/{download.id}/files/{document['taste']['file_index']}/stream")
    assert heard.status_code == 200
    assert client.post(f"/api/download/{download.id}/go-on").status_code == 200
    swarm.room.sync(download)
    swarm.room.wait_for(download, "verifying", within=8)  # its peers were kept
    assert len(swarm.files(download)) == SONGS
    assert client.post(f"/api/download/{download.id}/go-on").status_code == 409


def test_a_fake_stops_where_the_settings_say_so_and_stays_so(swarm: Swarm, albums: dict[str, Path]) -> None:
    config.TASTE_THEN = "stop"
    download = swarm.taste(albums["Fake"])
    assert taste(str(download.id)) is Stage.STOPPED
    swarm.room.sync(download)
    swarm.room.wait_for(download, "paused")
    swarm.room.stop()
    swarm.room.start()
    torrent = swarm.room.torrent(download)
    swarm.room.wait(download, lambda _row: torrent.is_tasted)
    assert torrent.handle.status().paused
    assert swarm.files(download) == [MIDDLE]
    assert len(swarm.sent) == 1  # it is not examined again


def test_what_was_killed_while_it_was_examined_is_examined_again(swarm: Swarm, albums: dict[str, Path]) -> None:
    download = swarm.taste(albums["Genuine"])
    Download.objects.update(taste=Stage.CHECKING)
    swarm.room.stop()
    swarm.sent.clear()
    swarm.room.start()
    swarm.room.wait(download, lambda _row: swarm.sent == [str(download.id)])
    assert taste(str(download.id)) is Stage.PASSED


def test_one_song_is_no_album_to_taste(swarm: Swarm, albums: dict[str, Path]) -> None:
    torrent = make_torrent(albums["Genuine"])
    file = swarm.base / "a.torrent"
    file.write_bytes(torrent)
    swarm.seeder.add(file, albums["Genuine"].parent)
    swarm.room.start()
    download = swarm.room.begin(TorrentSource(torrent), taste=True, wanted_files=[0])
    swarm.room.meet(download, swarm.seeder.address)
    row = swarm.room.wait_for(download, "verifying")
    assert (row.taste, swarm.sent) == ("passed", [])


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("valkey")
class TestWhatIsTasted:
    def begin(self, **options: object) -> Download:
        Download.objects.all().delete()
        torrent = lt.bencode(
            {b"info": {b"name": b"a.flac", b"length": 1, b"piece length": 16384, b"pieces": b"x" * 20}}
        )
        return start_download(TorrentSource(torrent), **options)[0]  # type: ignore[arg-type]

    def test_only_what_was_wished_or_set(self) -> None:
        assert self.begin().taste == ""
        assert self.begin(taste=True).taste == "fetching"
        config.TASTE_FIRST = True
        assert self.begin().taste == "fetching"
        assert self.begin(taste=False).taste == ""
        assert self.begin(stream=True).taste == ""
        assert self.begin(wanted_files=[0]).taste == ""
        assert self.begin(intent=Intent(track_title="A Song")).taste == ""

    def test_a_decision_that_nobody_waits_for(self, client: Client) -> None:
        download = self.begin()
        answer = client.post(f"/api/download/{download.id}/go-on")
        assert (answer.status_code, answer.json()["error"]["code"]) == (409, "nothing_to_decide")

    def test_over_json(self, client: Client) -> None:
        body = json.dumps({"magnet": "magnet:?xt=urn:btih:" + "ab" * 20, "taste": True})
        started = client.post("/api/download", body, content_type="application/json").json()
        document = client.get(f"/api/download/{started['download_id']}").json()
        assert document["taste"]["stage"] == "fetching"
        change_download(started["download_id"], paused=True)
        assert client.get(f"/api/download/{started['download_id']}").json()["status"] == "paused"


@pytest.mark.parametrize(
    ("then", "verdict", "stage"),
    [
        (Then.GENUINE, "genuine", Stage.PASSED),
        (Then.GENUINE, "unknown", Stage.ASKING),
        (Then.GENUINE, "suspicious", Stage.ASKING),
        (Then.ASK, "genuine", Stage.ASKING),
        (Then.STOP, "genuine", Stage.PASSED),
        (Then.STOP, "damaged", Stage.STOPPED),
    ],
)
def test_what_follows(then: Then, verdict: str, stage: Stage) -> None:
    assert after(verdict, then) is stage


def songs(*entries: tuple[str, int]) -> tuple[list[Candidate], frozenset[int]]:
    files = [Candidate(at, path, size, FileKind.AUDIO) for at, (path, size) in enumerate(entries)]
    return files, frozenset(range(len(files)))


@pytest.mark.parametrize(
    ("entries", "chosen"),
    [
        ([("a/1.flac", 9), ("a/2.flac", 9), ("a/3.flac", 9)], 1),
        ([("a/10.flac", 9), ("a/2.flac", 9), ("a/1.flac", 9)], 1),  # numbers count as numbers
        ([("1.flac", 90), ("2.flac", 90), ("3.flac", 5), ("4.flac", 90), ("5.flac", 90)], 1),  # an interlude
        ([("whole.flac", 90)], None),
        ([], None),
    ],
)
def test_the_song_in_the_middle_is_tasted(entries: list[tuple[str, int]], chosen: int | None) -> None:
    assert taste_file(*songs(*entries)) == chosen
