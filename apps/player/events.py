"""What the player tells to everyone who listens (topic `player`)."""

from apps.core.live import publish
from apps.player.models import Device
from apps.player.queries import queue_document, state_document

TOPIC = "player"


def publish_state(device: Device) -> None:
    publish(TOPIC, {"type": "state", **state_document(device)})


def publish_queue(device: Device) -> None:
    publish(TOPIC, {"type": "queue", **queue_document(device)})


def publish_command(device: Device, action: str) -> None:
    """Tell a device to `play`, `load` (make ready without playing), `pause`, `stop`, `seek` or set its `volume`."""
    event = {"type": "command", "action": action, "device": device.name, "position": device.position}
    event |= {"elapsed": device.elapsed, "volume": device.volume, "revision": device.revision}
    publish(TOPIC, event)
