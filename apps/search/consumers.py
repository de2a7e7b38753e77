"""`/ws/search/{search_id}`: question, progress, results, done, error."""

from asgiref.sync import sync_to_async

from apps.core.live import Event, LiveConsumer
from apps.search import queries
from apps.search.models import SearchStatus


class SearchConsumer(LiveConsumer):
    """Tells the story of one search; who comes late hears how far it is."""

    async def topics(self) -> list[str]:
        search = await sync_to_async(queries.find_search)(self._search_id())
        return [f"search.{search.id}"] if search else []

    async def present_state(self) -> list[Event]:
        return await sync_to_async(_present_state)(self._search_id())

    def _search_id(self) -> str:
        return str(self.scope["url_route"]["kwargs"]["search_id"])


def _present_state(search_id: str) -> list[Event]:
    search = queries.find_search(search_id)
    if search is None:
        return []
    document = queries.search_document(search)
    events: list[Event] = [
        {"type": "progress", "message": search.message, **{k: document[k] for k in ("parsed", "match", "sources")}}
    ]
    if document["results"]:
        events.append({"type": "results", "data": document["results"], "total": search.results_count})
    if search.status == SearchStatus.ASKING:
        events.append({"type": "question", "questions": search.questions})
    elif search.status == SearchStatus.DONE:
        events.append({"type": "done", "results_count": search.results_count, "message": search.message})
    elif search.status == SearchStatus.FAILED:
        events.append({"type": "error", **(search.error or {})})
    return events
