"""What the journeys ask the sandbox for: the facts of its catalogue that a person would know."""

from dataclasses import dataclass

from tests.sandbox import Sandbox
from tests.sandbox.catalogue.model import phrase
from tests.sandbox.shelf import Shared


@dataclass(frozen=True)
class Wish:
    """An album that somebody wants, and the good copy of it in the sandbox."""

    artist: str
    title: str
    year: int
    tracks: tuple[str, ...]
    copy: Shared


def wish(internet: Sandbox, key: str) -> Wish:
    """The album behind a copy's key."""
    copy = internet[key]
    titles = tuple(track.title for track in copy.copy.release.tracks)
    year = int(copy.group.first_release_date[:4])
    return Wish(phrase(copy.group.credits), copy.group.title, year, titles, copy)


def newest_album(internet: Sandbox) -> Wish:
    """Marlow Vane's newest: the ordinary case, there in several formats, with look-alikes."""
    return wish(internet, "marlow-vane/half-past-summer/flac")
