"""The bar under the list: one thing with everything that is selected."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.views.decorators.http import require_POST

from apps.core.pages.rendering import go
from apps.downloads.bulk.actions import Action, Outcome, act, undo_remove

WORDS = {
    Action.PAUSE: "paused",
    Action.RESUME: "going on",
    Action.FORCE: "running now",
    Action.UNFORCE: "waiting for their turn again",
    Action.FRONT: "at the front",
    Action.END: "at the end",
    Action.RECHECK: "being checked",
    Action.REMOVE: "removed",
}


@require_POST
def bulk(request: HttpRequest) -> HttpResponse:
    """Do what the pressed button says with the ticked downloads."""
    name, ids = request.POST.get("action", ""), request.POST.getlist("download")
    if name not in set(Action) or not ids:
        messages.info(request, "Tick some downloads first.")
        return go(request, reverse("downloads:list"))
    action = Action(name)
    outcome = act(action, ids)
    _tell(request, action, outcome)
    return go(request, reverse("downloads:list"))


@require_POST
def undo(request: HttpRequest) -> HttpResponse:
    """Bring back what was removed together."""
    undo_remove(request.GET.getlist("download"))
    return go(request, reverse("downloads:list"))


def _tell(request: HttpRequest, action: Action, outcome: Outcome) -> None:
    if outcome.done:
        count = len(outcome.done)
        way_back = _way_back(outcome.done) if action == Action.REMOVE else ""
        messages.success(request, f"{count} download{'s'[: count != 1]} {WORDS[action]}.", extra_tags=way_back)
    for sentence in dict.fromkeys(outcome.failed.values()):
        messages.error(request, sentence)


def _way_back(ids: tuple[str, ...]) -> str:
    query = QueryDict(mutable=True)
    query.setlist("download", list(ids))
    return f"{reverse('downloads:undo-bulk')}?{query.urlencode()}"
