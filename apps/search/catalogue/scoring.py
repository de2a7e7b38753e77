"""How well a release group or recording of the catalogue answers a request: 0 to 1, pure functions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from apps.library.domain import EditionDetails
from apps.search.catalogue.domain import Artist, Recording, ReleaseGroup
from apps.search.domain import ParsedQuery
from apps.search.likeness import folded, likeness

ACCEPTED = 0.6
NAMED = 0.9  # a likeness with which an artist counts as named
NEARLY = 0.12  # what scores this little less is as likely
_CREDIT_PARTS = re.compile(r"\s*(?:,|&|;|/|\bfeat\.?|\bft\.?|\bfeaturing|\bwith\b|\band\b|\bx\b)\s*", re.IGNORECASE)
_SECONDARY = {
    "live",
    "compilation",
    "soundtrack",
    "remix",
    "demo",
    "interview",
    "dj-mix",
    "mixtape/street",
    "spokenword",
}
_WISHED_KINDS = {
    "compilation": "compilation",
    "anthology": "compilation",
    "live album": "live",
    "concert recording": "live",
    "soundtrack": "soundtrack",
    "remix": "remix",
    "mixtape": "mixtape/street",
    "dj mix": "dj-mix",
    "demo": "demo",
    "interview": "interview",
}


def artist_likeness(said: str, credit: str, score: float = 0.0) -> float:
    """How like a credit is to the artist that was said; one of several credited artists is enough.

    Across scripts the letters tell nothing: there MusicBrainz's own `score`, which knows aliases, stands in.
    """
    best = likeness(said, credit)
    if best < 1 and (parts := _CREDIT_PARTS.split(credit)) and len(parts) > 1:
        best = max(best, *(0.95 * likeness(said, part) for part in parts))
    if best < 0.5 and folded(said).isascii() != folded(credit).isascii():
        best = max(best, 0.9 * score)
    return best


def score_group(group: ReleaseGroup, parsed: ParsedQuery, likely_artist: str = "") -> float:
    """How well a release group answers an album request; one by `likely_artist` a little better, if none was said."""
    score = _title_likeness(group, parsed)
    if parsed.artist:
        score *= artist_likeness(parsed.artist, group.artist_credit, group.score)
        score *= 0.95 + 0.05 * group.fame
    else:
        likely = bool(likely_artist) and artist_likeness(likely_artist, group.artist_credit) >= NAMED
        score *= 0.75 + 0.2 * group.fame + 0.05 * likely
    return score * _year_factor(group, parsed) * _kind_factor(group, parsed)


def score_recording(recording: Recording, parsed: ParsedQuery) -> float:
    """How well a recording answers a request for a song."""
    score = likeness(parsed.track or "", recording.title)
    if parsed.artist:
        score *= artist_likeness(parsed.artist, recording.artist_credit, recording.score)
    if parsed.album:
        albums = [likeness(parsed.album, group.title) for group in recording.release_groups]
        score *= 0.6 + 0.4 * max(albums, default=0.0)
    return score * (0.9 + 0.1 * recording.fame)


def score_artist(artist: Artist, parsed: ParsedQuery) -> float:
    """How well an artist is the one that was said."""
    said = parsed.artist or ""
    best = max(likeness(said, name) for name in (artist.name, artist.sort_name or artist.name, *artist.aliases))
    best *= 0.85 + 0.15 * artist.score
    if parsed.disambiguation:
        best *= 0.8 + 0.2 * likeness(parsed.disambiguation, artist.disambiguation)
    return best


def best_groups(
    groups: Iterable[ReleaseGroup], parsed: ParsedQuery, likely_artist: str = ""
) -> list[tuple[float, ReleaseGroup]]:
    """Those that answer the request, the best first."""
    scored = [(score_group(group, parsed, likely_artist), group) for group in groups]
    return sorted((each for each in scored if each[0] >= ACCEPTED), key=lambda each: (-each[0], each[1].first_date))


def album_of(recording: Recording, parsed: ParsedQuery) -> ReleaseGroup | None:
    """The release group on which to look for a recording: the album that was said, else its first proper album."""

    def order(group: ReleaseGroup) -> tuple[float, int, str]:
        said = -likeness(parsed.album, group.title) if parsed.album else 0.0
        plain = 0 if group.kind == "album" and not group.secondary_kinds else 1 if group.kind in ("ep", "album") else 2
        return said, plain, group.first_date or "9"

    return min(recording.release_groups, key=order, default=None)


def select_from_discography(groups: Sequence[ReleaseGroup], parsed: ParsedQuery) -> list[ReleaseGroup]:
    """The albums meant by `newest`, an ordinal, a year, a decade or a by-name; the likeliest first."""
    wished = _WISHED_KINDS.get(parsed.release_type or "")
    kind = "ep" if parsed.release_type == "ep" else "single" if parsed.release_type == "single" else "album"
    proper = [
        group
        for group in groups
        if group.kind == kind and (wished in group.secondary_kinds if wished else not group.secondary_kinds)
    ]
    dated = sorted((group for group in proper if group.first_date), key=lambda group: group.first_date)
    if parsed.edition:
        named = [
            g
            for g in groups
            if max(likeness(parsed.edition, g.disambiguation), likeness(parsed.edition, g.title)) > 0.8
        ]
        if named:
            return named
    if parsed.newest or parsed.ordinal == -1:
        return dated[-1:]
    if parsed.ordinal:
        return dated[parsed.ordinal - 1 : parsed.ordinal]
    if parsed.year:
        last = parsed.year_to or parsed.year
        return [group for group in dated if group.year and parsed.year <= group.year <= last]
    if parsed.decade:
        return [group for group in dated if group.year and group.year // 10 == parsed.decade // 10]
    return []


def choose_edition(editions: Sequence[EditionDetails], parsed: ParsedQuery) -> EditionDetails | None:
    """The edition that the words name (by its title, label, country, medium or year), if they name one clearly."""
    if not (parsed.edition or parsed.label or parsed.source):
        return None
    scored = sorted(((_edition_score(edition, parsed), edition) for edition in editions), key=lambda each: -each[0])
    if not scored or scored[0][0] < 0.7:
        return None
    return scored[0][1]


def _edition_score(edition: EditionDetails, parsed: ParsedQuery) -> float:
    scores = []
    if parsed.edition:
        scores.append(max(likeness(parsed.edition, text) for text in (edition.edition, edition.title, edition.country)))
    if parsed.label:
        scores.append(likeness(parsed.label, edition.label))
    if parsed.source:
        formats = " ".join(medium.format for medium in edition.media).upper()
        scores.append(1.0 if parsed.source in formats else 0.3)
    if parsed.year:
        scores.append(1.0 if edition.edition_date.startswith(str(parsed.year)) else 0.8)
    return sum(scores) / len(scores)


def _title_likeness(group: ReleaseGroup, parsed: ParsedQuery) -> float:
    said = parsed.album or parsed.work or ""
    best = likeness(said, group.title)
    if group.disambiguation:
        best = max(best, likeness(said, group.disambiguation), likeness(said, f"{group.title} {group.disambiguation}"))
        if parsed.edition:
            best = max(best, likeness(parsed.edition, group.disambiguation))
    return best


def _year_factor(group: ReleaseGroup, parsed: ParsedQuery) -> float:
    if not parsed.year or not group.year:
        return 1.0
    if parsed.year <= group.year <= (parsed.year_to or parsed.year):
        return 1.0
    # The year may be that of a later edition, or of the recording.
    return 0.95 if abs(group.year - parsed.year) == 1 else 0.82


def _kind_factor(group: ReleaseGroup, parsed: ParsedQuery) -> float:
    wished = _WISHED_KINDS.get(parsed.release_type or "")
    if wished:
        return 1.0 if wished in group.secondary_kinds else 0.85
    factor = 1.0
    unasked = set(group.secondary_kinds) & _SECONDARY
    if parsed.live and "live" not in group.secondary_kinds:
        factor *= 0.8
    if unasked and not (parsed.live and unasked == {"live"}):
        factor *= 0.92
    if parsed.release_type in ("ep", "single"):
        return factor * (1.0 if group.kind == parsed.release_type else 0.85)
    return factor * (1.0 if group.kind in ("album", "") else 0.96 if group.kind == "ep" else 0.92)
