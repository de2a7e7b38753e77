"""The question between editions of one album: mono or stereo, the remaster or not, with the bonus tracks or without.

Editions that a listener can't tell apart are one variant. Which variant a copy is, its files and its title tell; a
variant that nobody offers is no answer worth giving, so the question is put once copies of at least two are found.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from apps.library.domain import EditionDetails
from apps.search.catalogue.domain import Match, ReleaseGroup
from apps.search.domain import ParsedQuery
from apps.search.fit import describe
from apps.search.likeness import folded
from apps.search.question import EDITION, LEAST_GAIN, LIKELY_ENOUGH, MOST_CHOICES, entropy
from apps.search.ranking.domain import Facts

STANDARD = 1.4  # how much likelier the usual variant is meant than its number of releases says
SAME_TRACKS = 0.7  # of the titles, so that two spellings of one track list are the same


@dataclass(frozen=True, slots=True)
class Variant:
    """Editions alike in what is heard: `mix` (mono, stereo or ""), `master` (remaster, remix or ""), titles."""

    mix: str
    master: str
    tracks: tuple[str, ...]
    editions: tuple[EditionDetails, ...]
    copies: int = 0
    probability: float = 0.0

    @property
    def shown(self) -> EditionDetails:
        """The edition that stands for all: the earliest."""
        return min(self.editions, key=lambda edition: edition.edition_date or "9")


def question_about_editions(match: Match, parsed: ParsedQuery, copies: Iterable[Facts]) -> dict[str, Any] | None:
    """The question for the page and the API, the likeliest first; None where there is nothing worth asking.

    What the words say of an edition is not asked again.
    """
    if match.group is None or match.edition is not None or parsed.edition or parsed.remaster is not None:
        return None
    variants = offered(variants_of(match.editions), copies)
    if len(variants) < 2 or variants[0].probability >= LIKELY_ENOUGH:
        return None
    gains = {trait: entropy(part.probability for part in _parts(variants, of)) for trait, of in _TRAITS.items()}
    best = max(gains, key=lambda trait: gains[trait])  # of equals the first: it is the plainest to answer
    if gains[best] < LEAST_GAIN:
        return None
    shown = _parts(variants, _TRAITS[best])[:MOST_CHOICES]
    return {
        "id": EDITION,
        "kind": "choice",
        "text": _text(best, match.group, shown),
        "default": shown[0].shown.release_mbid,
        "choices": [_choice(best, variant, shown, match.group) for variant in shown],
    }


def wishes_of(questions: Iterable[Mapping[str, Any]], answers: Mapping[str, Any]) -> dict[str, Any]:
    """What the chosen edition asks of a copy's title, as fields of a reading."""
    choices = [choice for question in questions for choice in question.get("choices", ())]
    chosen = next((choice for choice in choices if choice["id"] == answers.get(EDITION)), None)
    wishes = dict(chosen.get("wishes") or {}) if chosen else {}
    return {name: tuple(value) if isinstance(value, list) else value for name, value in wishes.items()}


def variants_of(editions: Iterable[EditionDetails]) -> list[Variant]:
    """The editions by what is heard, the variant that most releases are of first."""
    found: list[Variant] = []
    for edition in editions:
        titles = tuple(folded(track.title) for medium in edition.media for track in medium.tracks)
        if not titles:
            continue
        mix, master = _told(f"{edition.edition} {edition.title}")
        at = next(
            (n for n, v in enumerate(found) if (v.mix, v.master) == (mix, master) and _alike(v.tracks, titles)), -1
        )
        if at < 0:
            found.append(Variant(mix, master, titles, (edition,)))
        else:
            found[at] = replace(found[at], editions=(*found[at].editions, edition))
    return sorted(found, key=lambda variant: (-len(variant.editions), variant.shown.edition_date or "9"))


def offered(variants: Sequence[Variant], copies: Iterable[Facts]) -> list[Variant]:
    """The variants of which there are copies, each with how probably it is meant, the likeliest first."""
    counts = Counter(_variant_of(copy, variants) for copy in copies if variants and copy.is_music)
    worths = {
        at: math.sqrt(len(variants[at].editions))
        * (STANDARD if at == 0 else 1.0)  # what sells twice is not twice as loved
        for at in counts
    }
    whole = sum(worths.values())
    found = [replace(variants[at], copies=counts[at], probability=worth / whole) for at, worth in worths.items()]
    return sorted(found, key=lambda variant: -variant.probability)


