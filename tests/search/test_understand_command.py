"""`manage.py understand`: one request, or one JSON object for each line of standard input."""

import io
import json
from collections.abc import Sequence

import pytest
from django.core.management import call_command

from apps.search.catalogue import store
from apps.search.catalogue.domain import Artist, Recording, ReleaseGroup
from apps.search.domain import Claim
from apps.search.knowing import known_here, look_up


def printed(*arguments: str) -> list[dict[str, object]]:
    out = io.StringIO()
    call_command("understand", *arguments, stdout=out)
    text = out.getvalue()
    return [json.loads(line) for line in text.splitlines()] if text.count("\n}") == 0 else [json.loads(text)]


def typed(monkeypatch: pytest.MonkeyPatch, lines: Sequence[bytes]) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"".join(lines))))


def test_one_request_is_printed_with_its_reasons() -> None:
    (read,) = printed("--offline", "low tide by ferry crossing in flac")
    assert (read["query_type"], read["artist"], read["album"], read["format"]) == (
        "album",
        "ferry crossing",
        "low tide",
        "FLAC",
    )
    assert read["reasons"]


def test_several_formats_are_a_list_and_what_was_not_said_is_left_out() -> None:
    (read,) = printed("--offline", "low tide by ferry crossing, ape or wavpack")
    assert read["format"] == ["APE", "WAVPACK"]
    assert "year" not in read


def test_lines_are_read_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = [
        b"ferry crossing - low tide\r\n",
        b"\n",
        b"\xff\xfe broken \xc3 mp3\n",
        b'{"query": "low tide by ferry crossing"}\n',
        b'{"query": 5}\n',
        ("{" * 50_000).encode() + b"\n",
        "林檎の「夜想曲」をflacで".encode(),
    ]
    typed(monkeypatch, lines)
    read = printed("--offline")
    assert len(read) == len(lines)
    assert (read[0]["artist"], read[0]["album"]) == ("ferry crossing", "low tide")
    assert read[1]["problem"] == "empty"
    assert read[2]["format"] == "MP3"
    assert (read[3]["artist"], read[3]["album"]) == ("ferry crossing", "low tide")
    assert (read[6]["artist"], read[6]["album"]) == ("林檎", "夜想曲")


@pytest.mark.django_db
def test_the_cached_catalogue_decides(monkeypatch: pytest.MonkeyPatch) -> None:
    group = ReleaseGroup("0b1f6c4a-6a3e-4c55-9d4e-1f4ad3f5f001", "Low Tide", "Ferry Crossing", kind="album", fame=0.4)
    store.remember_release_groups([group])
    typed(monkeypatch, [b"low tide ferry crossing\n", b"ferry crossing low tide\n"])
    for read in printed():
        assert (read["artist"], read["album"]) == ("Ferry Crossing", "Low Tide")
        assert "the catalogue has Low Tide by Ferry Crossing" in str(read["reasons"])


@pytest.mark.django_db
def test_the_catalogue_says_what_it_has_of_a_claim() -> None:
    group = ReleaseGroup("0b1f6c4a-6a3e-4c55-9d4e-1f4ad3f5f001", "Low Tide", "Ferry Crossing", kind="album")
    store.remember_release_groups([group])
    store.remember_artists([Artist("0b1f6c4a-6a3e-4c55-9d4e-1f4ad3f5f002", "Ferry Crossing", aliases=("Fährfahrt",))])
    store.remember_recordings(
        [Recording("0b1f6c4a-6a3e-4c55-9d4e-1f4ad3f5f003", "Ebb", "Ferry Crossing", release_groups=(group,))]
    )
    album, track = Claim("ferry crossing", album="low tide"), Claim("ferry crossing", track="ebb")
    artist, nothing = Claim("fährfahrt"), Claim("ferry crossing", album="high noon")
    wanted = [album, track, artist, nothing]
    found = look_up(wanted, known_here(wanted))
    assert found[album].album == "Low Tide"
    assert found[track].track == "Ebb"
    assert found[artist].artist == "Ferry Crossing"
    assert (found[nothing].artist, found[nothing].album) == ("Ferry Crossing", None)
