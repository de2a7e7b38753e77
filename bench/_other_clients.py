"""Other torrent clients, each as its Debian package installs it, told over its own API to fetch a torrent.

All of them get a folder of their own and the network of the benchmark: loopback, TCP, no DHT. The rest is as they come.
"""

from __future__ import annotations

import base64
import http.client
import json
import secrets
import select
import shutil
import subprocess
import time
import urllib.error
import urllib.request
import uuid
from abc import ABC, abstractmethod
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self  # Any: the clients' APIs speak JSON

import psutil

from tests.running import free_port

READY_WITHIN_SECONDS = 20.0
ANSWER_SECONDS = 10.0


class OtherClient(ABC):
    """A client in a process of its own, with its settings and its downloads below `folder`."""

    program: str
    package: str

    def __init__(self, folder: Path) -> None:
        self.settings = folder / "settings"
        self.downloads = folder / "downloads"
        self.peer_port, self.port = free_port(), free_port()
        self.base = f"http://127.0.0.1:{self.port}"
        self._process: subprocess.Popen[bytes] | None = None

    @classmethod
    def is_installed(cls) -> bool:
        """Whether the program can be found."""
        return shutil.which(cls.program) is not None

    @property
    def process(self) -> psutil.Process:
        """The running client."""
        assert self._process is not None
        return psutil.Process(self._process.pid)

    @abstractmethod
    def command(self) -> list[str]:
        """How it is started, once its settings are written."""

    @abstractmethod
    def look(self) -> None:
        """Ask it anything; raises OSError until it answers."""

    @abstractmethod
    def add(self, torrent: Path) -> None:
        """Have it fetch a torrent; returns once it has taken it. Raises OSError."""

    def __enter__(self) -> Self:
        self.settings.mkdir(parents=True)
        self.downloads.mkdir()
        quiet = subprocess.DEVNULL
        self._process = subprocess.Popen(self.command(), stdin=quiet, stdout=quiet, stderr=quiet)
        deadline = time.monotonic() + READY_WITHIN_SECONDS
        while True:
            try:
                self.look()
            except OSError as error:
                if time.monotonic() > deadline or self._process.poll() is not None:
                    self._end()
                    raise ConnectionError(f"it did not start: {error}") from error
                time.sleep(0.1)
            else:
                return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end()

    def _end(self) -> None:
        assert self._process is not None
        self._process.terminate()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


class Aria2(OtherClient):
    """Its JSON-RPC: https://aria2.github.io/manual/en/html/aria2c.html#rpc-interface."""

    program, package = "aria2c", "aria2"

    def command(self) -> list[str]:
        switches = ("enable-dht", "enable-dht6", "bt-enable-lpd", "enable-peer-exchange", "rpc-listen-all")
        return [
            self.program, "--no-conf", "--quiet", "--enable-rpc", "--file-allocation=none",
            f"--rpc-listen-port={self.port}", f"--listen-port={self.peer_port}", f"--dir={self.downloads}",
            *(f"--{switch}=false" for switch in switches),
        ]  # fmt: skip

    def look(self) -> None:
        self._call("aria2.getVersion")

    def add(self, torrent: Path) -> None:
        self._call("aria2.addTorrent", base64.b64encode(torrent.read_bytes()).decode())

    def _call(self, method: str, *parameters: str) -> None:
        body = {"jsonrpc": "2.0", "id": "bench", "method": method, "params": list(parameters)}
        ask(f"{self.base}/jsonrpc", json.dumps(body).encode())


class QBittorrent(OtherClient):
    """Its Web API: https://github.com/qbittorrent/qBittorrent/wiki/WebUI-API-(qBittorrent-4.1)."""

    program, package = "qbittorrent-nox", "qbittorrent-nox"

    def command(self) -> list[str]:
        file = self.settings / "qBittorrent" / "config" / "qBittorrent.conf"
        file.parent.mkdir(parents=True)
        session = {
            "Port": self.peer_port, "DefaultSavePath": self.downloads, "BTProtocol": "TCP",
            "DHTEnabled": "false", "LSDEnabled": "false", "PeXEnabled": "false",
        }  # fmt: skip
        web = {
            "Enabled": "true", "Address": "127.0.0.1", "Port": self.port, "LocalHostAuth": "false",
            "HostHeaderValidation": "false", "CSRFProtection": "false",
        }  # fmt: skip
        lines = ["[LegalNotice]", "Accepted=true", "[Network]", "PortForwardingEnabled=false", "[BitTorrent]"]
        lines += [f"Session\\{name}={value}" for name, value in session.items()]
        lines += ["[Preferences]", *(f"WebUI\\{name}={value}" for name, value in web.items())]
        file.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return [self.program, f"--profile={self.settings}"]

    def look(self) -> None:
        ask(f"{self.base}/api/v2/app/version")

    def add(self, torrent: Path) -> None:
        boundary = uuid.uuid4().hex
        head = f'--{boundary}\r\nContent-Disposition: form-data; name="torrents"; filename="a.torrent"\r\n\r\n'
        body = head.encode() + torrent.read_bytes() + f"\r\n--{boundary}--\r\n".encode()
        kind = {"Content-Type": f"multipart/form-data; boundary={boundary}"}
        ask(f"{self.base}/api/v2/torrents/add", body, kind)


