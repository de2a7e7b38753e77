"""Small albums for the engine's tests: real WAV files full of noise, their companions, and their torrents."""

from __future__ import annotations

import random
import struct
from dataclasses import dataclass
from pathlib import Path

import libtorrent as lt

from tests.sandbox.swarm import make_torrent

JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00"


@dataclass(frozen=True, slots=True)
class Album:
    """An album on the seeder's disk: its folder, its .torrent, and its info-hash."""

    folder: Path
    torrent: bytes
    torrent_file: Path
    info_hash: str

    @property
    def name(self) -> str:
        return self.folder.name

    def magnet(self, port: int = 0) -> str:
        """A magnet link; with `port` it names the peer on loopback (BEP 9, x.pe)."""
        peer = f"&x.pe=127.0.0.1:{port}" if port else ""
        return f"magnet:?xt=urn:btih:{self.info_hash}&dn={self.name}{peer}"

    def bytes_of(self, name: str) -> bytes:
        return (self.folder / name).read_bytes()


def wav(size: int, seed: int = 0) -> bytes:
    """A PCM WAV of exactly `size` bytes, 44.1 kHz, 16 bit, stereo, noise."""
    header = struct.pack("<IHHIIHH", 16, 1, 2, 44100, 176400, 4, 16)
    noise = random.Random(seed).randbytes(size - 44)
    return b"RIFF" + struct.pack("<I", size - 8) + b"WAVEfmt " + header + b"data" + struct.pack("<I", size - 44) + noise


def make_album(
    base: Path,
    name: str = "Some Album",
    *,
    tracks: int = 3,
    track_bytes: int = 600_000,
    more: dict[str, bytes] | None = None,
    version: str = "v1",
    piece_length: int = 32 * 1024,
    trackers: list[str] | None = None,
) -> Album:
    """Write an album with cover and log below `base`, and whatever `more` holds, and make its torrent."""
    folder = base / "seeded" / name
    folder.mkdir(parents=True)
    files = {f"{number:02} Track {number}.wav": wav(track_bytes, seed=number) for number in range(1, tracks + 1)}
    files |= {"cover.jpg": JPEG + random.Random(9).randbytes(20_000), "rip.log": b"Log of the rip\r\n" * 40}
    for path, data in (files | (more or {})).items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    torrent = make_torrent(folder, version=version, piece_length=piece_length, trackers=trackers)
    file = base / f"{name}.torrent"
    file.write_bytes(torrent)
    info = lt.load_torrent_buffer(torrent).ti
    assert info is not None
    hashes = info.info_hashes()
    return Album(folder, torrent, file, str(hashes.v1 if hashes.has_v1() else hashes.v2)[:40])
