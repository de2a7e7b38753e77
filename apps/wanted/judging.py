"""Whether a copy is good enough to be taken while nobody looks. Pure functions over what the search told."""

from __future__ import annotations

from collections.abc import Iterator

from apps.core.figures import counted
from apps.search.domain import FormatPreference
from apps.search.ranking.domain import Facts
from apps.search.ranking.plausibility import implausible, oversized
from apps.search.ranking.quality import is_hires, is_lossless
from apps.search.ranking.standing import believed_seeders
from apps.wanted.domain import Judgement

LEAST_MATCH = 0.8  # 0 to 1: how sure it must be that a copy is what is wanted
LEAST_TRUST = 50.0  # 0 to 100: a plausible size, one source and some age come to about that


def judge(facts: Facts, *, match: float, trust: float, preference: FormatPreference) -> Judgement:
    """Hold one copy against what may be taken unseen; the first thing that speaks against it is the answer."""
    against = next(_against(facts, match, trust, preference), "")
    if against:
        return Judgement(False, False, against)
    fit = facts.fit
    if fit is None or not fit.total:
        return Judgement(True, False, "nobody could look inside it yet")
    seeders = believed_seeders(facts)
    swarm = counted(seeders, "seeder") if seeders else "a web seed"
    return Judgement(True, True, f"all {fit.total} tracks, {swarm}, nothing speaks against it")


def _against(facts: Facts, match: float, trust: float, preference: FormatPreference) -> Iterator[str]:
    fit = facts.fit
    if not facts.is_music or facts.is_video:
        yield "it is no music"
    if facts.trouble:
        yield f"it failed before: {facts.trouble}"
    if fit is not None and fit.danger:
        yield fit.danger
    if match < LEAST_MATCH:
        yield "it may be another album"
    if not _has_format(facts, preference):
        yield f"it is {facts.format or 'of unknown format'}, and {_FORMAT_WORDS[preference]} is wanted"
    if fit is not None and fit.total and fit.matched < fit.total:
        yield f"it holds {fit.matched} of {fit.total} tracks"
    if facts.is_discography or (fit is not None and fit.total and fit.extra > fit.total):
        yield "it holds much more than the album"
    if implausible(facts) or oversized(facts):
        yield "its size contradicts its title"
    if not believed_seeders(facts) and not facts.is_web_seeded:
        yield "nobody seeds it"
    if trust < LEAST_TRUST:
        yield "too little speaks for it"


_FORMAT_WORDS = {
    FormatPreference.LOSSLESS: "a lossless copy",
    FormatPreference.HIRES: "a high-resolution copy",
    FormatPreference.MP3: "an MP3",
    FormatPreference.ANY: "any format",
}


def _has_format(facts: Facts, preference: FormatPreference) -> bool:
    if preference is FormatPreference.LOSSLESS:
        return bool(is_lossless(facts))
    if preference is FormatPreference.HIRES:
        return is_hires(facts)
    return preference is FormatPreference.ANY or facts.format.upper() == "MP3"
