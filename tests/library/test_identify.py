"""Files to editions: the best assignment as a whole, and how sure it is."""

import itertools
from pathlib import Path

import numpy as np
import pytest

from apps.library.domain import Certainty, EditionDetails
from apps.library.identify.assignment import assign
from apps.library.identify.local_files import LocalFile, local_files
from apps.library.identify.matching import identify
from apps.library.tags.metadata import Metadata
from tests.library.albums import edition

TITLES = ["Airbag", "Paranoid Android", "Exit Music", "Let Down", "Karma Police"]
LENGTHS = [284.0, 383.0, 264.0, 299.0, 261.0]


def files(
    titles: list[str], lengths: list[float] | None = None, *, tagged: bool = True, first: int = 1, **tags: str
) -> tuple[LocalFile, ...]:
    found = {}
    for place, title in enumerate(titles):
        number = place + first
        own = {"title": (title,), "tracknumber": (str(number),)} if tagged else {}
        own |= {name: (value,) for name, value in tags.items()}
        path = Path(f"{number:02} {title}.flac" if tagged else f"Track{number:02}.flac")
        found[path] = Metadata("FLAC", True, (lengths or LENGTHS)[place], tags=own)
    return local_files(found)


def details(titles: list[str] = TITLES, lengths: list[float] = LENGTHS, **values: object) -> EditionDetails:
    return edition(titles, title="OK Computer", artist="Radiohead", lengths=lengths, **values)  # type: ignore[arg-type]


def test_the_assignment_is_the_cheapest_of_all() -> None:
    dice = np.random.default_rng(1)
    for rows, columns in itertools.product(range(1, 5), range(1, 5)):
        costs = dice.random((rows, columns)).round(1)
        pairs = assign(costs)
        least = min(
            sum(costs[r, c] for r, c in zip(chosen_rows, chosen_columns, strict=True))
            for chosen_rows in itertools.permutations(range(rows), min(rows, columns))
            for chosen_columns in itertools.combinations(range(columns), min(rows, columns))
        )
        assert sum(costs[pair] for pair in pairs) == pytest.approx(least)


def test_right_tags_are_sure() -> None:
    found = identify(files(TITLES, album="OK Computer", artist="Radiohead"), [details()])
    assert found is not None
    assert (found.certainty, len(found.best.pairs)) == (Certainty.SURE, 5)
    assert found.best.score >= 95


def test_misspelt_and_shuffled_files_find_their_tracks() -> None:
    shuffled = ["Karma Polcie", "Airbag (Remastered)", "exit music", "Paranoid Androd", "Let Down"]
    lengths = [261.0, 284.0, 264.0, 383.0, 299.0]
    found = identify(files(shuffled, lengths), [details()])
    assert found is not None
    pairs = {pair.file.title: pair.track.title for pair in found.best.pairs}
    assert pairs["Karma Polcie"] == "Karma Police"
    assert pairs["Airbag (Remastered)"] == "Airbag"
    assert len(pairs) == 5


def test_nameless_files_are_told_by_their_lengths() -> None:
    found = identify(files(TITLES, tagged=False), [details()])
    assert found is not None
    assert found.certainty in (Certainty.SURE, Certainty.LIKELY)
    assert [pair.track.title for pair in sorted(found.best.pairs, key=lambda p: p.file.order)] == TITLES


def test_another_album_is_unconfirmed() -> None:
    other = ["Planet Telex", "The Bends", "High and Dry", "Fake Plastic Trees", "Bones"]
    found = identify(files(other, [259.0, 246.0, 257.0, 290.0, 189.0], album="The Bends"), [details()], details())
    assert found is not None
    assert found.certainty is Certainty.UNCONFIRMED


def test_the_edition_with_the_right_tracks_wins_over_the_longer_one() -> None:
    deluxe = details([*TITLES, "Polyethylene"], [*LENGTHS, 270.0], edition="deluxe")
    found = identify(files(TITLES), [deluxe, details()])
    assert found is not None
    assert found.best.edition.edition == ""


def test_what_a_person_asked_for_decides_between_equals() -> None:
    japan, britain = details(country="JP"), details(country="GB")
    found = identify(files(TITLES), [britain, japan], japan)
    assert found is not None
    assert found.best.edition.country == "JP"
    undecided = identify(files(TITLES), [britain, japan])
    assert undecided is not None
    assert undecided.certainty is Certainty.LIKELY


def test_one_song_of_an_album_is_sure() -> None:
    found = identify(files(["Paranoid Android"], [383.0], first=2), [details()], details())
    assert found is not None
    assert found.certainty is Certainty.SURE
    assert len(found.best.missing) == 4


def test_nothing_to_compare_is_nothing() -> None:
    assert identify((), [details()]) is None
    assert identify(files(TITLES), []) is None
