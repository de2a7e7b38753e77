"""Albums whose editions differ in what is heard, with copies of each kind, for `bench/question.py`.

The albums and how their editions differ are facts anyone can look up; the numbers of releases are rounded, the copies
are titled as sharers title them, with seeders drawn at random.
"""

import random
from dataclasses import dataclass, replace

from apps.library.domain import EditionDetails, MediumDetails, TrackDetails
from apps.search.catalogue.domain import Match, ReleaseGroup
from apps.search.domain import Balance, ParsedQuery, Preferences
from apps.search.editions import question_about_editions, wishes_of
from apps.search.fit import fit
from apps.search.ranking.domain import Facts
from apps.search.ranking.rank import rank
from apps.search.sources.domain import ListedFile
from apps.search.titles import read_title
from apps.search.wishes import wish_for


@dataclass(frozen=True)
class Kind:
    """Releases that sound the same: what MusicBrainz says of them, how many, their tracks; how copies name them."""

    told: str
    releases: int
    tracks: int
    titled: tuple[str, ...]


ALBUMS: tuple[tuple[str, str, int, tuple[Kind, ...]], ...] = (
    ("The Beach Boys", "Pet Sounds", 1966, (
        Kind("mono", 24, 13, ("(1966) [Mono] [FLAC]", "[Mono Mix] [24-96]")),
        Kind("stereo", 16, 13, ("(1966) [Stereo] [FLAC]", "Stereo Mix [FLAC 24-192]")),
    )),
    ("The Beatles", "Revolver", 1966, (
        Kind("stereo", 60, 14, ("(1966) [FLAC]", "- Revolver [MP3 320]")),
        Kind("mono", 20, 14, ("(Mono) [FLAC]", "in Mono (1966) [24-96 FLAC]")),
        Kind("2009 stereo remaster", 15, 14, ("(2009 Remaster) [FLAC]", "(Remastered 2009) [WEB FLAC]")),
    )),
    ("Björk", "Homogenic", 1997, (
        Kind("", 25, 10, ("(1997) [FLAC]", "(1997) [CD] [MP3 V0]")),
        Kind("Japan", 6, 11, ("(1997) [Japan] [FLAC]", "(Japanese Edition) [FLAC]")),
    )),
    ("Nirvana", "Nevermind", 1991, (
        Kind("", 50, 12, ("(1991) [FLAC]", "(1991) [CD FLAC Log 100%]")),
        Kind("20th anniversary remaster", 12, 12, ("(2011 Remaster) [FLAC]", "(Remastered) [24-96 FLAC]")),
        Kind("deluxe edition", 10, 40, ("(Deluxe Edition) [FLAC]", "(20th Anniversary Deluxe Edition) [FLAC]")),
    )),
    ("Portishead", "Dummy", 1994, (
        Kind("", 20, 11, ("(1994) [FLAC]", "(1994) [MP3 320]")),
        Kind("US", 8, 12, ("(1994) [US] [FLAC]",)),
    )),
    ("Fleetwood Mac", "Rumours", 1977, (
        Kind("", 60, 11, ("(1977) [FLAC]", "(1977) [Vinyl 24-96]")),
        Kind("remastered", 14, 11, ("(2004 Remaster) [FLAC]", "(Remastered) [FLAC]")),
        Kind("deluxe edition", 9, 38, ("(Super Deluxe) [FLAC]", "(Deluxe Edition) (2013) [FLAC]")),
    )),
    ("Miles Davis", "Kind of Blue", 1959, (
        Kind("stereo", 50, 5, ("(1959) [FLAC]", "(Stereo) [SACD FLAC]")),
        Kind("mono", 12, 5, ("(Mono) [FLAC 24-96]", "[Mono] [FLAC]")),
    )),
    ("Radiohead", "In Rainbows", 2007, (
        Kind("", 30, 10, ("(2007) [FLAC]", "(2007) [MP3 V0]")),
        Kind("discbox", 4, 18, ("(2007) [2CD Discbox] [FLAC]",)),
    )),
)  # fmt: skip


