"""The live sections of the wanted room: its list, and the count beside the place's name."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone

from apps.core.live import Event
from apps.core.pages.sections import Section, register_section, versioned
from apps.wanted import queries
from apps.wanted.domain import WantedStatus
from apps.wanted.events import TOPIC
from apps.wanted.models import FollowedArtist, WantedAlbum


@dataclass(frozen=True)
class Proposal:
    """A wanted album with the copy that is proposed for it."""

    wanted: WantedAlbum
    copy: dict[str, Any] | None


def list_context() -> dict[str, Any]:
    """Proposals first, then what is coming, what is looked for, what came lately, and who is followed."""
    proposed = queries.wanted_albums(WantedStatus.PROPOSED)
    copies = queries.proposals_of(proposed)
    waiting = queries.waiting_albums()
    return {
        "proposals": [Proposal(each, copies.get(each.id)) for each in proposed],
        "coming": queries.wanted_albums(WantedStatus.COMING),
        "waiting": waiting[: queries.SHOWN_WAITING],
        "waiting_count": waiting.count(),
        "arrived": queries.wanted_albums(WantedStatus.ARRIVED, queries.SHOWN_ARRIVED),
        "now": timezone.now(),
        "followed": FollowedArtist.objects.all()[: queries.SHOWN_FOLLOWED],
        "followed_count": FollowedArtist.objects.count(),
    }


def list_element(request: HttpRequest | None = None) -> str:
    """The whole list as one element."""
    return versioned(render_to_string("wanted/_list.html", list_context(), request))


def _render(_key: str, _events: Sequence[Event]) -> list[str]:
    return [list_element()]


def _count(_key: str, _events: Sequence[Event]) -> list[str]:
    return [versioned(render_to_string("wanted/_count.html", {"count": queries.proposals_count()}))]


register_section("wanted", Section(lambda _key: [TOPIC], _render, pause=0.5))
register_section("wanted-count", Section(lambda _key: [TOPIC], _count, pause=2.0))
