"""A split line made into a `ParsedQuery`: proper names, what kind of thing is asked for, and the reasons."""

from __future__ import annotations

import re

from apps.search.domain import FormatPreference, ParsedQuery, Preferences, Quality, QueryType
from apps.search.understand import names
from apps.search.understand.classical import Classical, composer_named
from apps.search.understand.draft import Draft
from apps.search.understand.inflection import nominatives
from apps.search.understand.lines import Line
from apps.search.understand.splits import Split
from apps.search.understand.tokens import Boundary

Fields = dict[str, object]

_ROMAN = re.compile(r"i{1,3}|iv|vi{1,3}|ix", re.IGNORECASE)
"""Not V and X, which are titles of their own."""
_PREFERRED: dict[FormatPreference, Fields] = {
    FormatPreference.LOSSLESS: {"quality": Quality.LOSSLESS},
    FormatPreference.HIRES: {"quality": Quality.HIRES},
    FormatPreference.MP3: {"format": ("MP3",)},
    FormatPreference.ANY: {},
}
_OF_ALBUMS = frozenset({"source", "log", "edition", "release_type"})
_WHOSE = frozenset({"of", "von", "de", "di"})
_EDITION_NOUNS = frozenset({"version", "edition", "mix", "remix", "remaster", "deluxe"})
_ABOUT_FORMAT = ("format", "quality", "bitrate", "vbr", "bit_depth", "sample_rate_khz")


def from_words(draft: Draft, preferences: Preferences) -> Fields:
    """What the frame and the wishes said, and what is preferred where they said nothing."""
    fields: Fields = {"raw": draft.text, "language": draft.language}
    if not any(name in draft.said for name in _ABOUT_FORMAT):
        fields |= _PREFERRED[preferences.format]
    return fields | draft.said


def from_split(draft: Draft, split: Split, preferences: Preferences) -> ParsedQuery:
    fields = from_words(draft, preferences)
    reasons = [*draft.reasons, split.reason]
    line = split.line
    artist, title = _artist_name(draft, split), _title_name(draft, split)
    if draft.self_titled and artist and not title:
        title = artist
    if title and artist and _ROMAN.fullmatch(title):
        title = f"{artist} {title.upper()}"
    if line.year is not None:
        fields["year"] = line.year
        reasons.append(f"{line.year} is taken for the year")
    if artist and composer_named(artist):
        fields["composer"] = artist
    if title and artist and _is_nickname(draft, split):
        fields["edition"] = title.title()
        reasons.append(f"“{title}” is a nickname")
    known = names.title(line.tokens[slice(*split.title)]) if split.title else None
    if known and title and not title.isascii() and known.proper.isascii():
        reasons.append(f"“{title}” is {known.proper}")
        title = known.proper
    if known and not artist:
        artist = known.artist
        reasons.append(f"{known.proper} is by {known.artist}")
    kind = _kind(draft, split, known, preferences)
    if title is not None:
        fields["track" if kind == QueryType.TRACK else "album"] = title
    fields |= {"artist": artist, "query_type": kind, "reasons": tuple(reasons)}
    return ParsedQuery(**fields)  # type: ignore[arg-type]


def from_classical(draft: Draft, line: Line, classical: Classical, preferences: Preferences) -> ParsedQuery:
    fields = from_words(draft, preferences) | {
        "artist": classical.composer or classical.performer or classical.orchestra,
        "composer": classical.composer,
        "work": classical.work,
        "performer": classical.performer,
        "orchestra": classical.orchestra,
        "query_type": QueryType.ALBUM,
        "reasons": (*draft.reasons, "composer, work or performer are named"),
    }
    if line.year is not None:
        fields["year"] = line.year
    return ParsedQuery(**fields)  # type: ignore[arg-type]


def _kind(draft: Draft, split: Split, known: names.Title | None, preferences: Preferences) -> QueryType:
    """Album unless something speaks for a song: its noun, its fame, a wish for others like it, live alone."""
    if "ordinal" in draft.said or "newest" in draft.said:
        return draft.kind if draft.kind == QueryType.TRACK else QueryType.ALBUM
    if split.title is None and not draft.self_titled:
        asked = draft.kind in (QueryType.ALBUM, QueryType.TRACK) and not draft.artist_alone
        return draft.kind if asked and draft.kind else QueryType.ARTIST
    if draft.kind in (QueryType.ALBUM, QueryType.TRACK):
        return draft.kind
    if preferences.type in (QueryType.ALBUM, QueryType.TRACK):
        return preferences.type
    cover = known is not None and known.song and split.title is not None and split.title[1] - split.title[0] > 1
    if known is not None and (cover or split.name is None or known.artist == split.name.proper):
        return QueryType.TRACK if known.song and not draft.said.keys() & _OF_ALBUMS else QueryType.ALBUM
    alone = split.artist is None and split.title is not None
    last = split.line.tokens[-1]
    bracket = alone and last.bracket > 0 and last.key not in _EDITION_NOUNS and "edition" not in draft.said
    live = alone and "live" in draft.said and "release_type" not in draft.said and not draft.joined
    return QueryType.TRACK if draft.said.get("similar") or bracket or live else QueryType.ALBUM


def _is_nickname(draft: Draft, split: Split) -> bool:
    if draft.nickname is None or not split.title or not split.title[0]:
        return False
    start, end = draft.nickname
    tokens = split.line.tokens[slice(*split.title)]
    written = split.line.tokens[split.title[0]].before
    return tokens[-1] is draft.tokens[end - 1] and len(tokens) - (end - start) in (0, 1) and written <= Boundary.SPACE


def _title_name(draft: Draft, split: Split) -> str | None:
    if not split.title:
        return None
    start, end = split.title
    collected = draft.said.get("release_type") == "compilation" and split.line.tokens[end - 1].key in _WHOSE
    if collected and split.artist and split.artist[0] == end and end - start > 1:
        end = split.artist[1]  # "the best of bowie" is called by the artist, too
    return split.line.words(start, end) or None


def _artist_name(draft: Draft, split: Split) -> str | None:
    if split.artist is None:
        return None
    if split.name is not None:
        return split.name.proper
    written = re.sub(r"['’]s$", "", split.line.words(*split.artist))
    if draft.language == "ru" and split.title is None and draft.kind is not None and written[-1:].isalpha():
        return next(nominatives(written))
    return written or None
