"""Albums that came in are examined by the background task, reports are kept, told and answered over JSON."""

import os
import re
import signal
import subprocess
import threading
from pathlib import Path

import pytest
from celery.exceptions import Reject
from django.test import Client
from django.urls import reverse

from apps.library import tasks
from apps.library.domain import ImportedAlbum
from apps.library.models import Album, Track, TrackTrust
from apps.library.services import import_finished
from apps.library.trust import examiner, verification
from apps.library.trust.domain import Verdict
from apps.library.trust.examiner import ExaminationFailedError, Examiner
from apps.library.trust.reports import measured_loudness
from tests.library.albums import edition, finished, tag, write_audio
from tests.library.sounds import music as music_like
from tests.library.sounds import through, write

pytestmark = pytest.mark.django_db


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, object]]:
    """What was published on the topic `library`."""
    events: list[dict[str, object]] = []
    monkeypatch.setattr(verification, "publish", lambda _topic, event: events.append(dict(event)))
    return events


@pytest.fixture
def album(music: Path, arrived: Path) -> Album:
    """An imported album of two short FLAC files."""
    for number, title in enumerate(("Jetty", "Slack Tide"), start=1):
        tag(write_audio(arrived / f"{number:02} {title}.flac"), title=title, tracknumber=str(number))
    imported = import_finished(finished(arrived, edition(["Jetty", "Slack Tide"])))
    assert isinstance(imported, ImportedAlbum)
    return Album.objects.get(pk=imported.album_id)


def report(album: Album) -> dict[str, object]:
    answer = Client().get(f"/api/library/albums/{album.pk}/trust")
    assert answer.status_code == 200
    document: dict[str, object] = answer.json()
    return document


def verify() -> None:
    tasks.verify_library()


def test_an_album_is_pending_until_it_was_examined(album: Album) -> None:
    document = report(album)
    assert (document["status"], document["verdict"], document["score"]) == ("pending", "unknown", None)


def test_the_task_examines_keeps_and_tells(album: Album, told: list[dict[str, object]]) -> None:
    verify()
    album.refresh_from_db()
    document = report(album)
    assert document["status"] == "done"
    assert document["verdict"] == album.trust
    tracks = document["tracks"]
    assert isinstance(tracks, list)
    assert [row["track_id"] for row in tracks] == [str(t.pk) for t in album.tracks.order_by("track_number")]
    checks = {found["check"]: found["verdict"] for found in tracks[0]["findings"]}
    assert checks["flac_md5"] == checks["decode"] == "genuine"
    assert told[-1]["type"] == "trust"
    assert told[-1]["status"] == "done"
    kept = TrackTrust.objects.filter(track__album=album)
    assert all(verification.picture_path(row.picture).is_file() for row in kept)


def test_the_loudness_is_there_for_whoever_writes_replay_gain(album: Album) -> None:
    track = album.tracks.first()
    assert track is not None
    assert measured_loudness(track) is None
    verify()
    track = album.tracks.select_related("trust").get(pk=track.pk)
    found = measured_loudness(track)
    assert found is not None
    assert -70 < found.integrated < found.true_peak <= 3
    track.modified_ns += 1
    assert measured_loudness(track) is None


