"""A whole TrustTune of one's own: `manage.py up` in a throw-away folder, for tests that need the real thing."""

import json
import os
import queue
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
QUIET_WORLD = {
    "TRUSTTUNE_DHT": "off",
    "TRUSTTUNE_UTP": "off",
    "TRUSTTUNE_TORRENT_LISTEN": "127.0.0.1:0",
    "TRUSTTUNE_MUSICBRAINZ_URL": "off",
    "TRUSTTUNE_COVER_ART_URL": "off",
    "TRUSTTUNE_INTERNET_ARCHIVE_URL": "off",
    "TRUSTTUNE_TORZNAB": "",
    "DATABASE_URL": "",
    "REDIS_URL": "",
    "SECRET_KEY": "",
}


def free_port() -> int:
    """A TCP port that nobody listens on right now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class RunningHome:
    """`manage.py migrate` and `manage.py up` below `folder`; `base` is its address once `start` has returned."""

    def __init__(self, folder: Path, environment: Mapping[str, str] | None = None) -> None:
        self.folder = folder
        self.music = folder / "music"
        self.data = folder / "data"
        self.music.mkdir(parents=True, exist_ok=True)
        self.port = free_port()
        self.base = f"http://127.0.0.1:{self.port}"
        own = {k: v for k, v in os.environ.items() if not k.startswith(("TRUSTTUNE_", "DJANGO_"))}
        self.environment = own | QUIET_WORLD | dict(environment or {})
        self.environment |= {
            "TRUSTTUNE_DATA_DIR": str(self.data),
            "TRUSTTUNE_MUSIC_DIR": str(self.music),
            "TRUSTTUNE_PORT": str(self.port),
        }
        self.output: list[str] = []
        self.process: subprocess.Popen[str] | None = None
        self._lines: queue.Queue[str] = queue.Queue()

    def manage(self, *arguments: str) -> str:
        """Run one management command to its end and return what it printed."""
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT, env=self.environment, capture_output=True, text=True, timeout=120, check=True,
        )  # fmt: skip
        return done.stdout

    def prepare(self) -> None:
        """What `make run` does before `up`."""
        self.manage("collectstatic", "--noinput", "--verbosity", "0")
        self.manage("migrate", "--noinput", "--verbosity", "0")

    def start(self, within: float = 60.0) -> "RunningHome":
        """Start `up` and wait for the line that says it is ready."""
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", "up"],
            cwd=ROOT, env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, bufsize=1,
        )  # fmt: skip
        threading.Thread(target=self._read, args=(self.process,), daemon=True).start()
        self.wait_for_line("TrustTune is ready at", within)
        return self

    def _read(self, process: "subprocess.Popen[str]") -> None:
        assert process.stdout is not None
        for line in process.stdout:
            self.output.append(line.rstrip())
            self._lines.put(line)

    def wait_for_line(self, words: str, within: float) -> str:
        """The next line of output with `words` in it; fails with the output so far when it does not come."""
        deadline = time.monotonic() + within
        while time.monotonic() < deadline:
            try:
                line = self._lines.get(timeout=0.2)
            except queue.Empty:
                if self.process is not None and self.process.poll() is not None:
                    break
                continue
            if words in line:
                return line
        raise AssertionError(f"{words!r} did not come within {within} s:\n" + "\n".join(self.output[-60:]))

    def stop(self, within: float = 15.0) -> int:
        """SIGTERM, and wait for the end; returns the exit status."""
        assert self.process is not None
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=within)

    def children(self) -> dict[str, int]:
        """The process ids of the supervised processes by a word of their command line."""
        assert self.process is not None
        found = {}
        for entry in Path("/proc").iterdir():
            if not entry.name.isdigit():
                continue
            try:
                parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
                command = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
            except (OSError, ValueError, IndexError):
                continue
            if parent == self.process.pid:
                name = next((n for n in ("valkey", "daphne", "torrents,", "-Q jobs") if n in command), command)
                found[name.strip("-Q ,")] = int(entry.name)
        return found

    def kill_everything(self) -> None:
        """`kill -9` of the supervisor and all its children at once: the power cut."""
        assert self.process is not None
        victims = [self.process.pid, *self.children().values()]
        for pid in victims:
            os.kill(pid, signal.SIGKILL)
        self.process.wait(timeout=10)

    def ask(self, method: str, path: str, body: Any = None, timeout: float = 15.0) -> tuple[int, Any]:
        """One JSON request; the status and the decoded answer, error statuses too."""
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.base + path, data=data, method=method)
        request.add_header("Content-Type", "application/json")
        try:
            with urllib.request.urlopen(request, timeout=timeout) as answer:
                raw, status = answer.read(), answer.status
        except urllib.error.HTTPError as error:
            raw, status = error.read(), error.code
        return status, json.loads(raw) if raw else None

    def __enter__(self) -> "RunningHome":
        self.prepare()
        return self.start()

    def __exit__(self, *_failure: object) -> None:
        if self.process is not None and self.process.poll() is None:
            try:
                self.stop()
            except subprocess.TimeoutExpired:
                self.kill_everything()
        print(*self.output[-100:], sep="\n")  # shown by pytest where a test failed
