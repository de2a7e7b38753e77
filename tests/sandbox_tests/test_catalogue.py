"""The catalogue is rich enough for the tests that lean on it, and a mistake in it is named."""

from pathlib import Path

import pytest

from tests.sandbox.audio.composition import ENSEMBLES
from tests.sandbox.audio.formats import ENCODINGS
from tests.sandbox.catalogue import load
from tests.sandbox.catalogue.model import VARIOUS_ARTISTS
from tests.sandbox.covers.palettes import PALETTES
from tests.sandbox.covers.styles import STYLES


def test_there_is_enough_of_everything() -> None:
    catalogue = load(0.1)
    assert len(catalogue.artists) >= 8
    assert len(catalogue.groups) >= 16
    assert any(len(group.releases) >= 3 for group in catalogue.groups)
    assert any(len(release.media) == 2 for release in catalogue.releases())
    assert {"Live", "Compilation"} <= {kind for group in catalogue.groups for kind in group.secondary_types}
    assert {release.script for release in catalogue.releases()} >= {"Latn", "Cyrl", "Jpan", "Arab"}
    assert VARIOUS_ARTISTS in catalogue.by_mbid


def test_every_album_can_be_played_drawn_and_packed() -> None:
    for group in load(0.1).groups:
        assert group.ensemble in ENSEMBLES
        assert group.cover is None or (group.cover.style in STYLES and group.cover.palette in PALETTES)
        for copy in group.copies:
            assert copy.audio in ENCODINGS or copy.audio == "rar"


def test_the_new_album_is_clear_from_the_dates() -> None:
    catalogue = load(0.1)
    albums = [group for group in catalogue.groups if group.credits[0].name == "Marlow Vane"]
    dates = sorted(group.first_release_date for group in albums)
    assert catalogue.group("marlow-vane/half-past-summer").first_release_date == dates[-1]
    assert dates[-1] != dates[-2]


def test_identifiers_are_unique_and_the_same_in_every_run() -> None:
    catalogue = load(0.1)
    mbids = [
        *(one.mbid for one in catalogue.artists),
        *(one.mbid for one in catalogue.groups),
        *(one.mbid for one in catalogue.releases()),
        *(one.mbid for one in catalogue.recordings()),
        *(track.mbid for one in catalogue.releases() for track in one.tracks),
    ]
    assert len(mbids) == len(set(mbids))
    assert catalogue.group("hollow-coast/tidewater").mbid == "881d3034-4ade-5ec2-bd2b-681b8ac97d31"


def test_lengths_shrink_with_the_scale_everywhere_alike() -> None:
    whole, tenth = load(1.0).group("hollow-coast/tidewater"), load(0.1).group("hollow-coast/tidewater")
    assert whole.releases[0].tracks[0].length == 321_000
    assert tenth.releases[0].tracks[0].length == tenth.releases[0].tracks[0].recording.length == 32_100


def test_a_compilation_shares_the_recordings_of_the_albums() -> None:
    catalogue = load(0.1)
    ferry = {track.recording.mbid for track in catalogue.group("various-artists/night-ferry").releases[0].tracks}
    slow_tide = {track.recording.mbid for track in catalogue.group("marlow-vane/slow-tide").releases[0].tracks}
    assert len(ferry & slow_tide) == 1


def test_a_line_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "somebody.toml").write_text(
        '[artist]\nname = "Somebody"\nsort_name = "Somebody"\ntype = "Person"\n'
        '[[albums]]\nkey = "a"\ntitle = "An Album"\nensemble = "pop"\ntracks = ["No length"]\n'
        '[[albums.editions]]\nkey = "cd"\ndate = "2001"\n',
        "utf-8",
    )
    with pytest.raises(ValueError, match=r"somebody\.toml, album 'An Album'.*'No length'"):
        load(1.0, tmp_path)
