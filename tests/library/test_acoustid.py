"""Files without names are told by their sound, where fpcalc and a key are there; without them nothing is asked."""

import json
import shutil
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from django.conf import LazySettings

from apps.library import services
from apps.library.catalogue import register_catalogue
from apps.library.domain import Certainty, ImportedAlbum
from apps.library.identify.acoustid import AcoustId, AcoustIdError, Fingerprint
from apps.library.identify.local_files import local_files
from apps.library.identify.matching import identify
from apps.library.importing.listening import listen
from apps.library.tags.metadata import Metadata
from tests.library.albums import edition, finished, write_audio
from tests.library.sounds import music as sound_of_music
from tests.library.sounds import write as write_sound
from tests.library.test_refiling import Shelf

TITLES = ["Low Tide", "Salt & Iron", "Harbour: Night"]
LENGTHS = [0.9, 0.5, 0.7]
RIGHT = edition(TITLES, lengths=LENGTHS)
FPCALC = """#!{python}
import json, sys
name = sys.argv[-1]
if "hang" in name:
    import time
    time.sleep(60)
if "broken" in name:
    sys.exit(2)
if "eternal" in name:
    print('{{"duration": Infinity, "fingerprint": "AQ"}}')
    sys.exit()
if "short" in name:
    print('{{"duration": 0.00, "fingerprint": "AQshort"}}')
    sys.exit(3)
print(json.dumps({{"duration": 90.4, "fingerprint": "AQ" + str(len(open(name, "rb").read()))}}))
"""