def test_stopping_ends_an_examination_and_puts_the_job_back(album: Album, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(examiner, "_stopping", threading.Event())
    started = threading.Event()
    begin = Examiner._start

    def start(self: Examiner) -> "subprocess.Popen[bytes]":
        process = begin(self)
        os.kill(process.pid, signal.SIGSTOP)  # it would take for ever
        started.set()
        return process

    monkeypatch.setattr(Examiner, "_start", start)
    stopping = threading.Thread(target=lambda: started.wait(20) and examiner.stop_examinations())
    stopping.start()
    with pytest.raises(Reject) as put_back:
        tasks.verify_library()
    stopping.join()
    assert put_back.value.requeue
    assert not TrackTrust.objects.filter(track__album=album).exists()


def test_what_did_not_change_is_not_examined_again(album: Album) -> None:
    verify()
    before = set(TrackTrust.objects.values_list("examined_at", flat=True))
    assert verification.next_album() is None
    verify()
    assert set(TrackTrust.objects.values_list("examined_at", flat=True)) == before


def test_a_changed_file_waits_again_and_damage_is_told(album: Album) -> None:
    verify()
    track = album.tracks.first()
    assert track is not None
    path = track.audio_file
    path.write_bytes(path.read_bytes()[: path.stat().st_size * 2 // 3])
    Track.objects.filter(pk=track.pk).update(size=path.stat().st_size, modified_ns=path.stat().st_mtime_ns)
    assert report(album)["status"] == "pending"
    verify()
    document = report(album)
    assert (document["status"], document["verdict"]) == ("done", "damaged")
    assert isinstance(document["score"], int)
    assert document["score"] <= 20
    assert "1 of 2 tracks" in str(document["explanation"])


def test_a_file_that_is_gone_holds_nothing_up(album: Album) -> None:
    track = album.tracks.first()
    assert track is not None
    track.audio_file.unlink()
    verify()
    assert verification.next_album() is None
    assert TrackTrust.objects.get(track=track).verdict == Verdict.UNKNOWN


def test_the_page_shows_every_track_with_its_picture(album: Album) -> None:
    browser = Client()
    page = reverse("library:trust", args=[album.pk])
    assert "Listening to it now" in browser.get(page).content.decode()
    verify()
    text = browser.get(page).content.decode()
    assert "Jetty" in text
    assert "Slack Tide" in text
    pictures = re.findall(r'src="(/library/trust-pictures/[0-9a-f]+\.png)"', text)
    assert len(pictures) == 2
    answer = browser.get(pictures[0])
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/png")
    answer.close()
    assert "immutable" in answer["Cache-Control"]


def test_a_person_can_keep_what_was_found_wanting_and_have_it_examined_again(album: Album) -> None:
    track = album.tracks.first()
    assert track is not None
    whole = track.audio_file.read_bytes()
    track.audio_file.write_bytes(whole[: len(whole) // 2])
    verify()
    browser = Client()
    browser.post(reverse("library:trust_keep", args=[album.pk]), {"keep": "1"})
    document = report(album)
    assert (document["accepted"], document["verdict"]) == (True, "damaged")
    track.audio_file.write_bytes(whole)
    browser.post(reverse("library:trust_again", args=[album.pk]))
    assert report(album)["status"] == "pending"
    verify()
    assert report(album)["verdict"] != "damaged"


def test_albums_are_found_by_their_verdict(album: Album) -> None:
    Album.objects.filter(pk=album.pk).update(trust=Album.Trust.SUSPICIOUS)
    browser = Client()
    assert browser.get("/api/library/albums?trust=suspicious").json()["total"] == 1
    assert browser.get("/api/library/albums?trust=genuine").json()["total"] == 0
    assert browser.get("/api/library/albums?trust=unsure").status_code in (400, 422)
    page = browser.get(reverse("library:albums"), {"trust": "suspicious"}).content.decode()
    assert "suspicious" in page
    assert album.title in page
    assert album.title not in browser.get(reverse("library:albums"), {"trust": "genuine"}).content.decode()


def test_a_lossy_ancestor_marks_the_album(music: Path, arrived: Path, tmp_path: Path) -> None:
    lossy = through(tmp_path, music_like(8), "libmp3lame", ".mp3", 128_000)
    write(arrived / "01 Jetty.flac", lossy)
    imported = import_finished(finished(arrived, edition(["Jetty"])))
    assert isinstance(imported, ImportedAlbum)
    verify()
    document = report(Album.objects.get(pk=imported.album_id))
    assert document["verdict"] == "suspicious"
    assert "MP3" in str(document["explanation"])


@pytest.mark.parametrize(("number", "verdict"), [(signal.SIGSEGV, Verdict.DAMAGED), (signal.SIGKILL, None)])
def test_a_process_that_dies_is_an_answer_and_the_next_file_is_examined(
    tmp_path: Path, number: signal.Signals, verdict: Verdict | None
) -> None:
    good = write_audio(tmp_path / "a.flac")
    with Examiner() as examiner:
        os.kill(examiner._start().pid, number)
        if verdict is None:
            with pytest.raises(ExaminationFailedError, match="outside"):
                examiner.examine(good, tmp_path / "a.png")
        else:
            assert examiner.examine(good, tmp_path / "a.png").verdict is verdict
        assert examiner.examine(good, tmp_path / "a.png").verdict is not Verdict.DAMAGED


def test_a_process_that_hangs_is_ended(tmp_path: Path) -> None:
    good = write_audio(tmp_path / "a.flac")
    with Examiner(longest_seconds=0.2) as examiner:
        os.kill(examiner._start().pid, signal.SIGSTOP)
        with pytest.raises(ExaminationFailedError, match="did not end"):
            examiner.examine(good, tmp_path / "a.png")
        assert examiner._process is None