def measure() -> dict[str, object]:
    """Percent of the wishes whose first copy is of the kind that is meant, without the question and with its answer."""
    total = right = asked = right_with = 0
    for artist, title, year, kinds in ALBUMS:
        match, parsed, copies = _album(artist, title, year, kinds)
        wish = wish_for(parsed, Preferences(), match, Balance.BALANCED)
        first = _kind_of(rank([copy for _kind, copy in copies], wish)[0].facts, copies)
        question = question_about_editions(match, parsed, [copy for _kind, copy in copies])
        asked += len(kinds) if question else 0
        for meant in range(len(kinds)):
            total += 1
            right += first == meant
            right_with += (_answered(match, parsed, copies, question, meant) if question else first) == meant
    return {
        "wishes": total,
        "first copy right without a question, %": 100 * right / total,
        "asked, %": 100 * asked / total,
        "right with the question, %": 100 * right_with / total,
    }


def _answered(match: Match, parsed: ParsedQuery, copies: list[tuple[int, Facts]], question: object, meant: int) -> int:
    """The kind of the first copy once somebody who means a kind has chosen; -1 where it was not among the choices."""
    assert isinstance(question, dict)
    editions = {edition.release_mbid: edition for edition in match.editions}
    choice = next((c for c in question["choices"] if c["id"].startswith(f"{meant}-")), None)
    if choice is None:
        return -1
    edition = editions[choice["id"]]
    chosen = replace(match, edition=edition)
    wish = wish_for(replace(parsed, **wishes_of([question], {"edition": choice["id"]})), Preferences(), chosen,
                    Balance.BALANCED)  # fmt: skip
    held = [(kind, replace(copy, fit=fit(_files(copy.id), (edition,)))) for kind, copy in copies]
    return _kind_of(rank([copy for _kind, copy in held], wish)[0].facts, held)


def _album(
    artist: str, title: str, year: int, kinds: tuple[Kind, ...]
) -> tuple[Match, ParsedQuery, list[tuple[int, Facts]]]:
    draw = random.Random(title)
    group = ReleaseGroup("g", title, artist, "a", artist, str(year), "album")
    editions = tuple(_edition(group, number, kind) for number, kind in enumerate(kinds) for _ in range(kind.releases))
    editions = tuple(replace(e, release_mbid=f"{e.release_mbid}{at}") for at, e in enumerate(editions))
    copies = [
        (number, _copy(f"{kind.tracks}:{number}:{place}", f"{artist} - {title} {words}", draw, editions))
        for number, kind in enumerate(kinds)
        for place, words in enumerate(kind.titled)
    ]
    return Match(group=group, editions=editions), ParsedQuery(artist=artist, album=title), copies


def _edition(group: ReleaseGroup, number: int, kind: Kind) -> EditionDetails:
    tracks = tuple(TrackDetails(n, str(n), f"Song number {n}", 210.0) for n in range(1, kind.tracks + 1))
    return EditionDetails(
        f"{number}-", group.title, group.artist_credit, release_group_mbid="g", year=group.year,
        edition_date=str(group.year), edition=kind.told, media=(MediumDetails(1, "CD", "", tracks),),
    )  # fmt: skip


def _copy(key: str, title: str, draw: random.Random, editions: tuple[EditionDetails, ...]) -> Facts:
    read = read_title(title)
    return Facts(
        id=key, title=title, artist=read.artist or "", album=read.album or "", year=read.year,
        edition=read.edition or "", edition_year=read.edition_year, format=str(read.format or ""),
        bit_depth=read.bit_depth, lossless=read.lossless, bitrate=read.bitrate, medium=str(read.source or ""),
        remaster=read.remaster, seeders=draw.randrange(3, 80), sources=("one",), fit=fit(_files(key), editions),
    )  # fmt: skip


def _files(key: str) -> list[ListedFile]:
    return [ListedFile(f"album/{n:02} Song number {n}.flac", 25_000_000) for n in range(1, int(key.split(":")[0]) + 1)]


def _kind_of(copy: Facts, copies: list[tuple[int, Facts]]) -> int:
    return next(kind for kind, each in copies if each.id == copy.id)
