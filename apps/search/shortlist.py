"""What was found, in order: merging, reading titles, holding files against track lists, ranking, and looking closer."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from apps.library.domain import EditionDetails
from apps.search.catalogue.domain import Match
from apps.search.copies import Copy, Merge, facts_of
from apps.search.look_inside import Looked, ask_swarm, look_inside, worth_a_look, worth_a_swarm
from apps.search.mistakes import Memory
from apps.search.ranking.domain import Facts, Ranked, Wish
from apps.search.ranking.rank import rank
from apps.search.signals.domain import Remark, hearsay_about
from apps.search.swarms.counting import Counting, Questions
from apps.search.wishes import seconds_for, titles_wanted

MOST_COUNTED = 100  # copies whose swarms the trackers are asked for
LEAST_TIME = 0.2  # seconds without which nothing more is begun


class Shortlist:
    """The copies of one search. `homes` has each source's own address, by its name."""

    def __init__(self, search_id: UUID, homes: Mapping[str, str]) -> None:
        self.merge, self._homes = Merge(search_id), homes
        self._looked: set[UUID] = set()
        self._tried: set[UUID] = set()
        self._swarms: set[UUID] = set()
        self._questions = Questions()
        self.memory = Memory()
        self.remarks: tuple[Remark, ...] = ()

    @property
    def copies(self) -> Mapping[UUID, Copy]:
        return self.merge.copies

    def learn(self, looked: Looked) -> None:
        """Take in what looking inside told."""
        self._tried.update(looked.tried)
        self.merge.learn(looked.offers)

    async def ranked(self, wish: Wish, match: Match | None) -> list[Ranked]:
        """Every copy in its place, by all that is known now."""
        wanted, editions, facts = titles_wanted(wish), _editions(match), []
        group = match.group.mbid if match and match.group else ""
        for copy in self.copies.values():
            copy.read(wanted)
            copy.hold_against(editions)
            copy.trouble = self.memory.about(copy, group)
            facts.append(self._with_hearsay(facts_of(copy, seconds=seconds_for(copy.reading, wish, match))))
        return await asyncio.to_thread(rank, facts, wish)

    def _with_hearsay(self, copy: Facts) -> Facts:
        said = hearsay_about(copy, self.remarks) if self.remarks else None
        return replace(copy, hearsay=round(said[0], 3), hearsay_words=said[1]) if said else copy

    def closer_looks(self, ranked: Sequence[Ranked], left: float) -> Iterator[Coroutine[Any, Any, object]]:
        """What is worth doing next for the best of them: their file lists, and their swarms as trackers see them."""
        if left < LEAST_TIME:
            return
        copies = worth_a_look(ranked, self.copies, self._looked)
        if copies:
            self._looked |= {copy.id for copy in copies}
            yield look_inside(copies, self._homes, left)
        for copy in worth_a_swarm(ranked, self.copies, self._tried, self._swarms):
            self._swarms.add(copy.id)
            yield ask_swarm(copy, left)
        best = [self.copies[UUID(each.facts.id)] for each in ranked[:MOST_COUNTED]]
        if wanted := self._questions.about(best):
            counting = Counting(wanted, left)
            yield counting.first()
            yield counting.whole()


def _editions(match: Match | None) -> tuple[EditionDetails, ...]:
    """What files are held against: the edition that was asked for, else every one."""
    if match is None:
        return ()
    return (match.edition,) if match.edition else match.editions
