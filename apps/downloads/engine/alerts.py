"""libtorrent's alerts as dataclasses: an alert that is kept past the next `pop_alerts()` crashes the process."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import libtorrent as lt
import structlog

log = structlog.get_logger(__name__)

PIECE_PROGRESS = 0x400000  # the binding has no name for the category of piece_finished_alert
ALERT_MASK = (
    int(lt.alert.category_t.error_notification)
    | int(lt.alert.category_t.status_notification)
    | int(lt.alert.category_t.storage_notification)
    | int(lt.alert.category_t.port_mapping_notification)
)
MOST_ALERTS = 50_000


@dataclass(frozen=True, slots=True)
class Progress:
    """A torrent as libtorrent sees it. Rates are payload bytes a second; sizes count wanted bytes only."""

    state: str
    is_paused: bool
    is_auto_managed: bool
    is_in_upload_mode: bool
    has_metadata: bool
    download_rate: int
    upload_rate: int
    seeds: int
    peers: int
    wanted: int
    wanted_done: int
    downloaded: int
    uploaded: int
    seeding_seconds: int
    checked_share: float


@dataclass(frozen=True, slots=True)
class Updated:
    """Every torrent that changed since the last time, by download id."""

    progress: Mapping[str, Progress]


@dataclass(frozen=True, slots=True)
class MetadataReceived:
    """The swarm told what the magnet link stands for."""

    download_id: str


@dataclass(frozen=True, slots=True)
class Checked:
    """The files on the disk were compared with what is known of them, or with the hashes."""

    download_id: str


@dataclass(frozen=True, slots=True)
class Finished:
    """libtorrent has every wanted piece; they need not be on the disk yet."""

    download_id: str


@dataclass(frozen=True, slots=True)
class PieceFinished:
    """A piece passed its hash check; it need not be on the disk yet."""

    download_id: str
    piece: int


@dataclass(frozen=True, slots=True)
class CacheFlushed:
    """Every piece that was finished when the flush was asked for is on the disk now."""

    download_id: str


@dataclass(frozen=True, slots=True)
class FileFailed:
    """Reading or writing a file failed. `errno` is 0 where the system did not say."""

    download_id: str
    errno: int
    path: str
    message: str


@dataclass(frozen=True, slots=True)
class TorrentFailed:
    """libtorrent stopped the torrent; `errno` is 0 where it was not the system's doing."""

    download_id: str
    errno: int
    message: str


@dataclass(frozen=True, slots=True)
class ResumeReady:
    """Resume data, bencoded."""

    download_id: str
    data: bytes


@dataclass(frozen=True, slots=True)
class ResumeUnchanged:
    """No resume data: nothing changed since the last, or there is nothing to save yet."""

    download_id: str


@dataclass(frozen=True, slots=True)
class FileRenamed:
    """A file has its safe name."""

    download_id: str
    index: int


@dataclass(frozen=True, slots=True)
class FileRenameFailed:
    """A file could not be given its safe name."""

    download_id: str
    index: int
    message: str


@dataclass(frozen=True, slots=True)
class StorageMoved:
    """The files lie in another folder now."""

    download_id: str
    folder: str


@dataclass(frozen=True, slots=True)
class StorageMoveFailed:
    """The files stayed where they were."""

    download_id: str
    errno: int
    message: str


@dataclass(frozen=True, slots=True)
class Listening:
    """A socket accepts connections."""

    address: str
    port: int
    protocol: str


@dataclass(frozen=True, slots=True)
class NotListening:
    """A socket could not be opened."""

    interface: str
    message: str


@dataclass(frozen=True, slots=True)
class AlertsDropped:
    """The queue overflowed: what was missed must be asked for again."""


Event = (
    Updated
    | MetadataReceived
    | Checked
    | Finished
    | PieceFinished
    | CacheFlushed
    | FileFailed
    | TorrentFailed
    | ResumeReady
    | ResumeUnchanged
    | FileRenamed
    | FileRenameFailed
    | StorageMoved
    | StorageMoveFailed
    | Listening
    | NotListening
    | AlertsDropped
)
Names = Mapping[Any, str]  # torrent_handle, which has no type, to download id


