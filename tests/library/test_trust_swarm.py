"""What the swarm says of an album: sentences for the report, and how they come in with a finished download."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from apps.library.domain import ImportedAlbum
from apps.library.models import Album
from apps.library.services import import_finished
from apps.library.trust.album_evidence import album_findings
from apps.library.trust.domain import Verdict
from apps.library.trust.swarm import SwarmEvidence, judge_swarm
from tests.library.albums import edition, finished, tag, write_audio

NOW = datetime(2026, 5, 1, tzinfo=UTC)
KNOWN = SwarmEvidence(
    pieces=1204,
    piece_hash="SHA-1",
    created_at="2015-05-01T10:00:00+00:00",
    published_at="2015-06-01T00:00:00+00:00",
    seeders=14,
    indexers=("one", "two"),
    same_size=1,
)


def test_what_is_known_is_told_in_sentences() -> None:
    pieces, swarm = judge_swarm(KNOWN, NOW)
    assert "1,204 pieces" in pieces.message
    assert "SHA-1" in pieces.message
    assert swarm.message == (
        "The torrent has been around for 11 years; 14 seeders shared it when it was found; 2 sources list it; "
        "1 other torrent of exactly this size was found beside it."
    )
    assert {pieces.verdict, swarm.verdict} == {Verdict.GENUINE}


@pytest.mark.parametrize(
    ("created", "age"),
    [("2026-04-30T12:00:00", "less than two days"), ("2026-04-01", "30 days"), ("2025-11-01", "6 months")],
)
def test_ages(created: str, age: str) -> None:
    [found] = judge_swarm(SwarmEvidence(created_at=created), NOW)
    assert found.message == f"The torrent has been around for {age}."


@pytest.mark.parametrize("created", ["2031-01-01", "yesterday", ""])
def test_nonsense_says_nothing(created: str) -> None:
    assert judge_swarm(SwarmEvidence(created_at=created, seeders=0), NOW) == []


def test_it_travels_as_json_and_forgets_what_it_does_not_know() -> None:
    assert SwarmEvidence.from_dict({**KNOWN.as_dict(), "new": 1}) == KNOWN
    assert SwarmEvidence.from_dict({}) == SwarmEvidence()


@pytest.mark.django_db
def test_an_album_keeps_what_came_with_its_download(music: Path, arrived: Path) -> None:
    tag(write_audio(arrived / "01 Jetty.flac"), title="Jetty", tracknumber="1")
    came = replace(finished(arrived, edition(["Jetty"])), origin={"swarm": KNOWN.as_dict()})
    imported = import_finished(came)
    assert isinstance(imported, ImportedAlbum)
    album = Album.objects.get(pk=imported.album_id)
    assert [found.check for found in album_findings(album, [])] == ["swarm_pieces", "swarm"]


@pytest.mark.django_db
def test_a_folder_that_may_not_be_listed_is_passed_by(music: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (music / "album" / "@eaDir").mkdir(parents=True)
    log = Path(__file__).parent / "rip_logs" / "eac.log"
    (music / "album" / "rip.log").write_bytes(log.read_bytes())
    listing = Path.iterdir

    def refuse(folder: Path) -> Iterator[Path]:
        if folder.name == "@eaDir":  # whoever runs the tests may be allowed to list everything
            raise PermissionError(13, "Permission denied")
        return listing(folder)

    monkeypatch.setattr(Path, "iterdir", refuse)
    assert "rip_log" in [found.check for found in album_findings(Album(folder="album"), [])]