def _variant_of(copy: Facts, variants: Sequence[Variant]) -> int:
    """Which variant a copy is of; the usual one where nothing tells otherwise."""
    mix, master = _told(f"{copy.edition} {copy.title}")
    master = master or ("remaster" if copy.remaster else "")
    whole = copy.fit is not None and copy.fit.total > 0 and copy.fit.matched == copy.fit.total and not copy.fit.extra
    inside = copy.fit.release_mbid if copy.fit is not None and whole else ""
    tracks = next((v.tracks for v in variants if any(e.release_mbid == inside for e in v.editions)), variants[0].tracks)

    def agrees(variant: Variant) -> tuple[int, int, int]:
        return (
            (variant.mix or "stereo") == (mix or variants[0].mix or "stereo"),
            _alike(variant.tracks, tracks),
            variant.master == master,
        )

    return max(range(len(variants)), key=lambda at: (sum(agrees(variants[at])), agrees(variants[at]), -at))


def _told(text: str) -> tuple[str, str]:
    """Mix and master as words tell them."""
    words = folded(text).split()
    mix = "mono" if "mono" in words and "stereo" not in words else "stereo" if "stereo" in words else ""
    if any(word.startswith("remaster") for word in words):
        return mix, "remaster"
    return mix, "remix" if any(word in ("remix", "remixed") for word in words) else ""


def _alike(a: Sequence[str], b: Sequence[str]) -> bool:
    return len(a) == len(b) and sum(x == y for x, y in zip(a, b, strict=True)) >= SAME_TRACKS * len(a)


_TRAITS: Mapping[str, Callable[[Variant], object]] = {
    "mix": lambda variant: variant.mix or "stereo",
    "master": lambda variant: variant.master,
    "tracks": lambda variant: len(variant.tracks),
    EDITION: lambda variant: (variant.mix, variant.master, variant.tracks),
}


def _parts(variants: Sequence[Variant], trait: Callable[[Variant], object]) -> list[Variant]:
    """The likeliest variant of each part, with the copies and the probability of the whole part."""
    parts: dict[object, list[Variant]] = {}
    for variant in variants:
        parts.setdefault(trait(variant), []).append(variant)
    merged = [
        replace(part[0], copies=sum(v.copies for v in part), probability=sum(v.probability for v in part))
        for part in parts.values()
    ]
    return sorted(merged, key=lambda variant: -variant.probability)


def _text(trait: str, group: ReleaseGroup, shown: Sequence[Variant]) -> str:
    if trait == "mix":
        return f"{group.title} in mono or in stereo?"
    if trait == "master" and {variant.master for variant in shown} == {"", "remaster"}:
        return f"The original master of {group.title}, or the remaster?"
    return f"{group.title} with which tracks?" if trait == "tracks" else f"Which edition of {group.title}?"


def _choice(trait: str, variant: Variant, shown: Sequence[Variant], group: ReleaseGroup) -> dict[str, Any]:
    edition, releases = variant.shown, len(variant.editions)
    told = [describe(edition).removeprefix("the "), edition.edition, f"{releases} releases" if releases > 1 else ""]
    return {
        "id": edition.release_mbid,
        "label": _label(trait, variant, shown),
        "title": group.title,
        "detail": " · ".join(part for part in told if part),
        "release_group_mbid": group.mbid,
        "artist": group.artist_credit,
        "year": edition.year or group.year,
        "copies": variant.copies,
        "wishes": _wishes(trait, variant, shown),
    }


def _label(trait: str, variant: Variant, shown: Sequence[Variant]) -> str:
    mix = (variant.mix or "stereo").capitalize()
    master = {"": "The original master", "remaster": "The remaster", "remix": "The remix"}[variant.master]
    fewest = min(len(each.tracks) for each in shown)
    more = len(variant.tracks) - fewest
    tracks = f"{len(variant.tracks)} tracks" + (f", {more} more" if more else "")
    if trait in ("mix", "master", "tracks"):
        return {"mix": mix, "master": master, "tracks": tracks}[trait]
    differ = {name: len({of(each) for each in shown}) > 1 for name, of in _TRAITS.items()}
    parts = [mix if differ["mix"] else "", master if differ["master"] else "", tracks if differ["tracks"] else ""]
    return ", ".join(part for part in parts if part) or tracks


def _wishes(trait: str, variant: Variant, shown: Sequence[Variant]) -> dict[str, Any]:
    """What a copy's title has to say, or must not, if this is chosen."""
    wishes: dict[str, Any] = {}
    if trait in ("mix", EDITION) and variant.mix == "mono":
        wishes["edition"] = variant.mix
    if trait in ("mix", EDITION) and variant.mix != "mono" and any(each.mix == "mono" for each in shown):
        wishes["exclude_edition"] = ["mono"]
    if trait in ("master", EDITION) and any(each.master == "remaster" for each in shown):
        wishes["remaster"] = variant.master == "remaster"
    return wishes
