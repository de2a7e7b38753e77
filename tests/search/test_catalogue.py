"""The cached catalogue: names are found in spite of typos and scripts, and a known album needs no network."""

import uuid
from typing import Any

import pytest
from asgiref.sync import async_to_sync

from apps.library.catalogue import catalogue
from apps.library.domain import CatalogueError, EditionDetails, MediumDetails, TrackDetails
from apps.search.catalogue import library_port, store
from apps.search.catalogue.domain import Artist, Recording, ReleaseGroup
from apps.search.catalogue.identify import Identified, identify
from apps.search.catalogue.lookups import Lookups
from apps.search.domain import ParsedQuery, QueryType
from apps.search.knowing import understand_here
from tests.sandbox.internet import Sandbox

pytestmark = pytest.mark.django_db


def mbid(name: object) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_OID, str(name)))


def group(artist: str, title: str, year: int, *kinds: str, by_name: str = "", kind: str = "album") -> ReleaseGroup:
    own = mbid((artist, title, year))
    return ReleaseGroup(own, title, artist, mbid(artist), artist, str(year), kind, kinds, by_name, fame=0.5)


def edition(of: ReleaseGroup, tracks: int = 3, **values: Any) -> EditionDetails:
    songs = tuple(TrackDetails(n, str(n), f"Song {n}", 200.0) for n in range(1, tracks + 1))
    details: dict[str, Any] = {
        "release_group_mbid": of.mbid,
        "year": of.year,
        "media": (MediumDetails(1, "CD", tracks=songs),),
    }
    return EditionDetails(mbid((of.mbid, tracks, str(values))), of.title, of.artist_credit, **(details | values))


RADIOHEAD = [
    group("Radiohead", "Pablo Honey", 1993),
    group("Radiohead", "The Bends", 1995),
    group("Radiohead", "OK Computer", 1997),
    group("Radiohead", "I Might Be Wrong", 2001, "live"),
    group("Radiohead", "Airbag / How Am I Driving?", 1998, kind="ep"),
    group("Radiohead", "A Moon Shaped Pool", 2016),
]
WEEZER = [group("Weezer", "Weezer", year, by_name=name) for year, name in ((1994, "Blue Album"), (2001, "Green Album"))]
OTHERS = [
    group("王菲", "天空", 1994),
    group("Sigur Rós", "Ágætis byrjun", 1999),
    group("Queen", "Greatest Hits", 1981, "compilation"),
    group("Godspeed You! Black Emperor", "Lift Your Skinny Fists Like Antennas to Heaven", 2000),
]


@pytest.fixture(autouse=True)
def known() -> None:
    groups = [*RADIOHEAD, *WEEZER, *OTHERS]
    store.remember_release_groups(groups)
    store.remember_artists(
        [Artist(mbid(name), name, aliases=aliases) for name, aliases in (
            ("Radiohead", ()), ("Weezer", ()), ("王菲", ("Faye Wong",)), ("Sigur Rós", ()), ("Queen", ()),
        )]
    )  # fmt: skip
    for each in groups:
        store.remember_editions(each.mbid, [edition(each), edition(each, 4, country="JP")], complete=True)
    store.remember_recordings(
        [Recording(mbid("Airbag"), "Airbag", "Radiohead", mbid("Radiohead"), 284.0, tuple(RADIOHEAD[2:5]), fame=0.5)]
    )


def found(**said: Any) -> Identified:
    return async_to_sync(identify)(ParsedQuery(**said), Lookups(None))


def titled(identified: Identified) -> tuple[str, int | None] | None:
    match = identified.match
    return (match.group.title, match.group.year) if match and match.group else None