class Service(ThreadingHTTPServer):
    """AcoustID on loopback: what it was asked, and what it answers (a document, or bytes)."""

    daemon_threads = True

    def __init__(self) -> None:
        self.asked: list[dict[str, list[str]]] = []
        self.known: dict[str, object] = {}
        self.body: bytes | None = None
        super().__init__(("127.0.0.1", 0), _Handler)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class _Handler(BaseHTTPRequestHandler):
    server: Service

    def do_POST(self) -> None:
        fields = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        self.server.asked.append(fields)
        body = self.server.body
        if body is None:
            prints = [fields[f"fingerprint.{n}"][0] for n in range(len(fields)) if f"fingerprint.{n}" in fields]
            entries = [{"index": str(n), "results": self.server.known.get(text, [])} for n, text in enumerate(prints)]
            body = json.dumps({"status": "ok", "fingerprints": entries}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def service(settings: LazySettings, tmp_path: Path) -> Iterator[Service]:
    import sys

    program = tmp_path / "fpcalc"
    program.write_text(FPCALC.format(python=sys.executable))
    program.chmod(0o755)
    server = Service()
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    settings.ACOUSTID_URL, settings.ACOUSTID_KEY, settings.FPCALC = server.url, "key", str(program)
    yield server
    server.shutdown()
    server.server_close()


def arrive(folder: Path) -> dict[str, Path]:
    """Nameless files, in another order than on the record."""
    order = {"2": "Harbour: Night", "1": "Salt & Iron", "3": "Low Tide"}
    lengths = dict(zip(TITLES, LENGTHS, strict=True))
    return {title: write_audio(folder / f"Track{n}.flac", lengths[title], 300) for n, title in order.items()}


def teach(service: Service, files: dict[str, Path]) -> None:
    for track in RIGHT.media[0].tracks:
        recording = {"id": track.recording_mbid, "releases": [{"id": RIGHT.release_mbid}, {"id": "0" * 36}]}
        text = f"AQ{files[track.title].stat().st_size}"
        service.known[text] = [{"id": "x", "score": 0.93, "recordings": [recording]}, {"id": "y", "score": 0.1}]


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("valkey")
def test_nameless_files_are_told_by_their_sound(music: Path, arrived: Path, service: Service) -> None:
    register_catalogue(Shelf(RIGHT))
    teach(service, arrive(arrived))
    album = services.import_finished(finished(arrived, title="stuff"))
    assert isinstance(album, ImportedAlbum)
    assert album.certainty is Certainty.LIKELY  # the numbers in the names speak against it
    assert album.path == "Nine Harbours/1997 - Still Water"
    assert service.asked[0]["client"] == ["key"]
    assert len(service.asked) == 1
    from apps.library.models import Track

    assert {t.title: round(t.duration, 1) for t in Track.objects.all()} == dict(zip(TITLES, LENGTHS, strict=True))


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("valkey")
@pytest.mark.skipif(shutil.which("fpcalc") is None, reason="Chromaprint's fpcalc is not installed")
def test_the_real_program_tells_songs_apart(
    music: Path, arrived: Path, service: Service, settings: LazySettings
) -> None:
    settings.FPCALC = "fpcalc"
    lengths = [8.0, 8.1, 8.2]
    right = edition(TITLES, lengths=lengths)
    register_catalogue(Shelf(right))
    asked = AcoustId(service.url, "key", "fpcalc")
    codecs = {".flac": "flac", ".mp3": "libmp3lame", ".ogg": "vorbis"}
    for place, (track, suffix) in enumerate(zip(right.media[0].tracks, codecs, strict=True)):
        sound = sound_of_music(lengths[place], seed=11 + place)
        path = write_sound(arrived / f"Track{3 - place}{suffix}", sound, codec=codecs[suffix])
        known = [{"id": track.recording_mbid, "releases": [{"id": right.release_mbid}]}]
        service.known[asked.fingerprint(path).text] = [{"id": "x", "score": 0.97, "recordings": known}]
    assert len(service.known) == len(TITLES)
    services.import_finished(finished(arrived, title="stuff"))
    from apps.library.models import Track

    told = {track.title: track.format for track in Track.objects.all()}
    assert told == dict(zip(TITLES, ["FLAC", "MP3", "Vorbis"], strict=True))
    assert [round(float(service.asked[0][f"duration.{n}"][0])) for n in range(3)] == [8, 8, 8]


def test_a_file_that_ends_early_has_a_fingerprint_all_the_same(service: Service, settings: LazySettings) -> None:
    told = AcoustId(service.url, "key", settings.FPCALC).fingerprint(Path("/short.flac"), 12.4)
    assert told == Fingerprint("AQshort", 12)


@pytest.mark.parametrize("missing", ["ACOUSTID_KEY", "ACOUSTID_URL", "FPCALC"])
def test_without_key_or_program_nothing_is_asked(
    missing: str, arrived: Path, service: Service, settings: LazySettings
) -> None:
    setattr(settings, missing, "")
    arrive(arrived)
    files = local_files({Path(path.name): Metadata("FLAC", True, 1.0) for path in arrived.iterdir()})
    assert listen(files, arrived) == (list(files), [])
    assert service.asked == []


@pytest.mark.parametrize(
    "body",
    [
        b"<html>busy</html>",
        b"{}",
        b'{"status": "error", "error": {"message": "invalid API key"}}',
        b"[1]",
        b"x" * 5_000_000,
        b"[" * 100_000,
        b'{"status": "ok", "fingerprints": [{"index": 1e999}]}',
    ],
    ids=["html", "empty", "refused", "list", "endless", "deep", "infinite"],
)
def test_an_answer_that_lies_costs_only_itself(body: bytes, arrived: Path, service: Service) -> None:
    service.body = body
    arrive(arrived)
    files = local_files({Path(path.name): Metadata("FLAC", True, 1.0) for path in arrived.iterdir()})
    assert listen(files, arrived) == (list(files), [])
    assert len(service.asked) == 1


def test_a_program_that_fails_or_hangs_is_told(
    service: Service, settings: LazySettings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from apps.library.identify import acoustid

    monkeypatch.setattr(acoustid, "FINGERPRINT_SECONDS", 0.5)
    asked = AcoustId(service.url, "key", settings.FPCALC)
    told = {"broken": "gave no fingerprint", "eternal": "gave no", "hang": "took longer", "gone": "gave no"}
    for name, words in told.items():
        with pytest.raises(AcoustIdError, match=words):
            asked.fingerprint(tmp_path / f"{name}.flac")
    unreachable = AcoustId("http://127.0.0.1:9", "key", settings.FPCALC)
    with pytest.raises(AcoustIdError, match="did not answer"):
        unreachable.lookup([Fingerprint("AQ", 1)])


def test_the_real_answers_are_understood(shared_data: Path, service: Service) -> None:
    answers = json.loads((shared_data / "musicbrainz/acoustid/lidarr_acoustid_responses.json").read_text())
    service.body = answers[1]["response"].encode()
    heard = AcoustId(service.url, "key", "fpcalc").lookup([Fingerprint("AQ", 85)] * 2)
    assert "209a4536-97ac-4e8a-aff1-1d39d029044b" in heard[0].recordings
    service.body = answers[2]["response"].encode()
    with pytest.raises(AcoustIdError, match="invalid fingerprint"):
        AcoustId(service.url, "key", "fpcalc").lookup([Fingerprint("fingerprint", 1)])


def test_the_sound_decides_between_equal_lengths() -> None:
    from dataclasses import replace

    twins = edition(["One", "Two"], lengths=[200.0, 200.0])
    files = local_files({Path(f"Track{n}.flac"): Metadata("FLAC", True, 200.0) for n in (1, 2)})
    first, second = twins.media[0].tracks
    heard = [
        replace(files[0], recordings=frozenset({second.recording_mbid})),
        replace(files[1], recordings=frozenset({first.recording_mbid})),
    ]
    found = identify(heard, [twins])
    assert found is not None
    assert {pair.file.path.name: pair.track.title for pair in found.best.pairs} == {
        "Track1.flac": "Two",
        "Track2.flac": "One",
    }
    assert any(reason.check == "acoustid" and reason.cost == 0 for reason in found.best.reasons)
