"""How far a taste is, which file it is, and what follows from what was found."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum

from apps.downloads.choice import Candidate
from apps.downloads.domain import FileKind

FEWEST_SONGS = 2
NOT_TOO_SHORT = 0.5  # of the median size: a middle track may be an interlude


class Stage(StrEnum):
    """NONE: all is fetched at once. PASSED: the rest is fetched too."""

    NONE = ""
    FETCHING = "fetching"
    CHECKING = "checking"
    ASKING = "asking"
    STOPPED = "stopped"
    PASSED = "passed"


UNDECIDED = frozenset({Stage.FETCHING, Stage.CHECKING, Stage.ASKING, Stage.STOPPED})


class Then(StrEnum):
    """What happens once the track was examined: what the settings say."""

    GENUINE = "genuine"
    ASK = "ask"
    STOP = "stop"


def taste_file(files: Sequence[Candidate], wanted: frozenset[int]) -> int | None:
    """The file to taste: the song in the middle that is not much shorter than the others; None where few are wanted."""
    songs = [file for file in files if file.index in wanted and file.kind == FileKind.AUDIO]
    if len(songs) < FEWEST_SONGS:
        return None
    songs.sort(key=lambda file: natural(file.path))
    middle = len(songs) // 2
    median = sorted(file.size for file in songs)[middle]
    by_distance = sorted(range(len(songs)), key=lambda place: (abs(place - middle), place))
    return next(songs[place].index for place in by_distance if songs[place].size >= NOT_TOO_SHORT * median)


def natural(path: str) -> list[tuple[int, str]]:
    """A key by which `2 b` comes before `10 a`."""
    return [(int(part), "") if part.isdecimal() else (0, part) for part in re.split(r"(\d+)", path.casefold())]


def after(verdict: str, then: Then) -> Stage:
    """The stage that follows from the track's verdict."""
    is_genuine = verdict == "genuine"
    if then == Then.ASK or (then == Then.GENUINE and not is_genuine):
        return Stage.ASKING
    return Stage.PASSED if is_genuine else Stage.STOPPED
