"""The way of a request, from the words to ranked copies.

understand → identify → (ask) → gather → merge → read titles → fit → rank → explain. Gathering does not wait for the
catalogue: the sources are asked for the words as they were said, and again under the proper names if those turn out to
be others. Each stage stores and publishes what it knows at once (journal.py).
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Coroutine, Sequence
from dataclasses import replace
from typing import Any

import structlog
from asgiref.sync import async_to_sync, sync_to_async
from django.utils import timezone

from apps.search import learning, mistakes, sentences
from apps.search.answers import wait_for_answer
from apps.search.assisting import SecondReader
from apps.search.balance import balance_for
from apps.search.board import SourceBoard
from apps.search.catalogue.domain import Match
from apps.search.catalogue.identify import Identified, identify, with_editions
from apps.search.catalogue.installation import lookups_of_this_installation
from apps.search.catalogue.lookups import Lookups
from apps.search.domain import Balance, ParsedQuery, Preferences, Reading, preferences_from
from apps.search.editions import question_about_editions, wishes_of
from apps.search.endings import ending, obstacle
from apps.search.gather import SourceAnswer, ask_source, note
from apps.search.journal import Journal
from apps.search.knowing import Settled, settle_readings
from apps.search.likeness import folded
from apps.search.look_inside import WORTH_LOOKING, Looked
from apps.search.models import Search, SearchStatus
from apps.search.question import chosen, question_about
from apps.search.ranking.domain import Fit, Ranked
from apps.search.services import bind_later, fail_search
from apps.search.shortlist import Shortlist
from apps.search.signals.hearsay import Hearsay, ask_around
from apps.search.sources.domain import Offer, Terms
from apps.search.sources.pasted import Pasted, is_pasted
from apps.search.sources.registry import Asked, sources_to_ask
from apps.search.swarms.counting import Counted
from apps.search.understand import propose
from apps.search.understand.assistant import Hedged
from apps.search.wishes import terms_for, wish_for

log = structlog.get_logger(__name__)

DEADLINE = 5.0  # seconds from the request to the end, whatever hangs
TO_FINISH = 0.8  # seconds of it that are kept for the last ranking, for writing it down and telling it
LEAST = 2.0  # seconds that a search gets however long it stood in the queue
MORE_TIME = 3.0  # seconds for what an answer makes necessary
RANK_PAUSE = 0.1  # seconds between two rankings at least, and as long as one takes: hundreds of copies take a while
OFFERED_BY = 1.2  # seconds after which sources that are still silent don't hold up the question between editions
TO_LET_GO = 0.2  # seconds for what is cancelled to end
ANSWER = "answer"  # the name of the task that waits for one
HEAD_START = 0.05  # seconds that the catalogue has to give proper names before the sources are asked for the words


def run(search: Search) -> None:
    """Take a search from its words, or from its question's answer, to its end. Never raises for what it found."""
    try:
        async_to_sync(run_search)(search)
    except Exception:
        log.exception("search_crashed", search_id=str(search.id))
        message = "Something went wrong here while searching; the log has the details. Try again."
        fail_search(search, "internal", message)
        raise


async def run_search(search: Search) -> None:
    """`run` for a caller that has an event loop."""
    asked = await sync_to_async(sources_to_ask)()
    await SearchRun(search, asked, lookups_of_this_installation()).go()


def time_left(search: Search) -> float:
    """The seconds in which a run may take answers in: what is left since the request, or more after a question."""
    if search.answers is not None:
        return MORE_TIME
    waited = max(0.0, (timezone.now() - search.timestamp).total_seconds())
    return max(LEAST, DEADLINE - TO_FINISH - waited)