def read_alerts(alerts: Iterable[Any], names: Names) -> list[Event]:
    """Turn alerts into events, in their order; those of torrents that we let go of are left out."""
    events: list[Event] = []
    for alert in alerts:
        try:
            event = _read(alert, names)
        except (RuntimeError, TypeError, ValueError):  # what the binding cannot convert costs this alert alone
            log.exception("alert_not_read", alert=type(alert).__name__)
            continue
        if event is not None:
            events.append(event)
    return events


def _read(alert: Any, names: Names) -> Event | None:
    reader = _OF_TORRENTS.get(type(alert))
    if reader is not None:
        name = names.get(alert.handle)
        return None if name is None else reader(alert, name)
    other = _OF_SESSION.get(type(alert))
    return None if other is None else other(alert, names)


def read_progress(status: Any) -> Progress:
    """A `torrent_status` as a dataclass."""
    flags = int(status.flags)
    return Progress(
        state=_STATES.get(status.state, "downloading"),
        is_paused=bool(flags & int(lt.torrent_flags.paused)),
        is_auto_managed=bool(flags & int(lt.torrent_flags.auto_managed)),
        is_in_upload_mode=bool(flags & int(lt.torrent_flags.upload_mode)),
        has_metadata=status.has_metadata,
        download_rate=status.download_payload_rate,
        upload_rate=status.upload_payload_rate,
        seeds=status.num_seeds,
        peers=status.num_peers,
        wanted=status.total_wanted,
        wanted_done=status.total_wanted_done,
        downloaded=status.all_time_download,
        uploaded=status.all_time_upload,
        seeding_seconds=int(status.seeding_duration.total_seconds()),
        checked_share=status.progress,
    )


_STATES = {
    lt.torrent_status.states.checking_files: "checking",
    lt.torrent_status.states.checking_resume_data: "checking",
    lt.torrent_status.states.downloading_metadata: "metadata",
    lt.torrent_status.states.downloading: "downloading",
    lt.torrent_status.states.finished: "finished",
    lt.torrent_status.states.seeding: "finished",
}


def _updated(alert: Any, names: Names) -> Updated:
    known = ((names.get(status.handle), status) for status in alert.status)
    return Updated({name: read_progress(status) for name, status in known if name is not None})


def _errno(code: Any) -> int:
    is_system = code.category().name() in ("system", "generic")
    return int(code.value()) if is_system else 0


def _resume_failed(alert: Any, name: str) -> ResumeUnchanged:
    return ResumeUnchanged(name)


_OF_TORRENTS: dict[type, Callable[[Any, str], Event]] = {
    lt.metadata_received_alert: lambda _alert, name: MetadataReceived(name),
    lt.torrent_checked_alert: lambda _alert, name: Checked(name),
    lt.torrent_finished_alert: lambda _alert, name: Finished(name),
    lt.piece_finished_alert: lambda alert, name: PieceFinished(name, int(alert.piece_index)),
    lt.cache_flushed_alert: lambda _alert, name: CacheFlushed(name),
    lt.file_error_alert: lambda alert, name: FileFailed(
        name, _errno(alert.error), alert.filename(), alert.error.message()
    ),
    lt.torrent_error_alert: lambda alert, name: TorrentFailed(name, _errno(alert.error), alert.error.message()),
    lt.save_resume_data_alert: lambda alert, name: ResumeReady(name, lt.write_resume_data_buf(alert.params)),
    lt.save_resume_data_failed_alert: _resume_failed,
    lt.file_renamed_alert: lambda alert, name: FileRenamed(name, int(alert.index)),
    lt.file_rename_failed_alert: lambda alert, name: FileRenameFailed(name, int(alert.index), alert.error.message()),
    lt.storage_moved_alert: lambda alert, name: StorageMoved(name, alert.storage_path()),
    lt.storage_moved_failed_alert: lambda alert, name: StorageMoveFailed(
        name, _errno(alert.error), alert.error.message()
    ),
}
_OF_SESSION: dict[type, Callable[[Any, Names], Event]] = {
    lt.state_update_alert: _updated,
    lt.listen_succeeded_alert: lambda alert, _names: Listening(
        str(alert.address), int(alert.port), str(alert.socket_type)
    ),
    lt.listen_failed_alert: lambda alert, _names: NotListening(alert.listen_interface(), alert.error.message()),
    lt.alerts_dropped_alert: lambda _alert, _names: AlertsDropped(),
}
