"""What is known of a finished download's swarm, for the library's trust report."""

from datetime import UTC, datetime

from apps.downloads.domain import SourceError
from apps.downloads.metainfo import Metainfo, read_metainfo
from apps.downloads.models import Download, SwarmTorrent, TorrentMetainfo
from apps.library.trust.swarm import SwarmEvidence


def swarm_evidence(download: Download) -> SwarmEvidence:
    """What the sources told when it was chosen, what its torrent says, and since when our index of the DHT knows it."""
    told = SwarmEvidence.from_dict(download.intent.told).as_dict()
    kept = TorrentMetainfo.objects.filter(download=download).first()
    known = _read(bytes(kept.data)) if kept else None
    if known is not None:
        wanted = set(download.files.filter(wanted=True, refusal="").values_list("index", flat=True))
        told["pieces"] = count_pieces(known, wanted)
        told["piece_hash"] = "SHA-1" if known.v1 else "SHA-256"
        told["created_at"] = datetime.fromtimestamp(known.created_at, UTC).isoformat() if known.created_at else ""
    met = SwarmTorrent.objects.filter(info_hash=download.info_hash).values_list("first_seen_at", flat=True).first()
    told["first_seen_at"] = met.isoformat() if met else ""
    return SwarmEvidence.from_dict(told)


def count_pieces(torrent: Metainfo, wanted: set[int]) -> int:
    """How many pieces hold bytes of the files with these indices; in v2 alone every file begins a piece of its own."""
    pieces: set[int] = set()
    at = 0
    for index, file in enumerate(torrent.files):
        if index in wanted and file.size:
            pieces.update(range(at // torrent.piece_length, (at + file.size - 1) // torrent.piece_length + 1))
        at += file.size if torrent.v1 else -(-file.size // torrent.piece_length) * torrent.piece_length
    return len(pieces)


def _read(data: bytes) -> Metainfo | None:
    try:
        return read_metainfo(data)
    except SourceError:  # it was good enough to download by, so this is a torrent that only the swarm knew
        return None
