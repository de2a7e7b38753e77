"""What can be done with searches: start one, answer its question, rank it again, forget."""

import contextlib
import uuid
from collections.abc import Mapping

from asgiref.sync import async_to_sync
from django.db import transaction
from django.utils import timezone
from kombu.exceptions import OperationalError

from apps.core.errors import ApiError
from apps.core.live import publish
from apps.search.domain import Preferences, preferences_from
from apps.search.models import Search, SearchResult, SearchStatus, Source
from apps.search.sources.domain import SourceFailed
from apps.search.sources.pasted import is_pasted

LONGEST_QUERY = 500
LONGEST_LINK = 16 * 1024
_QUEUE_AWAY = "The search could not be started: the queue is away. Try again in a moment."


def start_search(query: str, preferences: Preferences | Mapping[str, object] | None = None) -> Search:
    """Note the request and hand it to a worker.

    Raises ApiError 422 on an empty or endless query or an unknown preference, 503 when no work can be queued.
    """
    text = " ".join(query.replace("\x00", " ").split())
    if not text:
        raise ApiError(422, "empty_query", "Type what you want to hear: an artist, an album, a song.", field="query")
    if len(text) > longest(text):
        message = f"That is longer than {LONGEST_QUERY} characters. A name and a title are enough."
        raise ApiError(422, "query_too_long", message, field="query")
    chosen = _preferences(preferences)
    search = Search.objects.create(query=text, preferences=preferences_document(chosen), message="Reading your words.")
    transaction.on_commit(lambda: enqueue(search))
    return search


def answer_question(search_id: uuid.UUID, answers: Mapping[str, object] | None = None, *, skip: bool = False) -> Search:
    """Take the answer to a search's question (`{question_id: choice or [choices]}`), or `skip` it for the default.

    Raises Search.DoesNotExist, ApiError 409 when nothing is asked, 422 for an answer that was not offered.
    """
    with transaction.atomic():
        search = Search.objects.select_for_update().get(id=search_id)
        if search.status != SearchStatus.ASKING:
            raise ApiError(409, "no_question", "This search has no open question.")
        search.answers = {} if skip else _checked_answers(search.questions, answers or {})
        search.status = SearchStatus.PROCESSING
        search.save(update_fields=["answers", "status"])
    if search.running:
        publish(control_topic(search.id), {"type": "answered"})
    else:
        enqueue(search)
    return search


def rank_again(search: Search, preferences: Mapping[str, object]) -> Search:
    """Rank what was found by other preferences. Raises ApiError 422 on an unknown one."""
    from apps.search import ranking_again

    chosen = _preferences(preferences)
    return ranking_again.rank_again(search, chosen, preferences_document(chosen))


def allow_result(row: SearchResult) -> SearchResult:
    """Forgive a result what it, or one with the same files, did before, and rank its search again."""
    from apps.search import mistakes, ranking_again

    mistakes.allow(row)
    row.facts.pop("trouble", None)
    row.save(update_fields=["facts"])
    search = row.search
    ranking_again.rank_again(search, preferences_from(search.preferences), search.preferences)
    row.refresh_from_db()
    return row


def torrent_of(row: SearchResult) -> bytes | str:
    """The bytes of a result's `.torrent`, or the magnet link that its indexer hands out instead.

    Raises ApiError 404 where no source has one, 502 where the source does not give it.
    """
    from apps.search.sources.torznab import fetch_torrent

    offer = next((offer for offer in row.offers if offer.get("torrent_url")), None)
    if offer is None:
        raise ApiError(404, "no_torrent", "Nobody has a .torrent of this; use its magnet link.")
    home = Source.objects.filter(name=offer["source"]).values_list("url", flat=True).first() or offer["torrent_url"]
    try:
        answer = async_to_sync(fetch_torrent)(offer["torrent_url"], home)
    except SourceFailed as error:
        message = f"{offer['source']} did not hand out the .torrent: {error.message} Try the magnet link."
        raise ApiError(502, "source_failed", message) from None
    return answer.redirected_to or answer.body


def longest(text: str) -> int:
    """How many characters a request may have: a pasted link more than words."""
    return LONGEST_LINK if is_pasted(text) else LONGEST_QUERY


def choose_result(result: SearchResult) -> None:
    """Remember in the history which copy was taken."""
    Search.objects.filter(id=result.search_id).update(selected_torrent=result.info_hash or result.info_hash_v2)


def clear_history() -> int:
    """Forget every search and what it found; returns how many."""
    known = Search.objects.filter(unattended=False)
    count = known.count()
    known.delete()
    return count


def control_topic(search_id: uuid.UUID) -> str:
    """The topic on which a running pipeline hears that its question was answered."""
    return f"search-control.{search_id}"


def preferences_document(preferences: Preferences) -> dict[str, object]:
    """The contract's JSON form of preferences."""
    kind = preferences.type.value if preferences.type else None
    document: dict[str, object] = {"format": preferences.format.value, "type": kind, "ask": preferences.ask}
    return document | ({"balance": preferences.balance.value} if preferences.balance else {})


def _preferences(values: Preferences | Mapping[str, object] | None) -> Preferences:
    if isinstance(values, Preferences):
        return values
    try:
        return preferences_from(values or {})
    except ValueError as error:
        raise ApiError(422, "invalid", str(error), field="preferences") from error


def _checked_answers(questions: list[dict[str, object]], answers: Mapping[str, object]) -> dict[str, object]:
    checked: dict[str, object] = {}
    by_id = {str(question["id"]): question for question in questions}
    for name, answer in answers.items():
        question = by_id.get(name)
        if question is None:
            raise ApiError(422, "unknown_question", f"This search did not ask {name!r}.", field=name)
        choices = question["choices"]
        offered = {str(choice["id"]) for choice in choices} if isinstance(choices, list) else set()
        given = answer if isinstance(answer, list) else [answer]
        if not given or not all(isinstance(each, str) and each in offered for each in given):
            raise ApiError(422, "unknown_choice", "Choose one of the answers that were offered.", field=name)
        checked[name] = given[0]
    if not checked:
        raise ApiError(422, "no_answer", "Send an answer, or skip the question.", field="answers")
    return checked


def enqueue(search: Search) -> None:
    """Hand a search to a worker. Raises ApiError 503 when no work can be queued."""
    from apps.search.tasks import run_search

    try:
        run_search.delay(str(search.id))
    except (OperationalError, OSError) as error:
        fail_search(search, "queue_away", _QUEUE_AWAY)
        raise ApiError(503, "queue_away", _QUEUE_AWAY, retry_after=5) from error


def bind_later(search: Search) -> None:
    """Find out what a search meant once MusicBrainz is back. Without a queue it stays as it is."""
    from apps.search import tasks

    with contextlib.suppress(OperationalError, OSError):
        tasks.bind_later.apply_async((str(search.id),), countdown=tasks.BIND_AFTER[0])


def fail_search(search: Search, code: str, message: str) -> None:
    """End a search with an error for a person."""
    search.status, search.running = SearchStatus.FAILED, False
    error = {"code": code, "message": message}
    search.error, search.message = error, message
    search.finished_at = timezone.now()
    search.save(update_fields=["status", "running", "error", "message", "finished_at"])
    publish(f"search.{search.id}", {"type": "error", **error})
