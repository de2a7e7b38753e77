"""An HTTP server on loopback that remembers its requests and can be made to misbehave."""

import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar, Self
from urllib.parse import parse_qs, unquote, urlsplit

from tests.sandbox.servers.faults import Fault, misbehave


@dataclass(frozen=True)
class Request:
    """`at` is `time.monotonic()`; `query` has the last value of each parameter, `lists` all of them."""

    method: str
    path: str
    lists: Mapping[str, list[str]]
    headers: Mapping[str, str]
    body: bytes = b""
    at: float = 0.0
    raw_query: str = ""

    @property
    def query(self) -> dict[str, str]:
        return {name: values[-1] for name, values in self.lists.items()}


@dataclass(frozen=True)
class Response:
    """`file` is served instead of `body`, with Range (RFC 9110, 14)."""

    status: int = 200
    body: bytes = b""
    type: str = "text/plain; charset=utf-8"
    headers: tuple[tuple[str, str], ...] = ()
    file: Path | None = None


def redirect(location: str, status: int = 302) -> Response:
    return Response(status, f"See: {location}\n".encode(), headers=(("Location", location),))


@dataclass
class Service:
    """Subclasses answer in `respond`. `latency` is added to every answer, in seconds."""

    name: ClassVar[str] = "service"
    latency: float = 0.0
    requests: list[Request] = field(default_factory=list)
    _fault: Fault = field(default_factory=Fault)

    def respond(self, request: Request) -> Response:
        raise NotImplementedError

    def format(self, request: Request) -> str:
        """What a client expects here: xml, json or bytes; a `bomb` is of that kind."""
        return "xml"

    @property
    def fault(self) -> str:
        return self._fault.mode

    @fault.setter
    def fault(self, mode: str) -> None:
        """Sets how it misbehaves (see `faults.py`) and lets go of what an earlier one holds. ValueError if unknown."""
        before, self._fault = self._fault, Fault(mode)
        before.over.set()

    def start(self) -> Self:
        handler = type("Handler", (_Handler,), {"owner": self})
        self._server = _Server(("127.0.0.1", 0), handler)
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.05,), name=f"sandbox-{self.name}", daemon=True
        )
        self._thread.start()
        return self

    def stop(self) -> None:
        self._fault.over.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(5)

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def handle_error(self, request: object, client_address: object) -> None:
        """Clients that go away are part of the game; anything else shows as the 500 of `_Handler.answer`."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    owner: Service
    timeout = 30

    def log_message(self, format: str, *args: object) -> None:
        """The requests are in `Service.requests`."""

    def answer(self) -> None:
        parts = urlsplit(self.path)
        length = int(self.headers.get("Content-Length") or 0)
        request = Request(
            method=self.command,
            path=unquote(parts.path),
            lists=parse_qs(parts.query, keep_blank_values=True),
            headers={name.lower(): value for name, value in self.headers.items()},
            body=self.rfile.read(length) if length else b"",
            at=time.monotonic(),
            raw_query=parts.query,
        )
        fault = self.owner._fault  # read before the request is known of: a test that saw it may lift the fault
        self.owner.requests.append(request)
        if self.owner.latency:
            time.sleep(self.owner.latency)
        if fault.mode != "ok" and not misbehave(self, fault, self.owner.format(request), self.owner.url):
            return
        try:
            response = self.owner.respond(request)
        except Exception as error:  # a bug in the sandbox must be seen by the test that meets it
            response = Response(500, f"sandbox {self.owner.name}: {type(error).__name__}: {error}".encode())
        self.send(response, cut=fault.mode == "truncated")

    do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = answer

    def send(self, response: Response, *, cut: bool = False) -> None:
        """`cut` announces the whole length and sends half of it."""
        if response.file is not None:
            self._send_file(response, response.file, cut)
            return
        self._head(response, response.status, len(response.body))
        if self.command != "HEAD":
            self.wfile.write(response.body[: len(response.body) // 2] if cut else response.body)
        self.close_connection = self.close_connection or cut

    def _head(self, response: Response, status: int, length: int, *more: tuple[str, str]) -> None:
        self.send_response(status)
        for name, value in (
            ("Content-Type", response.type),
            ("Content-Length", str(length)),
            *response.headers,
            *more,
        ):
            self.send_header(name, value)
        self.end_headers()

    def _send_file(self, response: Response, path: Path, cut: bool) -> None:
        size = path.stat().st_size
        span = _range(self.headers.get("Range"), size)
        if span is None:
            self._head(response, 416, 0, ("Content-Range", f"bytes */{size}"))
            return
        first, last = span
        partial = self.headers.get("Range") is not None
        more = [("Accept-Ranges", "bytes")] + ([("Content-Range", f"bytes {first}-{last}/{size}")] if partial else [])
        self._head(response, 206 if partial else response.status, last - first + 1, *more)
        if self.command == "HEAD":
            return
        left = (last - first + 1) // (2 if cut else 1)
        with path.open("rb") as file:
            file.seek(first)
            while left and (chunk := file.read(min(left, 256 * 1024))):
                self.wfile.write(chunk)
                left -= len(chunk)
        self.close_connection = self.close_connection or cut


def _range(header: str | None, size: int) -> tuple[int, int] | None:
    """The first and last byte of a single range; the whole file without one; None when it lies outside."""
    if not header or not header.startswith("bytes=") or "," in header:
        return 0, size - 1
    start, _, end = header[6:].partition("-")
    if not start:
        return max(0, size - int(end)), size - 1
    first, last = int(start), min(int(end) if end else size - 1, size - 1)
    return (first, last) if first <= last else None
