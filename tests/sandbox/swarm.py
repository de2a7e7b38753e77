"""Torrents and the processes that seed them. Nothing here touches the libtorrent of the calling process until asked to.

with SeederProcess() as seeder:
    payload = make_payload(folder / "payload", megabytes=300)
    torrent = make_torrent(payload, trackers=[tracker.url])
    path.write_bytes(torrent)
    seeder.add(path, payload.parent)
"""

import contextlib
import json
import random
import subprocess
import sys
import threading
from pathlib import Path
from types import TracebackType
from typing import Any, Self  # Any: the answers of the seeder are JSON

from tests.sandbox.metainfo import Metainfo

ROOT = Path(__file__).parents[2]


def make_payload(folder: Path, megabytes: float, files: int = 1, seed: int = 0) -> Path:
    """Writes `files` files of random bytes, `megabytes` (of 2**20 bytes) together, into `folder`; gives `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    source = random.Random(seed)
    size = int(megabytes * 2**20) // files
    for number in range(1, files + 1):
        with (folder / f"{number:02}.bin").open("wb") as out:
            for start in range(0, size, 2**20):
                out.write(source.randbytes(min(2**20, size - start)))
    return folder


def make_metainfo(content: Path, *, version: str = "v1", piece_length: int = 0) -> Metainfo:
    """Hashes a file or folder with libtorrent; `version`: v1, v2 or hybrid; `piece_length` 0: libtorrent chooses."""
    import libtorrent as lt

    files = sorted(lt.list_files(str(content)), key=lambda entry: entry.filename)
    only = {"v1": [lt.create_torrent.v1_only], "v2": [lt.create_torrent.v2_only], "hybrid": []}[version]
    torrent = lt.create_torrent(files, piece_length, *only)
    lt.set_piece_hashes(torrent, str(content.parent))
    return Metainfo.parse(lt.bencode(torrent.generate()))


def make_torrent(
    content: Path,
    *,
    trackers: list[str] | None = None,
    web_seeds: list[str] | None = None,
    version: str = "v1",
    piece_length: int = 0,
) -> bytes:
    """The bytes of a .torrent file for `content`."""
    return make_metainfo(content, version=version, piece_length=piece_length).encode(trackers or [], web_seeds)


class SeederProcess:
    """A process with one libtorrent session that seeds what it is told to; it ends with this process, whatever happens.

    `settings` are libtorrent's session settings by name, over those in `tests.sandbox.seeder`.
    """

    def __init__(self, settings: dict[str, Any] | None = None) -> None:
        self._settings = settings or {}
        self._lock = threading.Lock()
        self._process: subprocess.Popen[str] | None = None

    @property
    def pid(self) -> int:
        return self._running().pid

    def start(self) -> Self:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.sandbox.seeder", json.dumps(self._settings)],
            cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        return self

    def stop(self) -> None:
        """Closes its input, which ends it; kills it when that takes more than 5 s."""
        process, self._process = self._process, None
        if process is None:
            return
        assert process.stdin is not None and process.stdout is not None
        with contextlib.suppress(OSError):  # it was gone already
            process.stdin.close()
        try:
            process.wait(5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        process.stdout.close()

    def add(self, torrent: Path, folder: Path, upload_limit: int = 0) -> None:
        """Seeds the torrent whose content is in `folder`, unchecked; `upload_limit` in bytes a second, 0 for none."""
        self._ask(do="add", torrent=str(torrent), folder=str(folder), upload_limit=upload_limit)

    def remove(self, info_hash: str) -> None:
        self._ask(do="remove", info_hash=info_hash)

    def limit(self, upload_limit: int, info_hash: str | None = None) -> None:
        """Bytes a second for each torrent, or for one; 0 for none."""
        self._ask(do="limit", upload_limit=upload_limit, info_hash=info_hash)

    def dial(self, info_hash: str, port: int) -> None:
        """Connects to a peer on loopback; one that is connected already stays as it is."""
        self._ask(do="dial", info_hash=info_hash, port=port)

    def pause(self) -> None:
        """Disconnects everybody and says goodbye to the trackers."""
        self._ask(do="pause")

    def resume(self) -> None:
        self._ask(do="resume")

    def status(self) -> dict[str, Any]:
        """`{"port": int, "torrents": {info-hash: {"peers", "uploaded", "upload_rate", "state"}}}`"""
        return self._ask(do="status")

    @property
    def address(self) -> tuple[str, int]:
        return "127.0.0.1", int(self.status()["port"])

    def _running(self) -> "subprocess.Popen[str]":
        if self._process is None:
            raise RuntimeError("the seeder process is not running: use `with SeederProcess()` or call start()")
        return self._process

    def _ask(self, **command: Any) -> dict[str, Any]:
        process = self._running()
        assert process.stdin is not None and process.stdout is not None
        with self._lock:
            process.stdin.write(json.dumps(command) + "\n")
            process.stdin.flush()
            line = process.stdout.readline()
        if not line:
            raise RuntimeError(
                f"the seeder process ended with {process.wait(5)} at {command['do']}; its standard error says why"
            )
        answer: dict[str, Any] = json.loads(line)
        if "error" in answer:
            raise RuntimeError(f"the seeder could not do {command}: {answer['error']}")
        return answer

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
