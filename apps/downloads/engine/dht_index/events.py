"""The reader's alerts as dataclasses: an alert that is kept past the next `pop_alerts()` crashes the process."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import libtorrent as lt
import structlog

from apps.downloads.dht_index.domain import MOST_FILES, SwarmFile, SwarmMetadata

log = structlog.get_logger(__name__)

EVENT_MASK = (
    int(lt.alert.category_t.error_notification)
    | int(lt.alert.category_t.status_notification)
    | int(lt.alert.category_t.dht_notification)
    | int(lt.alert.category_t.dht_operation_notification)
)


@dataclass(frozen=True, slots=True)
class Sampled:
    """A DHT node named some of the info-hashes that it keeps, and other nodes (BEP 51).

    It wants to be left alone for `interval` seconds. `hashes` are 40 hex digits.
    """

    endpoint: tuple[str, int]
    interval: float
    hashes: tuple[str, ...]
    nodes: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class PeersFound:
    """The DHT named peers of a swarm (BEP 5)."""

    info_hash: str
    peers: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class MetadataRead:
    """A swarm told what its torrent is (BEP 9); None where it is beyond all reason."""

    info_hash: str
    metadata: SwarmMetadata | None


Event = Sampled | PeersFound | MetadataRead


def read_events(alerts: Iterable[Any], names: dict[Any, str]) -> Iterator[Event]:
    """Turn alerts into events; `names` has the asked hash of each of our handles."""
    for alert in alerts:
        try:
            match alert:
                case lt.dht_sample_infohashes_alert():
                    yield _sampled(alert)
                case lt.dht_get_peers_reply_alert():
                    yield PeersFound(str(alert.info_hash), tuple(alert.peers()))
                case lt.metadata_received_alert() if alert.handle in names:
                    yield MetadataRead(names[alert.handle], _metadata(names[alert.handle], alert.handle))
        except (RuntimeError, TypeError, ValueError):  # what the binding cannot convert costs this alert alone
            log.exception("alert_not_read", alert=type(alert).__name__)


def _sampled(alert: Any) -> Sampled:
    return Sampled(
        endpoint=alert.endpoint,
        interval=alert.interval.total_seconds(),
        hashes=tuple(str(each) for each in alert.samples),
        nodes=tuple(each["endpoint"] for each in alert.nodes),
    )


def _metadata(asked_hash: str, handle: Any) -> SwarmMetadata | None:
    torrent = handle.torrent_file()
    layout = torrent.layout()
    if layout.num_files() > MOST_FILES:
        return None
    name = torrent.name()
    files = []
    for index in range(layout.num_files()):
        if not int(layout.file_flags(index)) & int(lt.file_flags_t.flag_pad_file):
            path = layout.file_path(index).replace("\\", "/").removeprefix(f"{name}/")
            files.append(SwarmFile(path, layout.file_size(index)))
    hashes = torrent.info_hashes()
    return SwarmMetadata(
        asked_hash=asked_hash,
        v1=str(hashes.v1) if hashes.has_v1() else "",
        v2=str(hashes.v2) if hashes.has_v2() else "",
        name=name,
        files=tuple(files),
        is_private=torrent.priv(),
    )
