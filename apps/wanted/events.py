"""What the wanted room tells to everyone who listens (topic `wanted`)."""

from django.db import transaction

from apps.core.live import publish
from apps.wanted.models import WantedAlbum

TOPIC = "wanted"


def publish_wanted(wanted: WantedAlbum) -> None:
    """Tell, once it is committed, that a wanted album fares otherwise."""
    event = {"type": "wanted", "wanted_id": str(wanted.id), "status": str(wanted.status), "message": wanted.message}
    transaction.on_commit(lambda: publish(TOPIC, event))


def publish_changed() -> None:
    """Tell, once it is committed, that the list is another."""
    transaction.on_commit(lambda: publish(TOPIC, {"type": "changed"}))
