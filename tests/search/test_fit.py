"""Looking at file lists: which edition, how much of it, what else, and what is wrong."""

from collections.abc import Sequence

import pytest

from apps.library.domain import EditionDetails, MediumDetails, TrackDetails
from apps.search.fit import describe, fit
from apps.search.sources.domain import ListedFile

SONGS = [
    "Airbag",
    "Paranoid Android",
    "Subterranean Homesick Alien",
    "Exit Music (for a Film)",
    "Let Down",
    "Karma Police",
]
BONUS = ["Polyethylene (Parts 1 & 2)", "Pearly"]


def edition(titles: Sequence[str], mbid: str = "one", discs: int = 1, **values: str) -> EditionDetails:
    size = -(-len(titles) // discs)
    media = tuple(
        MediumDetails(
            disc + 1,
            "CD",
            tracks=tuple(
                TrackDetails(place, str(place), title, 250.0)
                for place, title in enumerate(titles[disc * size : (disc + 1) * size], start=1)
            ),
        )
        for disc in range(discs)
    )
    return EditionDetails(mbid, "OK Computer", "Radiohead", media=media, **values)


STANDARD = edition(SONGS, edition_date="1997-06-16", country="GB")
DELUXE = edition(SONGS + BONUS, "two", edition_date="2009", country="US")


def files(names: Sequence[str], size: int = 30_000_000) -> list[ListedFile]:
    return [ListedFile(name, size) for name in names]


@pytest.mark.parametrize(
    "pattern",
    [
        "OK Computer/{number:02} {title}.flac",
        "OK Computer/{number:02} - Radiohead - {title}.flac",
        "Radiohead - OK Computer/Radiohead - OK Computer - {number:02} {title}.flac",
        "{number:02}-radiohead-{lower}.mp3",
        "{number}. {title}.m4a",
        "{title}.ogg",
        "CD1/{number:02}. {title}.ape",
        "{number:02} {title} (Remastered).flac",
    ],
)
def test_the_songs_are_found_however_the_files_are_named(pattern: str) -> None:
    names = [
        pattern.format(number=n, title=t.replace("/", "-"), lower=t.lower().replace(" ", "_"))
        for n, t in enumerate(SONGS, start=1)
    ]
    found = fit(files([*names, "cover.jpg", "rip.log"]), [DELUXE, STANDARD])
    assert found is not None
    assert (found.matched, found.total, found.extra, found.release_mbid) == (6, 6, 0, "one")


def test_bonus_tracks_tell_the_edition() -> None:
    names = [f"{n:02} {t}.flac" for n, t in enumerate(SONGS + BONUS, start=1)]
    found = fit(files(names), [STANDARD, DELUXE])
    assert found is not None
    assert (found.matched, found.total, found.release_mbid) == (8, 8, "two")
    assert found.named == "the 2009 US edition on CD"
    against_the_standard = fit(files(names), [STANDARD])
    assert against_the_standard is not None
    assert (against_the_standard.matched, against_the_standard.extra) == (6, 2)


def test_missing_tracks_are_counted() -> None:
    found = fit(files([f"{n:02} {t}.flac" for n, t in enumerate(SONGS[:4], start=1)]), [STANDARD])
    assert found is not None
    assert (found.matched, found.total) == (4, 6)


def test_another_album_matches_nothing() -> None:
    found = fit(
        files([f"{n:02} {t}.flac" for n, t in enumerate(["Kid A", "Optimistic", "Idioteque"], start=1)]), [STANDARD]
    )
    assert found is not None
    assert found.matched == 0


def test_files_that_bear_numbers_only_count_if_there_are_as_many() -> None:
    found = fit(files([f"Track {n:02}.mp3" for n in range(1, 7)]), [STANDARD])
    bare = fit(files([f"{n}.mp3" for n in range(1, 7)]), [STANDARD])
    fewer = fit(files([f"{n}.mp3" for n in range(1, 5)]), [STANDARD])
    assert found is not None
    assert bare is not None
    assert fewer is not None
    assert (bare.matched, fewer.matched) == (6, 0)


def test_two_discs_with_the_same_numbers() -> None:
    double = edition([f"Song {word}" for word in "abcdefgh"], discs=2)
    names = [
        f"CD{disc}/{n:02} {t.title}.flac" for disc, m in enumerate(double.media, 1) for n, t in enumerate(m.tracks, 1)
    ]
    found = fit(files(names), [double])
    assert found is not None
    assert (found.matched, found.total, found.extra) == (8, 8, 0)


def test_a_discography_is_judged_by_the_albums_folder() -> None:
    other = [f"1993 Pablo Honey/{n:02} Song {n}.flac" for n in range(1, 13)]
    ours = [f"1997 OK Computer/{n:02} {t}.flac" for n, t in enumerate(SONGS, start=1)]
    found = fit(files([*other, *ours]), [STANDARD])
    assert found is not None
    assert (found.matched, found.total, found.extra) == (6, 6, 0)


def test_derivatives_in_other_formats_are_no_extra_tracks() -> None:
    names = [f"{n:02} {t}.{kind}" for n, t in enumerate(SONGS, start=1) for kind in ("flac", "mp3", "ogg")]
    sized = [ListedFile(name, 30_000_000 if name.endswith("flac") else 5_000_000) for name in names]
    found = fit(sized, [STANDARD])
    assert found is not None
    assert (found.matched, found.extra, found.audio_size) == (6, 0, 180_000_000)


def test_one_file_with_a_cue_sheet_is_the_album() -> None:
    found = fit(files(["Radiohead - OK Computer.flac", "Radiohead - OK Computer.cue"]), [STANDARD])
    assert found is not None
    assert (found.matched, found.total) == (6, 6)
    assert "cue sheet" in found.named


@pytest.mark.parametrize(
    ("names", "word"),
    [
        (["OK Computer.exe"], "program"),
        ([*(f"{n:02} {t}.mp3" for n, t in enumerate(SONGS, 1)), "player/setup.scr"], "program"),
        (["01 Airbag.mp3.exe"], "program"),
        (["OK Computer.rar", "password.txt"], "packed"),
        (["movie.mkv"], "no music"),
    ],
)
def test_what_is_wrong_inside_is_said(names: list[str], word: str) -> None:
    found = fit(files(names), [STANDARD])
    assert found is not None
    assert word in found.danger


def test_without_editions_only_what_is_there_is_told() -> None:
    found = fit(files([f"{n:02} {t}.mp3" for n, t in enumerate(SONGS, 1)]), [])
    assert found is not None
    assert (found.total, found.extra, found.danger) == (0, 6, "")
    assert fit([], [STANDARD]) is None


def test_ten_thousand_files_and_fifty_editions_are_no_burden() -> None:
    names = [f"Album {n // 12}/{n % 12:02} Song {n}.mp3" for n in range(10_000)]
    editions = [edition([f"Song {n} {k}" for n in range(15)], str(k)) for k in range(50)]
    found = fit(files(names), editions)
    assert found is not None


def test_other_scripts_and_spellings() -> None:
    album = edition(["Группа крови", "Спокойная ночь", "Ágætis byrjun", "Don’t Stop"])
    names = ["01 Группа Крови.flac", "02 Спокойная ночь.flac", "03 Agaetis Byrjun.flac", "04 Dont Stop.flac"]
    found = fit(files(names), [album])
    assert found is not None
    assert found.matched == 4


def test_an_edition_in_words() -> None:
    assert describe(STANDARD) == "the 1997 GB edition on CD"
    assert describe(EditionDetails("x", "t", "a")) == "the edition"
