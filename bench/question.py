"""What the one question is worth: how often the first guess is right without it and with it.

The catalogue is a list of real albums whose names collide (facts, from their sleeves), all equally famous, and every
one of them is meant once in each way of asking. So the share of guesses that are right by luck is known, and small.
"""

import os
import tempfile
import uuid
from collections.abc import Iterator

# artist, title, year, kinds besides album, by-name
ALBUMS = (
    ("Queen", "Greatest Hits", 1981, ("compilation",), ""),
    ("ABBA", "Greatest Hits", 1975, ("compilation",), ""),
    ("Eurythmics", "Greatest Hits", 1991, ("compilation",), ""),
    ("Al Green", "Greatest Hits", 1975, ("compilation",), ""),
    ("Fleetwood Mac", "Greatest Hits", 1988, ("compilation",), ""),
    ("The Cure", "Greatest Hits", 2001, ("compilation",), ""),
    ("Taylor Swift", "1989", 2014, (), ""),
    ("Ryan Adams", "1989", 2015, (), ""),
    ("Taylor Swift", "1989 (Taylor's Version)", 2023, (), ""),
    ("Weezer", "Weezer", 1994, (), "Blue Album"),
    ("Weezer", "Weezer", 2001, (), "Green Album"),
    ("Weezer", "Weezer", 2008, (), "Red Album"),
    ("Weezer", "Weezer", 2016, (), "White Album"),
    ("Peter Gabriel", "Peter Gabriel", 1977, (), "Car"),
    ("Peter Gabriel", "Peter Gabriel", 1978, (), "Scratch"),
    ("Peter Gabriel", "Peter Gabriel", 1980, (), "Melt"),
    ("Peter Gabriel", "Peter Gabriel", 1982, (), "Security"),
    ("Fleetwood Mac", "Fleetwood Mac", 1968, (), ""),
    ("Fleetwood Mac", "Fleetwood Mac", 1975, (), ""),
    ("Prince", "The Black Album", 1994, (), ""),
    ("JAY-Z", "The Black Album", 2003, (), ""),
    ("The Damned", "The Black Album", 1980, (), ""),
    ("Metallica", "Metallica", 1991, (), "Black Album"),
    ("Daft Punk", "Discovery", 2001, (), ""),
    ("Electric Light Orchestra", "Discovery", 1979, (), ""),
    ("Mike Oldfield", "Discovery", 1984, (), ""),
    ("King Crimson", "Red", 1974, (), ""),
    ("Taylor Swift", "Red", 2012, (), ""),
    ("Black Uhuru", "Red", 1981, (), ""),
    ("Tame Impala", "Currents", 2015, (), ""),
    ("Joni Mitchell", "Blue", 1971, (), ""),
    ("Simply Red", "Blue", 1998, (), ""),
    ("Third Eye Blind", "Blue", 1999, (), ""),
    ("Nirvana", "Nevermind", 1991, (), ""),
    ("Talk Talk", "Live in London", 1999, ("live",), ""),
    ("Leonard Cohen", "Live in London", 2009, ("live",), ""),
    ("Glen Campbell", "Live in London", 1975, ("live",), ""),
    ("Air", "Moon Safari", 1998, (), ""),
    ("Kraftwerk", "Trans Europa Express", 1977, (), ""),
    ("Yes", "Close to the Edge", 1972, (), ""),
    ("Radiohead", "OK Computer", 1997, (), ""),
    ("Blur", "13", 1999, (), ""),
    ("Black Sabbath", "13", 2013, (), ""),
    ("Adele", "25", 2015, (), ""),
)


def run() -> dict[str, object]:
    """Percent of the requests whose first guess is right, and of those that are asked about."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "trusttune.settings.test"
    with tempfile.TemporaryDirectory(prefix="trusttune-bench-") as folder:
        os.environ["TRUSTTUNE_TEST_DIR"] = folder
        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate", verbosity=0)
        _remember_albums()
        forms: dict[str, object] = {
            form: _measure(form) for form in ("title", "title artist", "title by artist", "artist title year")
        }
        from bench import _editions

        return forms | {"an album with editions that differ": _editions.measure()}


def _remember_albums() -> None:
    from apps.search.catalogue import store
    from apps.search.catalogue.domain import ReleaseGroup

    groups = [
        ReleaseGroup(mbid(number), title, artist, mbid(artist), artist, str(year), "album", kinds, by_name, fame=0.5)
        for number, (artist, title, year, kinds, by_name) in enumerate(ALBUMS)
    ]
    store.remember_release_groups(groups)


def mbid(of: object) -> str:
    """An MBID for the measurement alone."""
    return str(uuid.uuid5(uuid.NAMESPACE_OID, str(of)))


def _measure(form: str) -> dict[str, object]:
    right = asked = right_with = total = 0
    for request, meant in _requests(form):
        total += 1
        first, choices = _answer(request)
        right += first == meant
        asked += bool(choices)
        right_with += meant in choices if choices else first == meant
    return {
        "requests": total,
        "first guess right without a question, %": 100 * right / total,
        "asked, %": 100 * asked / total,
        "right with the question, %": 100 * right_with / total,
    }


def _requests(form: str) -> Iterator[tuple[str, str]]:
    """The requests of a form; a title that is the artist's name alone asks for the artist, so it is left out."""
    for number, (artist, title, year, _kinds, _by_name) in enumerate(ALBUMS):
        if form == "title" and artist == title:
            continue
        requests = {
            "title": title,
            "title artist": f"{title} {artist}",
            "title by artist": f"{title} by {artist}",
            "artist title year": f"{artist} {title} {year}",
        }
        yield requests[form], mbid(number)


def _answer(request: str) -> tuple[str, set[str]]:
    """The MBID that is taken first, and those that the question offers (none: nothing is asked)."""
    from asgiref.sync import async_to_sync

    return async_to_sync(_found)(request)


async def _found(request: str) -> tuple[str, set[str]]:
    from apps.search.catalogue.identify import identify
    from apps.search.catalogue.lookups import Lookups
    from apps.search.knowing import settle_readings
    from apps.search.question import question_about
    from apps.search.understand import propose

    lookups = Lookups(None)
    settled = await settle_readings(propose(request), lookups)
    found = await identify(settled.said, lookups, settled.groups, settled.likely_artist)
    if found.match is None or found.match.group is None:
        return "", set()
    question = question_about(found.match, found.parsed)
    choices = {choice["release_group_mbid"] for choice in question["choices"]} if question else set()
    return found.match.group.mbid, choices


if __name__ == "__main__":
    print(run())
