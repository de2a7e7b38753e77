"""Where people listen: what a reader of a file that is still arriving tells the engine, and what it hears back.

A reader is a stream's request in the web process. It says where it reads, again every few seconds while it lives;
the engine answers on the download's own topic each time that more of the file is really on the disk.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import structlog
from channels.layers import get_channel_layer

log = structlog.get_logger(__name__)

SAY_AGAIN_SECONDS = 5.0
FORGOTTEN_AFTER_SECONDS = 20.0


@dataclass(frozen=True, slots=True)
class PlayHead:
    """A reader at byte `position` of a file that reads on to `end`; `left` says that it has gone."""

    reader: str
    download_id: str
    file_index: int
    position: int
    end: int
    left: bool = False


@dataclass(frozen=True, slots=True)
class Readable:
    """The bytes of a file from `start` up to `end` are really on the disk."""

    download_id: str
    file_index: int
    start: int
    end: int


def engine_topic(node: str) -> str:
    """The topic to which the engine of `node` listens."""
    return f"engine.{node}"


def readable_topic(download_id: str) -> str:
    """The topic on which the engine tells what of a download can be read."""
    return f"readable.{download_id}"


async def tell_engine(node: str, head: PlayHead) -> None:
    """Tell the engine where a reader is. A Redis that is away costs one telling: it is repeated."""
    layer = get_channel_layer()
    if layer is None:
        return
    try:
        await layer.group_send(engine_topic(node), {"type": "play_head", **asdict(head)})
    except Exception as error:  # any transport error
        log.warning("play_head_not_told", error=str(error))


def heard_head(message: dict[str, Any]) -> PlayHead | None:
    """The play head in a message of the channel layer, or None where it is something else."""
    if message.get("type") != "play_head":
        return None
    return PlayHead(**{name: message[name] for name in PlayHead.__dataclass_fields__})


def readable_event(readable: Readable) -> dict[str, Any]:
    """The event that carries a Readable."""
    return {"type": "readable", **asdict(readable)}


def heard_readable(event: dict[str, Any]) -> Readable | None:
    """The Readable in an event, or None where it is something else."""
    if event.get("type") != "readable":
        return None
    return Readable(**{name: event[name] for name in Readable.__dataclass_fields__})