@pytest.mark.parametrize(
    ("title", "artist", "meant"),
    [
        ("ok computer", "radiohead", "OK Computer"),
        ("ok computr", "radiohed", "OK Computer"),
        ("agaetis byrjun", "sigur ros", "Ágætis byrjun"),
        ("天空", "王菲", "天空"),
        ("lift yr skinny fists like antenas to heaven", "godspeed you black emporer", OTHERS[3].title),
        ("the bends", "radio head", "The Bends"),
    ],
)
def test_albums_are_found_in_spite_of_spelling(title: str, artist: str, meant: str) -> None:
    assert meant in [each.title for each in store.find_release_groups(title, artist)]
    assert titled(found(artist=artist, album=title)) in [
        (g.title, g.year) for g in (*RADIOHEAD, *OTHERS) if g.title == meant
    ]


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ({"artist": "Radiohead", "newest": True}, ("A Moon Shaped Pool", 2016)),
        ({"artist": "Radiohead", "ordinal": 1}, ("Pablo Honey", 1993)),
        ({"artist": "Radiohead", "ordinal": 2}, ("The Bends", 1995)),
        ({"artist": "Radiohead", "ordinal": -1}, ("A Moon Shaped Pool", 2016)),
        ({"artist": "Radiohead", "year": 1997}, ("OK Computer", 1997)),
        ({"artist": "Weezer", "edition": "Blue Album"}, ("Weezer", 1994)),
        ({"artist": "Weezer", "album": "Weezer", "year": 2001}, ("Weezer", 2001)),
        ({"artist": "Weezer", "album": "Green Album"}, ("Weezer", 2001)),
        (
            {"artist": "Radiohead", "album": "Airbag / How Am I Driving", "release_type": "ep"},
            (RADIOHEAD[4].title, 1998),
        ),
        ({"album": "Greatest Hits", "artist": "Queen", "release_type": "compilation"}, ("Greatest Hits", 1981)),
        ({"artist": "Faye Wong", "ordinal": 1}, ("天空", 1994)),
    ],
)
def test_what_is_meant_is_found(said: dict[str, Any], meant: tuple[str, int]) -> None:
    assert titled(found(**said)) == meant


def test_a_song_leads_to_its_first_proper_album() -> None:
    match = found(artist="Radiohead", track="Airbag", query_type=QueryType.TRACK).match
    assert match is not None
    assert match.track is not None
    assert match.group is not None
    assert (match.track.title, match.group.title) == ("Airbag", "OK Computer")


def test_an_artist_comes_with_the_discography_in_order() -> None:
    match = found(artist="Radiohead", query_type=QueryType.ARTIST).match
    assert match is not None
    assert match.group is None
    assert [each.title for each in match.discography][:3] == ["Pablo Honey", "The Bends", "OK Computer"]
    assert match.discography[-1].secondary_kinds == ("live",)


def test_nothing_is_found_for_what_does_not_exist() -> None:
    assert (
        found(artist="Radiohead", album="Zzyzx Quux").match is None
        or titled(found(artist="Radiohead", album="Zzyzx")) is None
    )
    assert found(artist="Nobody At All", album="Zzyzx Quux").match is None


@pytest.mark.parametrize(
    ("text", "artist", "album"),
    [
        ("radiohead ok computer", "Radiohead", "OK Computer"),
        ("ok computer radiohead flac", "Radiohead", "OK Computer"),
        ("sigur ros agaetis byrjun", "Sigur Rós", "Ágætis byrjun"),
        ("the bends by radiohed", "Radiohead", "The Bends"),
    ],
)
def test_the_words_are_read_by_what_is_known(text: str, artist: str, album: str) -> None:
    parsed = understand_here(text)
    assert (parsed.artist, parsed.album) == (artist, album)


def test_editions_come_back_as_they_were_kept() -> None:
    kept = store.editions(RADIOHEAD[2].mbid)
    assert kept is not None
    assert {each.track_count for each in kept} == {3, 4}
    assert store.edition(kept[0].release_mbid) == kept[0]
    assert store.editions(mbid("unknown")) is None


def test_the_library_asks_the_same_catalogue(internet: Sandbox) -> None:
    editions = catalogue().find_editions("Marlow Vane", "Half Past Summer", 8)
    assert editions
    assert editions[0].track_count == 8
    again = catalogue().edition(editions[0].release_mbid)
    assert again == editions[0]
    assert {each.release_mbid for each in catalogue().editions_of_group(editions[0].release_group_mbid)} >= {
        editions[0].release_mbid
    }
    assert catalogue().edition(mbid("unknown")) is None


def test_the_library_hears_that_musicbrainz_is_away(internet: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(library_port, "PATIENCE", 1.0)
    internet.fault("musicbrainz", "status:503")
    with pytest.raises(CatalogueError) as failed:
        catalogue().edition(mbid("unknown"))
    assert not failed.value.permanent