class Transmission(OtherClient):
    """Its RPC: https://github.com/transmission/transmission/blob/3.00/extras/rpc-spec.txt."""

    program, package = "transmission-daemon", "transmission-daemon"

    def command(self) -> list[str]:
        chosen: dict[str, Any] = {
            "download-dir": str(self.downloads), "peer-port": self.peer_port, "preallocation": 0,
            "rpc-port": self.port, "rpc-bind-address": "127.0.0.1", "rpc-whitelist-enabled": False,
            **{f"{name}-enabled": False for name in ("dht", "lpd", "pex", "utp", "port-forwarding")},
        }  # fmt: skip
        (self.settings / "settings.json").write_text(json.dumps(chosen), encoding="utf-8")
        return [self.program, "--foreground", "--config-dir", str(self.settings)]

    def look(self) -> None:
        self._call("session-get")

    def add(self, torrent: Path) -> None:
        self._call("torrent-add", metainfo=base64.b64encode(torrent.read_bytes()).decode())

    def _call(self, method: str, **arguments: str) -> None:
        body = json.dumps({"method": method, "arguments": arguments}).encode()
        url = f"{self.base}/transmission/rpc"
        try:
            ask(url, body)
        except urllib.error.HTTPError as error:
            if error.code != 409:
                raise
            name = "X-Transmission-Session-Id"  # its guard against other sites' pages
            ask(url, body, {name: error.headers[name]})


class Deluge(OtherClient):
    """Its RPC, spoken by `_deluge_caller` with the Python that Deluge itself runs on."""

    program, package = "deluged", "deluged python3-deluge"

    def command(self) -> list[str]:
        self._password = secrets.token_hex(16)
        (self.settings / "auth").write_text(f"bench:{self._password}:10\n", encoding="ascii")
        chosen: dict[str, Any] = {
            "download_location": str(self.downloads), "random_port": False,
            "listen_ports": [self.peer_port, self.peer_port],
            **dict.fromkeys(("dht", "lsd", "upnp", "natpmp", "utpex"), False),
        }  # fmt: skip
        version = {"file": 1, "format": 1}
        (self.settings / "core.conf").write_text(json.dumps(version) + json.dumps(chosen), encoding="utf-8")
        self._caller: subprocess.Popen[str] | None = None
        return [self.program, "--do-not-daemonize", "--config", str(self.settings), "--port", str(self.port)]

    def look(self) -> None:
        python = Path(str(shutil.which(self.program))).read_text(encoding="utf-8").splitlines()[0][2:].strip()
        script = str(Path(__file__).with_name("_deluge_caller.py"))
        self._hang_up()
        self._caller = subprocess.Popen(
            [python, script, str(self.port), self._password],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
        )  # fmt: skip
        self._hear("ready")

    def add(self, torrent: Path) -> None:
        assert self._caller is not None and self._caller.stdin is not None
        self._caller.stdin.write(f"{torrent}\n")
        self._caller.stdin.flush()
        self._hear("added")

    def _hear(self, expected: str) -> None:
        """An answer is one line, and each is read before the next is asked for: none is left in the buffer."""
        assert self._caller is not None and self._caller.stdout is not None
        answered, _w, _x = select.select([self._caller.stdout], [], [], ANSWER_SECONDS)
        line = self._caller.stdout.readline().strip() if answered else ""
        if line != expected:
            raise ConnectionError(line or "Deluge does not answer")

    def _hang_up(self) -> None:
        """Killed: asked to end, it would first wait for the end of what it reads."""
        if self._caller is not None:
            self._caller.kill()
            self._caller.communicate()
            self._caller = None

    def _end(self) -> None:
        self._hang_up()
        super()._end()


def ask(url: str, body: bytes | None = None, headers: Mapping[str, str] | None = None) -> bytes:
    """One request; raises OSError."""
    request = urllib.request.Request(url, data=body, headers=dict(headers or {}))
    try:
        with urllib.request.urlopen(request, timeout=ANSWER_SECONDS) as answer:
            found: bytes = answer.read()
            return found
    except http.client.HTTPException as error:
        raise ConnectionError(f"{url} answered with {error!r}") from error


CLIENTS: tuple[type[OtherClient], ...] = (QBittorrent, Transmission, Aria2, Deluge)
