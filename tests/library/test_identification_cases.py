"""Which edition files are: the real cases of the shared data, and many spoiled ones with a measured accuracy."""

import json
import random
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path, PureWindowsPath
from typing import Any

import pytest

from apps.library.domain import Certainty, EditionDetails
from apps.library.identify.local_files import LocalFile, local_files
from apps.library.identify.matching import Identified, identify
from apps.library.importing.parting import by_folder
from apps.library.tags.metadata import Metadata
from tests.library.identification_editions import EVERYTHING, RIGHT

CASES = (
    "CorruptFile",
    "FilesWithMBIds",
    "FilesWithoutTags",
    "InconsistentTyposInAlbum",
    "PenalizeUnknownMedia",
    "PreferMissingToBadMatch",
    "SucceedWhenManyAlbumsHaveSameTitle",
)


def _metadata(said: dict[str, Any]) -> Metadata:
    hours, minutes, seconds = said["duration"].split(":")
    numbers = [number for number in said["trackNumbers"] if number]
    values = {
        "title": said.get("title"),
        "artist": said.get("artistTitle") if said.get("title") else None,
        "album": said.get("albumTitle"),
        "date": str(said["year"]) if said.get("year") else None,
        "label": said.get("label"),
        "catalognumber": said.get("catalogNumber"),
        "tracknumber": str(numbers[0]) if numbers else None,
        "discnumber": str(said["discNumber"]) if said.get("discNumber") else None,
        "musicbrainz_albumid": said.get("releaseMBId"),
        "musicbrainz_recordingid": said.get("recordingMBId"),
    }
    tags = {name: (value.strip(),) for name, value in values.items() if value}
    length = int(hours) * 3600 + int(minutes) * 60 + float(seconds)
    return Metadata("FLAC", True, length, tags=tags)


def _case(shared_data: Path, name: str) -> tuple[dict[Path, Metadata], set[str]]:
    case = json.loads((shared_data / "musicbrainz" / "identification" / f"{name}.json").read_text(encoding="utf-8"))
    found = {
        Path(PureWindowsPath(track["path"]).as_posix()): _metadata(track["fileTrackInfo"]) for track in case["tracks"]
    }
    return found, set(case["expectedMusicBrainzReleaseIds"])


@pytest.mark.parametrize("editions", [EVERYTHING, EVERYTHING[::-1]], ids=["", "reversed"])
@pytest.mark.parametrize("name", CASES)
def test_the_real_cases(name: str, editions: Sequence[EditionDetails], shared_data: Path) -> None:
    found, expected = _case(shared_data, name)
    parts = [{path: found[path] for path in paths} for paths in by_folder(found).values()]
    outcomes = [identify(local_files(part), editions) for part in parts]
    assert {outcome.best.edition.release_mbid for outcome in outcomes if outcome} == expected
    for outcome in outcomes:
        assert outcome is not None
        assert outcome.certainty is not Certainty.UNCONFIRMED
        assert outcome.best.score >= 65


def _typos(text: str, dice: random.Random) -> str:
    letters = list(text)
    for place in range(len(letters)):
        if dice.random() < 0.12 and letters[place].isalpha():
            letters[place] = dice.choice("abcdefghijklmnopqrstuvwxyz")
    return "".join(letters)


Rows = list[tuple[str, Metadata]]
Spoil = Callable[[Rows, random.Random], Rows]


def _rows(edition: EditionDetails, dice: random.Random) -> Rows:
    rows = []
    for medium in edition.media:
        for track in medium.tracks:
            tags = {
                "title": (track.title,),
                "artist": (edition.artist_credit,),
                "album": (edition.title,),
                "tracknumber": (str(track.position),),
            } | ({"discnumber": (str(medium.position),)} if len(edition.media) > 1 else {})
            length = (track.length or 0) + dice.uniform(-2.0, 2.0)
            rows.append(
                (
                    f"{medium.position}{track.position:02} {track.title.replace('/', '-')}.flac",
                    Metadata("FLAC", True, length, tags=tags),
                )
            )
    return rows


def _without(*names: str) -> Spoil:
    def spoil(rows: Rows, _dice: random.Random) -> Rows:
        kept = [
            (name, {key: value for key, value in about.tags.items() if key not in names}, about) for name, about in rows
        ]
        return [(name, Metadata("FLAC", True, about.duration, tags=tags)) for name, tags, about in kept]

    return spoil


