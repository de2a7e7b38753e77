"""An assistant's part in a search: a second reading, hedged, that what exists decides about like about any other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from asgiref.sync import sync_to_async

from apps.search import assistants
from apps.search.domain import WISHES, ParsedQuery, Reading
from apps.search.endings import names_something
from apps.search.likeness import folded
from apps.search.models import Search
from apps.search.understand.assistant import ASSISTED, AssistantFailed, Hedged, hedge, merged
from apps.search.understand.community import CommunityAssistant
from apps.search.understand.documents import NotAReading, reading_from

AHEAD = 1.5
"""How much an assistant's reading scores above the rules' best: it wins unless only theirs names what exists."""
SAME = "an assistant reads it the same way"
_NAMES = ("artist", "album", "track", "composer", "performer", "work")


class SecondReader:
    """The assistant in one run over one search. `notes` is what there is to say about it among the reasons."""

    def __init__(self, search: Search) -> None:
        self._search = search
        self.is_due = search.answers is None and bool(assistants.kind())
        self.notes: tuple[str, ...] = ()

    async def begin(self, proposed: list[Reading]) -> list[Reading]:
        """The readings to begin with: the rules' own at once, unless they name nothing; then it is waited for."""
        if self._search.answers is not None:
            return with_kept(proposed, self._search.parsed)
        rules = proposed[0].parsed
        if not self.is_due or names_something(rules):
            return proposed
        return self.weigh(await self.ask(rules), rules, proposed) or proposed

    async def ask(self, rules: ParsedQuery) -> Hedged:
        """The assistant's reading, or the rules' own and why; within its budget. Never raises."""
        self.is_due = False
        standing = await sync_to_async(_standing_if_wanted)()
        if standing is None:
            return Hedged(rules, AssistantFailed("off", "", permanent=True))
        if standing.rests:
            return Hedged(rules, AssistantFailed("rests", standing.trouble, permanent=False))
        assistant = await sync_to_async(assistants.build)(str(self._search.id))
        hedged = await hedge(rules, assistant)
        self.notes = _near_the_end(assistant)
        await sync_to_async(assistants.note)(assistant, hedged.failed)
        return hedged

    def weigh(self, hedged: Hedged, parsed: ParsedQuery, proposed: Sequence[Reading]) -> list[Reading] | None:
        """The readings with the assistant's ahead; None where it adds nothing to how the words are read now."""
        if hedged.failed is not None:
            self.notes = (*_why_not(hedged.failed), *self.notes)
        elif same(hedged.parsed, parsed):
            self.notes = (SAME, *self.notes)
        elif hedged.parsed != proposed[0].parsed:
            return ahead_of(proposed, hedged.parsed)
        return None


def ahead_of(proposed: Sequence[Reading], parsed: ParsedQuery) -> list[Reading]:
    """The readings with one more at their head."""
    score = max(reading.score for reading in proposed) + AHEAD
    return [Reading(parsed, score, parsed.reasons), *proposed]


def with_kept(proposed: list[Reading], kept: dict[str, object]) -> list[Reading]:
    """The readings a search goes on with after its question: with the assistant's where that was asked about."""
    reasons = kept.get("reasons")
    if not isinstance(reasons, list) or ASSISTED not in reasons:
        return proposed
    try:
        answer = reading_from(kept)
    except NotAReading:
        return proposed
    parsed = merged(proposed[0].parsed, answer)
    return ahead_of(proposed, replace(parsed, reasons=tuple(map(str, reasons))))


def same(a: ParsedQuery, b: ParsedQuery) -> bool:
    """Whether two readings look for the same thing in the same form."""
    names = all(folded(getattr(a, name) or "") == folded(getattr(b, name) or "") for name in _NAMES)
    rest = ("query_type", "year", "decade", *WISHES)
    return names and all(getattr(a, name) == getattr(b, name) for name in rest)


def _standing_if_wanted() -> assistants.Standing | None:
    return assistants.standing() if assistants.is_wanted() else None


def _why_not(failed: AssistantFailed) -> tuple[str, ...]:
    return (f"read by the rules alone: {failed.message}",) if failed.message else ()


def _near_the_end(assistant: assistants.AnyAssistant) -> tuple[str, ...]:
    quota = assistant.quota if isinstance(assistant, CommunityAssistant) else None
    if quota is None or not quota.remaining or not quota.is_near_its_end:
        return ()
    return (f"{quota.remaining} of today's {quota.limit} assisted searches are left",)
