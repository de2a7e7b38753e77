"""Which files of a torrent are fetched."""

from apps.downloads.choice import Candidate, choose
from apps.downloads.domain import Intent
from apps.downloads.safety.kinds import kind_of
from apps.library.domain import EditionDetails, MediumDetails, TrackDetails


def files(*paths: str, size: int = 1000) -> list[Candidate]:
    return [Candidate(index, path, size, kind_of(path, size)) for index, path in enumerate(paths)]


ALBUM = files(
    "A/01 - Airbag.flac",
    "A/02 - Paranoid Android.flac",
    "A/03 - Paranoid.flac",
    "A/cover.jpg",
    "A/A.cue",
    "A/rip.log",
    "A/info.nfo",
    "A/setup.exe",
    "A/clip.mp4",
    "A/README",
    "A/._01 - Airbag.flac",
)


def paths(chosen: frozenset[int], among: list[Candidate]) -> list[str]:
    return [file.path.split("/", 1)[1] for file in among if file.index in chosen]


def test_music_and_its_companions_are_chosen_and_nothing_else() -> None:
    assert choose(ALBUM, Intent(), None) == frozenset(range(7))


def test_what_was_picked_wins_but_never_a_program() -> None:
    assert choose(ALBUM, Intent(), [1, 7, 9, 999]) == frozenset({1})


def test_song_mode_takes_that_song_alone() -> None:
    assert paths(choose(ALBUM, Intent(track_title="Paranoid"), None), ALBUM) == ["03 - Paranoid.flac"]
    assert paths(choose(ALBUM, Intent(track_title="paranoid android"), None), ALBUM) == ["02 - Paranoid Android.flac"]
    assert paths(choose(ALBUM, Intent(track_title="Air bag"), None), ALBUM) == ["01 - Airbag.flac"]


def test_a_song_that_is_not_there_takes_the_album() -> None:
    assert choose(ALBUM, Intent(track_title="Karma Police"), None) == frozenset(range(7))


def test_of_a_discography_only_the_album_that_was_asked_for() -> None:
    names = {
        "1995 - One": ["Ask", "Bell", "Cart"],
        "1997 - Two": ["Dawn", "Elm", "Fog"],
        "2000 - Three": ["Gin", "Hat"],
    }
    listed = files(
        *(f"D/{a}/{n:02} {t}.flac" for a, ts in names.items() for n, t in enumerate(ts, 1)), "D/1997 - Two/c.jpg"
    )
    tracks = tuple(TrackDetails(n, str(n), t) for n, t in enumerate(names["1997 - Two"], 1))
    edition = EditionDetails("m", "Two", "X", media=(MediumDetails(1, tracks=tracks),))
    chosen = paths(choose(listed, Intent(edition=edition), None), listed)
    assert chosen == [f"1997 - Two/{n:02} {t}.flac" for n, t in enumerate(names["1997 - Two"], 1)] + [
        "1997 - Two/c.jpg"
    ]


def test_companions_beyond_all_reason_are_left() -> None:
    huge = [Candidate(0, "a.flac", 10, kind_of("a.flac", 10)), Candidate(1, "x.log", 2**30, kind_of("x.log", 2**30))]
    assert choose(huge, Intent(), None) == frozenset({0})
