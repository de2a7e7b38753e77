"""The way of a request, from the words to ranked copies.

understand → identify → (ask) → gather → merge → read titles → fit → rank → explain. Gathering does not wait for the
catalogue: the sources are asked for the words as they were said, and again under the proper names if those turn out to
be others. Each stage stores and publishes what it knows at once (journal.py).
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Coroutine
from dataclasses import replace
from typing import Any
from uuid import UUID

import structlog
from asgiref.sync import async_to_sync, sync_to_async
from constance import config

from apps.library.domain import EditionDetails
from apps.search import sentences
from apps.search.answers import wait_for_answer
from apps.search.catalogue.domain import CatalogueFailed, Match
from apps.search.catalogue.identify import Identified, identify, with_editions
from apps.search.catalogue.installation import lookups_of_this_installation
from apps.search.catalogue.lookups import Lookups
from apps.search.copies import Merge, facts_of
from apps.search.domain import ParsedQuery, Preferences, Reading, preferences_from
from apps.search.gather import MUSICBRAINZ, SourceAnswer, SourceStatus, ask_source, settle
from apps.search.journal import Journal
from apps.search.knowing import Settled, settle_readings
from apps.search.likeness import folded
from apps.search.look_inside import Looked, look_inside, worth_a_look
from apps.search.models import Search, SearchStatus
from apps.search.question import chosen, question_about
from apps.search.ranking.domain import Balance, Fit, Ranked
from apps.search.ranking.rank import rank
from apps.search.services import fail_search
from apps.search.sources.domain import Offer, Terms
from apps.search.sources.pasted import Pasted, is_pasted
from apps.search.sources.registry import Asked, note_answer, note_failure, sources_to_ask
from apps.search.swarms.counting import Counted, Counting, Questions
from apps.search.understand import propose
from apps.search.wishes import seconds_for, terms_for, titles_wanted, wish_for

log = structlog.get_logger(__name__)

DEADLINE = 5.0  # seconds from the start to the last result, whatever hangs
MORE_TIME = 3.0  # seconds for what an answer makes necessary
MOST_COUNTED = 100  # copies whose swarms the trackers are asked for
HEAD_START = 0.08  # seconds that the catalogue has to give proper names before the sources are asked for the words


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


class SearchRun:
    """One run over one search."""

    def __init__(self, search: Search, sources: list[Asked], lookups: Lookups) -> None:
        self.search, self.sources, self.lookups = search, sources, lookups
        self.journal = Journal(search)
        self.preferences: Preferences = preferences_from(search.preferences)
        self.merge = Merge(search.id)
        self.proposed: list[Reading] = []
        self.parsed = ParsedQuery(raw=search.query)
        self.match: Match | None = None
        self.catalogue_failed: CatalogueFailed | None = None
        self.statuses: dict[str, SourceStatus] = {}
        self.asked_for: set[str] = set()
        self.balance = Balance.BALANCED
        self.looked: set[UUID] = set()
        self.questions_to_trackers = Questions()
        self.answered = False
        self.tasks: set[asyncio.Task[Any]] = set()
        self.ends_at = time.monotonic() + DEADLINE

    async def go(self) -> None:
        """Every stage, top to bottom."""
        if is_pasted(self.search.query):
            self.sources = [Asked(0, "Pasted", "pasted", Pasted())]
        else:
            self.proposed = propose(self.search.query, self.preferences)
            self.parsed = self.proposed[0].parsed
        if problem := self._problem():
            await self.journal.finish(SearchStatus.FAILED, problem["message"], problem)
            return
        await sync_to_async(self._prepare)()
        await self.journal.progress(
            sentences.reading(self.parsed), parsed=self.parsed.as_dict(), sources=self._sources()
        )
        await self._begin()
        await self._collect()
        while await self._late_answer():
            await self._collect()
        await self._finish()

    async def _begin(self) -> None:
        self._watch(wait_for_answer(self.search.id), "answer")
        if self.sources and self.sources[0].kind == "pasted":
            self._gather(Terms(self.search.query))
            return
        settling = self._watch(settle_readings(self.proposed, self.lookups))
        await asyncio.wait({settling}, timeout=HEAD_START)
        if not settling.done() and not self.asked_for:
            self._gather(terms_for(self.parsed, None))

    async def _collect(self) -> None:
        """Take in whatever comes first, until everything came or the time is over."""
        while any(task.get_name() != "answer" for task in self.tasks):
            left = self.ends_at - time.monotonic()
            if left <= 0:
                break
            done, _ = await asyncio.wait(self.tasks, timeout=left, return_when=asyncio.FIRST_COMPLETED)
            self.tasks -= done
            for task in done:
                await self._take(task.result())
            if done:
                await self._rank()
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)
        self.tasks.clear()

    async def _take(self, came: object) -> None:
        match came:
            case SourceAnswer():
                await self._take_source(came)
            case Settled():
                await self._take_settled(came)
            case Identified():
                await self._take_identified(came)
            case Looked():
                self.merge.learn(came.offers)
            case Counted():
                for told in came.told:
                    self.merge.count(told.tracker, told.counts)
            case dict():
                self.ends_at = max(self.ends_at, time.monotonic() + MORE_TIME)
                await self._take_answers(came)

    async def _take_source(self, answer: SourceAnswer) -> None:
        settle(self.statuses[answer.asked.name], answer)
        if answer.found is not None:
            self.merge.add(answer.found.offers)
        if answer.asked.id and answer.asked.adapter is not None:
            await sync_to_async(_note)(answer)
        message = sentences.gathering(list(self.statuses.values()), len(self.merge.copies))
        await self.journal.progress(message, sources=self._sources())

    async def _take_settled(self, settled: Settled) -> None:
        """What exists decided how the words are read: say so, and look for its editions."""
        self.parsed = settled.parsed
        self._settle_musicbrainz(settled.asked, settled.failed)
        parsed = self.parsed.as_dict()
        await self.journal.progress(sentences.reading(self.parsed), parsed=parsed, sources=self._sources())
        identifying = self._watch(identify(settled.said, self.lookups, settled.groups, settled.likely_artist))
        await asyncio.wait({identifying}, timeout=HEAD_START)
        if not identifying.done():
            self._gather(terms_for(self.parsed, None))

    async def _take_identified(self, identified: Identified) -> None:
        self.match = identified.match
        self._settle_musicbrainz(identified.asked, identified.failed)
        answers = await self.journal.answers()
        if answers is not None:
            await self._take_answers(answers)
            return
        await self._know(sentences.reading(self.parsed, self.match))
        question = question_about(self.match, identified.parsed) if self.match and self.preferences.ask else None
        if question is not None:
            await self.journal.ask(question)

    async def _take_answers(self, answers: dict[str, Any]) -> None:
        """Go on with the album that was chosen; an empty answer is a skip, which keeps the default."""
        self.answered = True
        if self.match is None:
            return
        group, edition = chosen(self.match, answers)
        if group is not None and group is not self.match.group:
            known = {"artist": self.match.artist, "track": self.match.track, "confidence": 1.0}
            rivals = [self.match.group, *self.match.alternatives]
            others = tuple(other for other in rivals if other is not None and other is not group)
            found = await with_editions(group, self.parsed, self.lookups, alternatives=others, **known)
            self.match = found.match
        if edition is not None and self.match is not None:
            self.match = replace(self.match, edition=edition, confidence=1.0)
        await self._know(sentences.reading(self.parsed, self.match))

    async def _late_answer(self) -> bool:
        """Whether an answer came that was not heard; it is taken in, with a little more time."""
        answers = await self.journal.answers()
        if self.answered or answers is None or self.match is None:
            return False
        self.ends_at = max(self.ends_at, time.monotonic() + MORE_TIME)
        await self._take_answers(answers)
        await self._rank()
        return bool(self.tasks)

    async def _know(self, message: str) -> None:
        """The match is known (better): say so, and ask the sources again if its names are others than were said."""
        match = self.match.as_dict() if self.match else None
        await self.journal.progress(message, match=match, sources=self._sources())
        self._gather(terms_for(self.parsed, self.match))

    def _gather(self, terms: Terms) -> None:
        key = folded(terms.text)
        if key in self.asked_for or not key:
            return
        self.asked_for.add(key)
        left = self.ends_at - time.monotonic()
        for asked in self.sources:
            self.statuses.setdefault(asked.name, SourceStatus(asked.name, asked.kind))
            self._watch(ask_source(asked, terms, left))

    async def _rank(self) -> None:
        if not self.merge.copies:
            return
        wish = wish_for(self.parsed, self.preferences, self.match, self.balance)
        wanted = titles_wanted(wish)
        facts = []
        editions = self._editions()
        for copy in self.merge.copies.values():
            copy.read(wanted)
            copy.hold_against(editions)
            facts.append(facts_of(copy, seconds=seconds_for(copy.reading, wish, self.match)))
        ranked = await asyncio.to_thread(rank, facts, wish)
        edition = self.match.edition or next(iter(self.match.editions), None) if self.match else None
        self._look_inside(ranked)
        self._count_swarms(ranked)
        await self.journal.results(ranked, wish, self.merge.copies, edition.release_mbid if edition else None)

    def _editions(self) -> tuple[EditionDetails, ...]:
        """What the files are held against: the edition that was asked for, else every one."""
        if self.match is None:
            return ()
        return (self.match.edition,) if self.match.edition else self.match.editions

    def _look_inside(self, ranked: list[Ranked]) -> None:
        """Begin to look into the best copies whose files nobody listed yet."""
        left = self.ends_at - time.monotonic()
        copies = worth_a_look(ranked, self.merge.copies, self.looked)
        if not copies or left < 0.2:
            return
        self.looked |= {copy.id for copy in copies}
        self._watch(look_inside(copies, {asked.name: asked.home for asked in self.sources}, left))

    def _count_swarms(self, ranked: list[Ranked]) -> None:
        """Ask the trackers how many seed the best copies, each only once."""
        left = self.ends_at - time.monotonic()
        copies = [self.merge.copies[UUID(each.facts.id)] for each in ranked[:MOST_COUNTED]]
        if left < 0.2 or not (wanted := self.questions_to_trackers.about(copies)):
            return
        counting = Counting(wanted, left)
        self._watch(counting.first())
        self._watch(counting.whole())

    async def _finish(self) -> None:
        for line in self.statuses.values():
            if line.status == "pending":
                line.status = "timeout"
                line.error = {"code": "timeout", "message": f"{line.name} did not answer in time."}
        statuses, copies = list(self.statuses.values()), len(self.merge.copies)
        await self.journal.progress(sentences.gathering(statuses, copies), sources=self._sources())
        status: SearchStatus = SearchStatus.DONE
        error: dict[str, str] | None = None
        asked = [each for each in statuses if each.name != MUSICBRAINZ]
        message = sentences.ending(statuses, copies, self.catalogue_failed)
        if not copies and not any(each.status == "ok" for each in asked):
            status, message = SearchStatus.FAILED, sentences.nobody_answered(asked)
            error = {"code": "no_source_answered", "message": message}
        elif not copies:
            message = sentences.nothing_found(self.parsed, self.match, asked)
            error = {"code": "nothing_found", "message": message}
        elif self.search.questions and await self.journal.answers() is None:
            status = SearchStatus.ASKING
        await self.journal.finish(status, message, error)

    def _problem(self) -> dict[str, str] | None:
        if not self.sources:
            return {"code": "no_sources", "message": sentences.NO_SOURCES}
        parsed = self.parsed
        names = (
            parsed.artist,
            parsed.album,
            parsed.track,
            parsed.composer,
            parsed.performer,
            parsed.work,
            parsed.label,
        )
        if self.sources[0].kind != "pasted" and not any(names):
            return {"code": "not_understood", "message": parsed.problem or sentences.NOTHING_READ}
        return None

    def _prepare(self) -> None:
        """What a person set, and after an answer: what was found before the question is still good."""
        with contextlib.suppress(ValueError):
            self.balance = Balance(config.SEARCH_BALANCE)
        if self.search.answers is None:
            return
        for row in self.search.results.all():
            offers = [Offer.from_dict(offer) for offer in row.offers]
            self.merge.restore(row.id, offers, Fit(**row.fit) if row.fit else None, row.facts.get("trouble", ""))
        for line in self.search.sources:
            self.statuses[line["name"]] = SourceStatus(**line)
        if self.merge.copies:
            self.asked_for.add(folded(terms_for(self.parsed, None).text))

    def _settle_musicbrainz(self, asked: bool, failed: CatalogueFailed | None) -> None:
        """MusicBrainz's line among the sources: what it was asked for last, and a failure until it answers again."""
        line = self.statuses.setdefault(MUSICBRAINZ, SourceStatus(MUSICBRAINZ, "catalogue", "cached"))
        if failed is not None:
            self.catalogue_failed = failed
            line.status = {"off": "skipped", "timeout": "timeout"}.get(failed.code, "failed")
            line.error = {"code": failed.code, "message": failed.message}
        elif asked:
            self.catalogue_failed = None
            line.status, line.error = "ok", None
        line.count = len(self.match.editions) if self.match else 0
        line.elapsed = time.monotonic() - (self.ends_at - DEADLINE)

    def _sources(self) -> list[dict[str, Any]]:
        counts: dict[str, int] = {}
        for copy in self.merge.copies.values():
            for source in {offer.source for offer in copy.offers}:
                counts[source] = counts.get(source, 0) + 1
        for status in self.statuses.values():
            if status.name != MUSICBRAINZ:
                status.count = counts.get(status.name, 0)
        return [status.as_dict() for status in self.statuses.values()]

    def _watch(self, work: Coroutine[Any, Any, Any], name: str = "work") -> asyncio.Task[Any]:
        task = asyncio.create_task(work, name=name)
        self.tasks.add(task)
        return task


def _note(answer: SourceAnswer) -> None:
    if answer.found is not None:
        note_answer(answer.asked, answer.found, answer.elapsed)
    elif answer.failed is not None:
        note_failure(answer.asked, answer.failed)