class SearchRun:
    """One run over one search."""

    def __init__(self, search: Search, sources: list[Asked], lookups: Lookups) -> None:
        self.search, self.sources, self.lookups = search, sources, lookups
        self.preferences: Preferences = preferences_from(search.preferences)
        self.journal, self.board = Journal(search), SourceBoard()
        self.shortlist = Shortlist(search.id, {asked.name: asked.home for asked in sources})
        self.second = SecondReader(search)
        self.proposed: list[Reading] = []
        self.parsed = ParsedQuery(raw=search.query)
        self.match: Match | None = None
        self.balance = Balance.BALANCED
        self.asked_for: set[str] = set()
        self.answered = self.identified = self.asked_around = self.is_unranked = self.is_untold = False
        self.began, self.rank_from = time.monotonic(), 0.0
        self.tasks: set[asyncio.Task[Any]] = set()
        self.deciding: asyncio.Task[Any] | None = None
        self.overtaken: set[asyncio.Task[Any]] = set()
        self.ends_at = time.monotonic() + time_left(search)

    async def go(self) -> None:
        """Every stage, top to bottom."""
        if problem := await self._read():
            await self.journal.finish(SearchStatus.FAILED, problem["message"], problem)
            return
        await sync_to_async(self._prepare)()
        await self._tell(sentences.reading(self.parsed), parsed=self.parsed.as_dict(), running=True)
        await self._begin()
        await self._collect()
        while await self._late_answer():
            await self._collect()
        await self._finish()

    async def _read(self) -> dict[str, str] | None:
        """What the words may mean, or why there is no use in searching. A pasted link means itself."""
        if is_pasted(self.search.query):
            self.sources = [Asked(0, "Pasted", "pasted", Pasted())]
            return None
        self.proposed = await self.second.begin(propose(self.search.query, self.preferences))
        self.parsed = self.proposed[0].parsed
        return obstacle(self.parsed, sources=len(self.sources))

    async def _begin(self) -> None:
        self._watch(wait_for_answer(self.search.id), ANSWER)
        if not self.proposed:
            self._gather(Terms(self.search.query))
            return
        if self.second.is_due:
            self._watch(self.second.ask(self.parsed))
        settling = self._decide(settle_readings(self.proposed, self.lookups))
        await asyncio.wait({settling}, timeout=HEAD_START)
        if not settling.done() and not self.asked_for:
            self._gather(terms_for(self.parsed, None))

    async def _collect(self) -> None:
        """Take in whatever comes first, until everything came or the time is over."""
        while (now := time.monotonic()) < self.ends_at:
            is_idle = all(task.get_name() == ANSWER for task in self.tasks)
            if self.is_unranked and (is_idle or now >= self.rank_from):
                await self._rank()  # which may begin to look closer
                continue
            if is_idle:
                break
            until = min(self.ends_at, self.rank_from) if self.is_unranked else self.ends_at
            done, _ = await asyncio.wait(self.tasks, timeout=until - now, return_when=asyncio.FIRST_COMPLETED)
            self.tasks -= done
            for task in done:  # taking one in may overtake the next
                if task not in self.overtaken and (came := task.result()) is not None:
                    await self._take(came)
                    self.is_unranked = True
            if self.is_untold and time.monotonic() < self.rank_from:
                await self._tell_gathering()
        if self.is_unranked:
            await self._rank()
        for task in self.tasks:
            task.cancel()
        if self.tasks:  # one in a thread cannot be interrupted: its answer comes too late, and is not waited for
            await asyncio.wait(self.tasks, timeout=TO_LET_GO)
        self.tasks.clear()

    async def _take(self, came: object) -> None:
        match came:
            case SourceAnswer():
                await self._take_source(came)
            case Hedged():
                await self._take_second_reading(came)
            case Settled():
                await self._take_settled(came)
            case Identified():
                await self._take_identified(came)
            case Looked():
                self.shortlist.learn(came)
            case Counted():
                for told in came.told:
                    self.shortlist.merge.count(told.tracker, told.counts)
            case Hearsay():
                self.shortlist.remarks = came.remarks
                self.board.settle_signals(came)
            case dict():
                self.ends_at = max(self.ends_at, time.monotonic() + MORE_TIME)
                await self._take_answers(came)

    async def _take_source(self, answer: SourceAnswer) -> None:
        self.board.settle(answer)
        if answer.found is not None:
            self.shortlist.merge.add(answer.found.offers)
        if answer.asked.id and answer.asked.adapter is not None:
            await sync_to_async(note)(answer)
        self.is_untold = True  # the results come first: they are what is waited for

    async def _take_second_reading(self, hedged: Hedged) -> None:
        """An assistant read the words too: if otherwise, what exists decides again, unless the person is asked."""
        proposed = self.second.weigh(hedged, self.parsed, self.proposed)
        if proposed is None:
            self.parsed = self.parsed.because(*self.second.notes)
            await self._tell(self.search.message, parsed=self.parsed.as_dict())
        elif not self.answered and not self.search.questions:
            self.proposed = proposed
            self._decide(settle_readings(proposed, self.lookups))

    async def _take_settled(self, settled: Settled) -> None:
        """What exists decided how the words are read: say so, and look for its editions."""
        self.parsed = settled.parsed.because(*self.second.notes)
        self.board.settle_catalogue(settled.asked, settled.failed, 0)
        await self._tell(sentences.reading(self.parsed), parsed=self.parsed.as_dict())
        work = identify(settled.said, self.lookups, settled.groups, settled.likely_artist)
        identifying = self._decide(work)
        await asyncio.wait({identifying}, timeout=HEAD_START)
        if not identifying.done():
            self._gather(terms_for(self.parsed, None))

    async def _take_identified(self, identified: Identified) -> None:
        """What is meant is known: go on by its proper names, and ask if the words fit others as well."""
        self.match, self.identified = identified.match, True
        editions = len(self.match.editions) if self.match else 0
        self.board.settle_catalogue(identified.asked, identified.failed, editions)
        answers = await self.journal.answers()
        if answers is not None:
            await self._take_answers(answers)
            return
        await self._know()
        question = question_about(self.match, identified.parsed) if self.match and self.preferences.ask else None
        if question is not None and not self.search.questions:
            await self.journal.ask(question)
            self._gather(terms_for(identified.parsed, None))  # so that there are copies of the other answers, too

    async def _take_answers(self, answers: dict[str, Any]) -> None:
        """Go on with what was chosen; an empty answer is a skip, which keeps the default."""
        self.answered = True
        if self.match is None:
            return
        group, edition = chosen(self.match, answers)
        if group is not None and group is not self.match.group:
            known = {"artist": self.match.artist, "track": self.match.track, "confidence": 1.0}
            rivals = (self.match.group, *self.match.alternatives)
            others = tuple(other for other in rivals if other is not None and other is not group)
            found = await with_editions(group, self.parsed, self.lookups, alternatives=others, **known)
            self.match = found.match
        if edition is not None and self.match is not None:
            self.match = replace(self.match, edition=edition, confidence=1.0)
            self.parsed = self.parsed.because("this edition was chosen", **wishes_of(self.search.questions, answers))
        await self._know()

    async def _late_answer(self) -> bool:
        """Whether an answer came that was not heard; it is taken in, with a little more time."""
        answers = await self.journal.answers()
        if self.answered or answers is None or self.match is None:
            return False
        self.ends_at = max(self.ends_at, time.monotonic() + MORE_TIME)
        await self._take_answers(answers)
        await self._rank()
        return bool(self.tasks)

    async def _know(self) -> None:
        """The match is known (better): say so, and ask the sources again if its names are others than were said."""
        match = self.match.as_dict() if self.match else None
        if self.match and self.match.group and not self.asked_around:
            self.asked_around = True
            group, left = self.match.group, self.ends_at - time.monotonic()
            self._watch(ask_around(group.artist_credit, group.title, left))
        await self._tell(sentences.reading(self.parsed, self.match), match=match)
        self._gather(terms_for(self.parsed, self.match))

    def _gather(self, terms: Terms) -> None:
        key = folded(terms.text)
        if key in self.asked_for or not key:
            return
        self.asked_for.add(key)
        for asked in self.sources:
            self.board.expect(asked)
            self._watch(ask_source(asked, terms, self.ends_at - time.monotonic()))

    async def _rank(self) -> None:
        """Put in order, write down and tell what is known now; what comes soon after it waits for the next time."""
        self.is_unranked = False
        if not self.shortlist.copies:
            await self._tell_gathering()
            return
        began = time.monotonic()
        wish = wish_for(self.parsed, self.preferences, self.match, self.balance)
        ranked = await self.shortlist.ranked(wish, self.match)
        for work in self.shortlist.closer_looks(ranked, self.ends_at - time.monotonic()):
            self._watch(work)
        edition = self.match.edition or next(iter(self.match.editions), None) if self.match else None
        mbid = edition.release_mbid if edition else None
        await self.journal.results(ranked, wish, self.shortlist.copies, mbid)
        await self._tell_gathering()
        await self._ask_about_editions(ranked)
        ended = time.monotonic()
        self.rank_from = ended + max(RANK_PAUSE, ended - began)

    async def _tell_gathering(self) -> None:
        """Say who answered since the last time."""
        if self.is_untold:
            self.is_untold = False
            await self._tell(sentences.gathering(self.board.asked, len(self.shortlist.copies)))

    async def _ask_about_editions(self, ranked: Sequence[Ranked]) -> None:
        """Put the question between editions, once it is known which of them are on offer."""
        if not self.match or self.search.questions or self.answered or not self.preferences.ask:
            return
        if self.board.is_waiting and time.monotonic() < self.began + OFFERED_BY:
            return
        right = (each.facts for each in ranked if each.ledger.value("match") >= WORTH_LOOKING)
        question = question_about_editions(self.match, self.parsed, right)
        if question is not None:
            await self.journal.ask(question)

    async def _finish(self) -> None:
        self.board.time_out()
        copies = len(self.shortlist.copies)
        await self._tell(sentences.gathering(self.board.asked, copies))
        is_asking = bool(self.search.questions) and await self.journal.answers() is None
        await self.journal.finish(*ending(self.board, copies, self.parsed, self.match, is_asking=is_asking))
        failed = self.board.catalogue_failed
        unknown = not self.identified if failed is None else failed.code != "off"
        if self.match is None and self.proposed and unknown:
            await sync_to_async(bind_later)(self.search)

    def _prepare(self) -> None:
        """What a person set, and after an answer: what was found before the question is still good."""
        self.balance = balance_for(self.preferences)
        learning.learn()
        self.shortlist.memory = mistakes.memory()
        if self.search.answers is None:
            return
        for row in self.search.results.all():
            offers = [Offer.from_dict(offer) for offer in row.offers]
            fit = Fit(**row.fit) if row.fit else None
            self.shortlist.merge.restore(row.id, offers, fit, row.facts.get("trouble", ""))
        self.board.restore(self.search.sources)
        if self.shortlist.copies:
            self.asked_for.add(folded(terms_for(self.parsed, None).text))

    async def _tell(self, message: str, **known: Any) -> None:
        """Say what is happening, with what became known and how the sources fare."""
        await self.journal.progress(message, sources=self.board.documents(self.shortlist.copies.values()), **known)

    def _watch(self, work: Coroutine[Any, Any, Any], name: str = "work") -> asyncio.Task[Any]:
        task = asyncio.create_task(work, name=name)
        self.tasks.add(task)
        return task

    def _decide(self, work: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
        """Find out what is meant. What was at that before and was not taken in yet is of no more interest."""
        if self.deciding is not None:
            self.overtaken.add(self.deciding)
            self.tasks.discard(self.deciding)
            self.deciding.cancel()
        self.deciding = self._watch(work)
        return self.deciding
