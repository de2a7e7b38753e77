"""Torrents without content and a local DHT that names them."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from types import TracebackType
from typing import Any, Self  # Any: the fleet's answers are JSON

import libtorrent as lt

from tests.sandbox.metainfo import bencode
from tests.sandbox.swarm import ROOT

MUSIC = {"01 Morning Bell.flac": 30_000_000, "02 Night Bus.flac": 28_000_000, "cover.jpg": 400_000, "rip.log": 9_000}
FILM = {"A Film.mkv": 700_000_000, "Sample/sample.mkv": 9_000_000, "score.mp3": 4_000_000}


def torrent_of(name: str, files: dict[str, int], *, private: bool = False, seed: int = 0) -> tuple[str, bytes]:
    """The info-hash and the bytes of a .torrent over content that nobody has."""
    pieces = -(-sum(files.values()) // 2**22)
    listed: Any = [{b"length": size, b"path": [p.encode() for p in path.split("/")]} for path, size in files.items()]
    info: Any = {
        b"files": listed,
        b"name": name.encode(),
        b"piece length": 2**22,
        b"pieces": random.Random(f"{name}{seed}").randbytes(20 * pieces),
    }
    if private:
        info[b"private"] = 1
    data = bencode({b"info": info})
    return str(lt.load_torrent_buffer(data).info_hashes.v1), data


class FleetProcess:
    """The DHT of `swarm_fleet` in a process of its own."""

    def __init__(self, nodes: int) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.downloads.swarm_fleet", str(nodes)],
            cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        self.addresses = [(host, port) for host, port in self._answer()["addresses"]]

    @property
    def bootstrap(self) -> str:
        return ",".join(f"{host}:{port}" for host, port in self.addresses[:2])

    def keep(self, torrents: list[bytes]) -> None:
        """Have the nodes share these, and tell the DHT."""
        self._ask(do="keep", torrents=[each.hex() for each in torrents])
        self.announce()

    def announce(self) -> None:
        self._ask(do="announce")

    def uploaded(self) -> int:
        """Bytes of content that anybody got."""
        return int(self._ask(do="status")["uploaded"])

    def _ask(self, **command: Any) -> dict[str, Any]:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(command) + "\n")
        self._process.stdin.flush()
        return self._answer()

    def _answer(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        answer: dict[str, Any] = json.loads(self._process.stdout.readline())
        return answer

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process.stdout.close()
