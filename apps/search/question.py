"""The one question worth asking, computed from the candidates."""

from __future__ import annotations

from typing import Any

from apps.search.catalogue.domain import Match, ReleaseGroup

ALBUM_QUESTION = "album"
MOST_CHOICES = 5


def question_about(match: Match) -> dict[str, Any] | None:
    """Which of several albums is meant, where the words fit more than one; None where they do not."""
    if match.group is None or not match.alternatives:
        return None
    groups = [match.group, *match.alternatives][:MOST_CHOICES]
    return {
        "id": ALBUM_QUESTION,
        "kind": "choice",
        "text": "Which one do you mean?",
        "default": match.group.mbid,
        "choices": [_choice(group, groups) for group in groups],
    }


def _choice(group: ReleaseGroup, groups: list[ReleaseGroup]) -> dict[str, Any]:
    several_artists = len({each.artist_credit for each in groups}) > 1
    details = [group.artist_credit if several_artists else "", str(group.year or ""), group.disambiguation]
    kinds = ", ".join(group.secondary_kinds) or (group.kind if group.kind not in ("album", "") else "")
    return {
        "id": group.mbid,
        "label": group.title,
        "detail": " · ".join(part for part in (*details, kinds) if part),
        "release_group_mbid": group.mbid,
        "artist": group.artist_credit,
        "year": group.year,
    }
