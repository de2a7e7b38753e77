"""The one question worth asking: the one whose answer tells the most about what is meant.

The candidates are what the words may mean in the catalogue, each with a probability from its score. A question parts
them by one trait (which album, whose, which kind); the information that it is expected to give is the entropy of that
parting, in bits. It is asked only if the likeliest candidate is not likely enough without it. Where the album is clear,
its editions may be worth a question: `editions.py`. What came of that is measured in docs/question.md (`make bench`,
question).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from apps.library.domain import EditionDetails
from apps.search.catalogue.domain import Match, ReleaseGroup
from apps.search.catalogue.scoring import score_group
from apps.search.domain import ParsedQuery
from apps.search.likeness import folded

ALBUM, ARTIST, KIND, EDITION = "album", "artist", "kind", "edition"
MOST_CHOICES = 5
SHARPNESS = 0.05  # a score this much lower makes a candidate e times less likely
LIKELY_ENOUGH = 0.75
LEAST_GAIN = 0.5  # bits


@dataclass(frozen=True, slots=True)
class Candidate:
    """What may be meant, and how probable that is."""

    group: ReleaseGroup
    probability: float


def candidates_of(match: Match, parsed: ParsedQuery) -> list[Candidate]:
    """The album that was found and its rivals."""
    if match.group is None:
        return []
    groups = [match.group, *match.alternatives]
    scores = [score_group(group, parsed, match.likely_artist) for group in groups]
    return [Candidate(group, p) for group, p in zip(groups, _probable(scores), strict=True)]


def question_about(match: Match, parsed: ParsedQuery) -> dict[str, Any] | None:
    """The question for the page and the API, with its default first; None where there is nothing worth asking."""
    candidates = candidates_of(match, parsed)
    trait = best_trait(candidates)
    if trait is None:
        return None
    parts = _parted(candidates, _TRAITS[trait])
    ordered = sorted(parts.values(), key=lambda part: -sum(each.probability for each in part))[:MOST_CHOICES]
    likeliest = [max(part, key=lambda each: each.probability) for part in ordered]
    default = max(likeliest, key=lambda each: each.probability)
    likeliest.sort(key=lambda each: each is not default)
    return {
        "id": trait,
        "kind": "choice",
        "text": _text(trait, likeliest),
        "default": default.group.mbid,
        "choices": [_choice(trait, each, [c.group for c in likeliest]) for each in likeliest],
    }


def best_trait(candidates: Sequence[Candidate]) -> str | None:
    """The trait whose parting of the candidates has the most information, if asking is worth it."""
    if not candidates or max(each.probability for each in candidates) >= LIKELY_ENOUGH:
        return None
    gains = {trait: gain(candidates, of) for trait, of in _TRAITS.items()}
    best = max(gains, key=lambda trait: gains[trait])  # of equals the first: it is the plainest to answer
    return best if gains[best] >= LEAST_GAIN else None


def gain(candidates: Iterable[Candidate], trait: Callable[[Candidate], str]) -> float:
    """The bits that an answer about this trait is expected to give (the entropy of the parting)."""
    return entropy(sum(each.probability for each in part) for part in _parted(candidates, trait).values())


def entropy(shares: Iterable[float]) -> float:
    """Of shares that add up to one, in bits."""
    return -sum(share * math.log2(share) for share in shares if share > 0)


def chosen(match: Match, answers: Mapping[str, Any]) -> tuple[ReleaseGroup | None, EditionDetails | None]:
    """The album and, if that was asked, the edition that an answer stands for; (None, None) for a skip."""
    groups = [group for group in (match.group, *match.alternatives) if group is not None]
    for name, value in answers.items():
        if name == EDITION:
            edition = next((each for each in match.editions if each.release_mbid == value), None)
            return (match.group, edition) if edition else (None, None)
        if name in _TRAITS:
            return next((group for group in groups if group.mbid == value), None), None
    return None, None


def _probable(scores: Sequence[float]) -> list[float]:
    """The share of each: a softmax over the scores."""
    weights = [math.exp((each - max(scores)) / SHARPNESS) for each in scores]
    return [weight / sum(weights) for weight in weights]


def _kind(group: ReleaseGroup) -> str:
    return ", ".join(group.secondary_kinds) or ("studio album" if group.kind == "album" else group.kind)


_TRAITS: Mapping[str, Callable[[Candidate], str]] = {
    ARTIST: lambda each: folded(each.group.artist_credit),
    KIND: lambda each: _kind(each.group),
    ALBUM: lambda each: each.group.mbid,
}


def _parted(candidates: Iterable[Candidate], trait: Callable[[Candidate], str]) -> dict[str, list[Candidate]]:
    parts: dict[str, list[Candidate]] = {}
    for each in candidates:
        parts.setdefault(trait(each), []).append(each)
    return parts


def _text(trait: str, shown: Sequence[Candidate]) -> str:
    title = shown[0].group.title
    if trait == ARTIST:
        return f"Whose {title} do you mean?"
    if trait == KIND:
        return f"Which kind of {title} do you mean?"
    return "Which one do you mean?"


def _choice(trait: str, candidate: Candidate, groups: Sequence[ReleaseGroup]) -> dict[str, Any]:
    group = candidate.group
    return {
        "id": group.mbid,
        "label": group.artist_credit if trait == ARTIST else group.title,
        "title": group.title,
        "detail": _group_detail(trait, group, groups),
        "release_group_mbid": group.mbid,
        "artist": group.artist_credit,
        "year": group.year,
    }


def _group_detail(trait: str, group: ReleaseGroup, groups: Sequence[ReleaseGroup]) -> str:
    several_artists = len({each.artist_credit for each in groups}) > 1
    parts = [
        group.title if trait == ARTIST and len({each.title for each in groups}) > 1 else "",
        group.artist_credit if several_artists and trait != ARTIST else "",
        str(group.year or ""),
        group.disambiguation,
        "" if _kind(group) == "studio album" else _kind(group),
    ]
    return " · ".join(part for part in parts if part)
