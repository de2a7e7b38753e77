"""Match: whether a copy's title names what was asked for. 100 is the artist, the album (or song) and the year."""

from collections.abc import Iterable

from apps.search.domain import QueryType
from apps.search.likeness import folded, likeness
from apps.search.ranking.domain import Facts, Line, Wish

ARTIST, NAME, YEAR = 35.0, 55.0, 10.0
ANOTHER_NAME = 0.6  # below this likeness it is another name


def match_lines(copy: Facts, wish: Wish) -> tuple[Line, ...]:
    """Artist (35), album or song (55) and year (10); for an artist request artist (60) and breadth (40)."""
    if wish.query_type is QueryType.ARTIST:
        return (_artist_line(copy, wish, 60.0), _breadth_line(copy))
    if not wish.artists and not wish.albums and not wish.track:
        return (Line("unread", 50.0, "there is no name to compare"),)
    lines = [_artist_line(copy, wish, ARTIST), _name_line(copy, wish)]
    if any(each.points > 0 for each in lines):
        lines.append(_year_line(copy, wish))
    return tuple(lines)


def _artist_line(copy: Facts, wish: Wish, most: float) -> Line:
    if not wish.artists:
        return Line("artist_open", most, "any artist will do")
    best = _best(wish.artists, copy.artist) if copy.artist else 0.0
    if best < 0.95 and _named_in(wish.artists, copy.title):
        best = max(best, 0.95)
    if best >= 0.95:
        return Line("artist", most, "it names the artist")
    if best >= ANOTHER_NAME:
        return Line("artist_nearly", most * best, "it nearly names the artist")
    return Line("artist_other", 0.0, f"it names {copy.artist}" if copy.artist else "it does not name the artist")


def _name_line(copy: Facts, wish: Wish) -> Line:
    if wish.query_type is QueryType.TRACK:
        return _track_line(copy, wish)
    if not wish.albums:
        return Line("album_open", NAME if copy.artist or wish.artists else NAME / 2, "any album will do")
    best = _best(wish.albums, copy.album) if copy.album else 0.0
    if best < 0.95 and not copy.album and _named_in(wish.albums, copy.title):
        best = 0.95
    if best >= 0.95:
        return Line("album", NAME, "it names the album")
    if copy.is_discography:
        return Line("discography", NAME * 0.6, "it is a discography, which should hold the album")
    if best >= ANOTHER_NAME:
        return Line("album_nearly", NAME * best * best, f"it names {copy.album}, which is nearly the album")
    return Line("album_other", 0.0, f"it names {copy.album}" if copy.album else "it does not name the album")


def _track_line(copy: Facts, wish: Wish) -> Line:
    """A song is found by its own name, or inside the album that it is on."""
    song = max(_best((wish.track,), copy.track), _best((wish.track,), copy.album)) if wish.track else 0.0
    album = _best(wish.albums, copy.album) if copy.album and wish.albums else 0.0
    if song >= 0.95 or _named_in((wish.track,), copy.title):
        return Line("track", NAME, "it names the song")
    if album >= 0.95:
        return Line("album_of_track", NAME * 0.95, "it is the album with the song")
    if copy.is_discography:
        return Line("discography", NAME * 0.6, "it is a discography, which should hold the song")
    best = max(song, album)
    if best >= ANOTHER_NAME:
        return Line("track_nearly", NAME * best * best, "it nearly names the song")
    return Line("track_other", 0.0, "it does not name the song")


def _breadth_line(copy: Facts) -> Line:
    if copy.is_discography:
        return Line("discography", 40.0, "it is a discography")
    return Line("single_release", 25.0, f"it is one release, {copy.album}" if copy.album else "it is one release")


def _year_line(copy: Facts, wish: Wish) -> Line:
    years = set(wish.years) | ({wish.year} if wish.year else set())
    if not years or copy.year is None:
        return Line("year_unknown", YEAR * 0.7, "its year tells nothing")
    if copy.year in years or copy.edition_year in years:
        return Line("year", YEAR, f"its year is {copy.year}")
    if min(abs(copy.year - year) for year in years) == 1:
        return Line("year_near", YEAR * 0.8, f"its year is {copy.year}")
    return Line("year_other", 0.0, f"its year is {copy.year}")


def _best(names: Iterable[str], name: str) -> float:
    best = 0.0
    for each in names:
        best = max(best, likeness(each, name))
        if best >= 0.99:
            break
    return best


def _named_in(names: Iterable[str], title: str) -> bool:
    inside = f" {folded(title)} "
    return any(f" {folded(name)} " in inside for name in names if name)
