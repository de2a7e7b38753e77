"""What libtorrent is told when a torrent is added: from the row, the .torrent or magnet link, and the resume data."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import libtorrent as lt
import structlog

from apps.downloads.engine.wishes import Wish

log = structlog.get_logger(__name__)

FLAGS = lt.torrent_flags
BASE_FLAGS = (
    int(FLAGS.update_subscribe) | int(FLAGS.apply_ip_filter) | int(FLAGS.duplicate_is_error) | int(FLAGS.paused)
)


class UnusableTorrentError(Exception):
    """libtorrent refuses the torrent; the text is a sentence for a person."""


@dataclass(frozen=True, slots=True)
class Sources:
    """What a torrent is made from: its row's wish and its resume data, believed or not."""

    wish: Wish
    resume: bytes
    is_trusted: bool


def parameters(sources: Sources, folder: Path) -> Any:
    """libtorrent's `add_torrent_params`; `ti` is None as long as only a magnet link is known.

    The torrent is added paused; the engine lets it run once its files are chosen. Raises UnusableTorrentError.
    """
    return _completed(_described(sources.wish), _resumed(sources), sources.wish, folder)


def copied(handle: Any, resume: bytes, wish: Wish, folder: Path) -> Any:
    """Parameters to add the torrent of `handle` (libtorrent's) anew and check all of it; its peers come along."""
    described = lt.add_torrent_params()
    described.ti = handle.torrent_file()
    trackers = handle.trackers()
    described.trackers = [tracker["url"] for tracker in trackers]
    described.tracker_tiers = [tracker["tier"] for tracker in trackers]
    described.url_seeds = list(handle.url_seeds())
    _add_what_the_link_knew(described, wish)
    peers = [peer.ip for peer in handle.get_peer_info() if peer.flags & int(lt.peer_info.outgoing_connection)]
    completed = _completed(described, _resumed(Sources(wish, resume, is_trusted=False)), wish, folder)
    completed.peers = [*completed.peers, *peers]
    return completed


def _completed(described: Any, resumed: Any | None, wish: Wish, folder: Path) -> Any:
    chosen = _merged(described, resumed) if resumed is not None else described
    chosen.save_path = str(folder)
    chosen.storage_mode = lt.storage_mode_t.storage_mode_sparse
    chosen.flags = BASE_FLAGS | (0 if chosen.ti else int(FLAGS.default_dont_download))
    chosen.download_limit = wish.download_limit or -1
    chosen.upload_limit = wish.upload_limit or -1
    if wish.trackers is not None:
        chosen.flags |= int(FLAGS.override_trackers)
        chosen.trackers = [tracker.url for tracker in wish.trackers]
        chosen.tracker_tiers = [tracker.tier for tracker in wish.trackers]
    if wish.web_seeds is not None:
        chosen.flags |= int(FLAGS.override_web_seeds)
        chosen.url_seeds = list(wish.web_seeds)
    return chosen


def run_flags(wish: Wish, *, runs: bool) -> tuple[int, int]:
    """The flags that say whether and how a torrent runs, and their mask.

    It starts at once; libtorrent's queue pauses it again where more run than are allowed to.
    """
    mask = int(FLAGS.auto_managed) | int(FLAGS.paused) | int(FLAGS.sequential_download)
    flags = int(FLAGS.sequential_download) if wish.sequential else 0
    if not runs:
        return flags | int(FLAGS.paused), mask
    return flags if wish.forced else flags | int(FLAGS.auto_managed), mask


def check_then_stop_flags() -> tuple[int, int]:
    """The flags under which a stopped torrent is checked in its turn and then stops again, and their mask."""
    flags = int(FLAGS.auto_managed) | int(FLAGS.stop_when_ready)
    return flags, flags | int(FLAGS.paused)


def _described(wish: Wish) -> Any:
    try:
        if wish.metainfo:
            described = lt.load_torrent_buffer(wish.metainfo)
            _add_what_the_link_knew(described, wish)
            return described
        return lt.parse_magnet_uri(wish.magnet)
    except (RuntimeError, ValueError) as error:
        raise UnusableTorrentError(f"This torrent cannot be used: {_reason(error)}. Choose another copy.") from error


def _add_what_the_link_knew(described: Any, wish: Wish) -> None:
    """Trackers, and peers (BEP 9, x.pe); a private torrent keeps to the trackers that it names itself (BEP 27)."""
    is_private = described.ti is not None and described.ti.priv()
    if not wish.magnet or (is_private and described.trackers):
        return
    magnet = lt.parse_magnet_uri(wish.magnet)
    described.peers = list(described.peers) + list(magnet.peers)
    known = list(described.trackers)
    more = [tracker for tracker in magnet.trackers if tracker not in known]
    tiers = list(described.tracker_tiers) + [0] * (len(known) - len(described.tracker_tiers))
    described.trackers = known + more
    described.tracker_tiers = tiers + [max(tiers, default=0) + 1] * len(more)


def _resumed(sources: Sources) -> Any | None:
    if not sources.resume:
        return None
    try:
        resumed = lt.read_resume_data(sources.resume)
    except (RuntimeError, ValueError) as error:
        log.warning("resume_unreadable", download=sources.wish.download_id, error=str(error))
        return None
    if not sources.is_trusted:
        resumed.have_pieces = []
        resumed.verified_pieces = []
        resumed.unfinished_pieces = {}
    return resumed


def _merged(described: Any, resumed: Any) -> Any:
    """Resume data for the torrent that the row describes; that of another torrent is of no use.

    libtorrent leaves a peer out of it that could not be reached a moment before. What the link named is asked again.
    """
    if _best_hash(described) != _best_hash(resumed):
        return described
    resumed.peers = list(dict.fromkeys([*resumed.peers, *described.peers]))
    if described.ti is not None:
        resumed.ti = described.ti
    return resumed


def _best_hash(parameters: Any) -> str:
    hashes = parameters.ti.info_hashes() if parameters.ti is not None else parameters.info_hashes
    return str(hashes.v1 if hashes.has_v1() else hashes.v2)


def _reason(error: Exception) -> str:
    return str(error).split(" [libtorrent")[0] or "it is broken"
