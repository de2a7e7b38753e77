"""What exists: the port through which a library, a catalogue or MusicBrainz decides between readings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Protocol

from apps.search.domain import Claim, Found, ParsedQuery, QueryType, Reading

_EXISTS = 6.0
_ARTIST_EXISTS = 1.5
_NOTHING = -3.0
_ALBUM_BEFORE_TRACK = 0.4
_MOST_READINGS = 12


class Known(Protocol):
    """Whoever can say what exists."""

    def look_up(self, claims: Sequence[Claim]) -> Mapping[Claim, Found]:
        """What was found for each claim, all in one go; a claim for which nothing was found is left out.

        A partly found claim (the artist exists, the title does not) has only the found names set.
        """
        ...


def claims(readings: Sequence[Reading]) -> list[Claim]:
    """What the best readings say exists, each claim once. A title is claimed as album and as track."""
    wanted = (claim for reading in readings[:_MOST_READINGS] for claim in _claims(reading.parsed))
    return list(dict.fromkeys(wanted))


def decide(readings: Sequence[Reading], found: Mapping[Claim, Found]) -> list[Reading]:
    """The readings scored again by what was found for their claims, best first; what names nothing loses."""
    judged = [_judge(reading, found) for reading in readings[:_MOST_READINGS]]
    judged.sort(key=lambda reading: -reading.score)
    return [*judged, *readings[_MOST_READINGS:]]


def _claims(parsed: ParsedQuery) -> tuple[Claim, ...]:
    title = parsed.track or parsed.album
    if parsed.work:
        return (Claim(parsed.artist, album=parsed.work),)
    if title is None:
        return (Claim(parsed.artist),) if parsed.artist else ()
    return Claim(parsed.artist, album=title), Claim(parsed.artist, track=title)


def _judge(reading: Reading, found: Mapping[Claim, Found]) -> Reading:
    parsed = reading.parsed
    best: tuple[float, Claim, Found] | None = None
    for claim in _claims(parsed):
        answer = found.get(claim)
        if answer is None:
            continue
        worth = _worth(claim, answer) + (_ALBUM_BEFORE_TRACK if claim.album else 0.0) + _agrees(parsed, claim)
        if best is None or worth > best[0]:
            best = (worth, claim, answer)
    if best is None:
        return replace(
            reading,
            score=reading.score + _NOTHING,
            reasons=(*reading.reasons, "nothing of that name is known"),
        )
    worth, claim, answer = best
    return replace(
        reading,
        parsed=_with_names(parsed, claim, answer),
        score=reading.score + worth,
        reasons=(*reading.reasons, _says(answer)),
    )


def _worth(claim: Claim, found: Found) -> float:
    title = found.album or found.track
    wanted = claim.album or claim.track
    if wanted is None or title is not None:
        return _EXISTS * found.likeness + found.fame
    return _ARTIST_EXISTS * found.likeness if found.artist else _NOTHING


def _agrees(parsed: ParsedQuery, claim: Claim) -> float:
    """A reading that was told album or song by the words is not turned lightly."""
    if claim.track is not None and parsed.query_type == QueryType.TRACK:
        return 1.0
    return 0.0


def _with_names(parsed: ParsedQuery, claim: Claim, found: Found) -> ParsedQuery:
    artist = found.artist or parsed.artist
    if parsed.work:
        return parsed
    if claim.track is not None and found.track:
        return parsed.because(_says(found), artist=artist, track=found.track, album=None, query_type=QueryType.TRACK)
    if claim.album is not None and found.album:
        return parsed.because(_says(found), artist=artist, album=found.album, track=None, query_type=QueryType.ALBUM)
    return parsed.because(_says(found), artist=artist) if found.artist else parsed


def _says(found: Found) -> str:
    names = " by ".join(name for name in (found.album or found.track, found.artist) if name)
    return f"{found.where} has {names}"
