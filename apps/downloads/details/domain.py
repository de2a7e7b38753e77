"""What is seen of a download from close by. Every class has `as_dict()`, the JSON that travels and is answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

SPEED_STEP = 2  # seconds between two points of the graph
SPEED_POINTS = 300  # ten minutes of them
MOST_CELLS = 2000
BAR_CELLS = 120
MOST_PEERS = 200


@dataclass(frozen=True, slots=True)
class Peer:
    """A peer. Rates are payload bytes a second, totals bytes, `progress` 0 to 100.

    `flags` are the letters that BitTorrent clients share: D d U u (wants, and is or is not choked), O optimistic
    unchoke, S snubbed, I incoming, H from the DHT, X from PEX, L from LSD, E encrypted, e encrypted handshake only,
    P uTP, W a web seed. `encryption` is none, handshake or full.
    """

    address: str
    client: str
    progress: float
    download_rate: int
    upload_rate: int
    downloaded: int
    uploaded: int
    flags: str
    encryption: str

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Tracker:
    """A tracker (BEP 3, BEP 15). `status` is working, updating, failing or waiting; counts are None where unknown.

    `next_announce` is in seconds from now, None where nothing is planned.
    """

    url: str
    tier: int
    status: str
    message: str
    seeds: int | None
    leeches: int | None
    next_announce: int | None

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class PieceMap:
    """`cells` has a character for each cell, in the torrent's order; a cell is one piece, or several of many.

    `#` here, `1` to `9` tenths of the cell are here, `~` being fetched, `-` missing, `!` missing and no peer has it,
    `.` not wanted. `count` is the number of pieces, `length` the bytes of one.
    """

    count: int
    length: int
    here: int
    cells: str

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Speeds:
    """Payload bytes a second of the last ten minutes, oldest first, every `step` seconds."""

    step: int = SPEED_STEP
    download: tuple[int, ...] = ()
    upload: tuple[int, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        return {"step": self.step, "download": list(self.download), "upload": list(self.upload)}


@dataclass(frozen=True, slots=True)
class Details:
    """All that is seen of a download from close by; `pieces` is None until the metadata is known."""

    download_id: str
    peers: tuple[Peer, ...] = ()
    peer_count: int = 0
    trackers: tuple[Tracker, ...] = ()
    web_seeds: tuple[str, ...] = ()
    pieces: PieceMap | None = None
    speeds: Speeds = field(default_factory=Speeds)
    is_private: bool = False

    def as_dict(self) -> dict[str, Any]:
        return {
            "download_id": self.download_id,
            "peers": [peer.as_dict() for peer in self.peers],
            "peer_count": self.peer_count,
            "trackers": [tracker.as_dict() for tracker in self.trackers],
            "web_seeds": list(self.web_seeds),
            "pieces": self.pieces.as_dict() if self.pieces else None,
            "speeds": self.speeds.as_dict(),
            "private": self.is_private,
        }

    @classmethod
    def from_dict(cls, document: Mapping[str, Any]) -> Details:
        """Read what `as_dict` wrote."""
        pieces, speeds = document["pieces"], document["speeds"]
        return cls(
            download_id=document["download_id"],
            peers=tuple(Peer(**peer) for peer in document["peers"]),
            peer_count=document["peer_count"],
            trackers=tuple(Tracker(**tracker) for tracker in document["trackers"]),
            web_seeds=tuple(document["web_seeds"]),
            pieces=PieceMap(**pieces) if pieces else None,
            speeds=Speeds(speeds["step"], tuple(speeds["download"]), tuple(speeds["upload"])),
            is_private=document["private"],
        )