def _misspelt(rows: Rows, dice: random.Random) -> Rows:
    return [
        (
            name,
            Metadata(
                "FLAC",
                True,
                about.duration,
                tags={
                    k: tuple(_typos(v, dice) if k in ("title", "album") else v for v in vs)
                    for k, vs in about.tags.items()
                },
            ),
        )
        for name, about in rows
    ]


def _nameless(rows: Rows, _dice: random.Random) -> Rows:
    return [
        (f"Track{number:02}.flac", Metadata("FLAC", True, about.duration))
        for number, (_name, about) in enumerate(rows, 1)
    ]


def _some(rows: Rows, dice: random.Random) -> Rows:
    return dice.sample(rows, max(2, round(len(rows) * 0.7)))


def _strangers(rows: Rows, dice: random.Random) -> Rows:
    return [*rows, ("interview.flac", Metadata("FLAC", True, dice.uniform(30, 900), tags={"title": ("Interview",)}))]


def _shuffled(rows: Rows, dice: random.Random) -> Rows:
    order = dice.sample(range(1, len(rows) + 1), len(rows))
    return [
        (
            f"{number:02}.flac",
            Metadata(
                "FLAC", True, about.duration, tags={**about.tags, "tracknumber": (str(number),), "discnumber": ()}
            ),
        )
        for number, (_name, about) in zip(order, rows, strict=True)
    ]


SPOILS: dict[str, Spoil] = {
    "as they are": lambda rows, _dice: rows,
    "misspelt": _misspelt,
    "names alone": _without("title", "artist", "album", "tracknumber", "discnumber"),
    "no album tag": _without("album", "artist"),
    "no number": _without("tracknumber", "discnumber"),
    "nameless": _nameless,
    "seven in ten": _some,
    "with a stranger": _strangers,
    "shuffled": _shuffled,
}
# Of the spoiled albums: how many must get the right album (its release group), and how many the right edition of it.
LEAST_ALBUMS, LEAST_EDITIONS = 0.97, 0.90


def _spoiled(of: Sequence[EditionDetails], rounds: int) -> Iterator[tuple[str, EditionDetails, tuple[LocalFile, ...]]]:
    dice = random.Random(3)
    for _round in range(rounds):
        for edition in of:
            for name, spoil in SPOILS.items():
                rows = spoil(_rows(edition, dice), dice)
                yield name, edition, local_files({Path(name): about for name, about in rows})


@pytest.mark.parametrize(
    ("of", "rounds"),
    [(RIGHT[1:7:2], 1), pytest.param(EVERYTHING, 5, marks=[pytest.mark.soak, pytest.mark.timeout(900)])],
    ids=["some", "all"],
)
def test_spoiled_albums_find_their_edition(
    of: Sequence[EditionDetails], rounds: int, record_property: Callable[[str, object], None]
) -> None:
    albums, editions, total = Counter[str](), Counter[str](), Counter[str]()
    sure_and_wrong: list[str] = []
    for name, edition, files in _spoiled(of, rounds):
        outcome = identify(files, EVERYTHING)
        assert outcome is not None
        total[name] += 1
        albums[name] += outcome.best.edition.release_group_mbid == edition.release_group_mbid or _same_songs(
            outcome, edition
        )
        right = outcome.best.edition.release_mbid == edition.release_mbid or _same_songs(outcome, edition)
        editions[name] += right
        if outcome.certainty is Certainty.SURE and not right and name not in ("seven in ten",):
            sure_and_wrong.append(f"{name}: {edition.title} {edition.edition}")
    figures = {name: (albums[name] / total[name], editions[name] / total[name]) for name in SPOILS}
    record_property("accuracy", json.dumps(figures))
    assert albums.total() / total.total() >= LEAST_ALBUMS, figures
    assert editions.total() / total.total() >= LEAST_EDITIONS, figures
    assert not sure_and_wrong


def _same_songs(outcome: Identified, edition: EditionDetails) -> bool:
    """Whether nothing in the files could tell the edition that was found from the right one."""
    return _songs(outcome.best.edition) == _songs(edition)


def _songs(edition: EditionDetails) -> Sequence[Sequence[str]]:
    return [[track.title for track in medium.tracks] for medium in edition.media]


def test_the_editions_are_all_different() -> None:
    assert len({edition.release_mbid for edition in EVERYTHING}) == len(EVERYTHING) > len(RIGHT)
