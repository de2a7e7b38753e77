"""How a service misbehaves. A mode is a word, some with a number or address behind a colon.

| mode | what the client sees |
| --- | --- |
| `ok` | the right answer |
| `hang` | the connection is taken, no byte comes until the fault is lifted |
| `slow:500` | the right answer, that many milliseconds late |
| `drip:100` | a head at once, then that many bytes a second, for ever |
| `status:503` | that status with a page of HTML; 429 and 503 carry `Retry-After` |
| `html` | 200 and a log-in page |
| `garbage` | 200 and random bytes |
| `empty` | 200 and no byte |
| `truncated` | the right head and half of the body, then the end of the connection |
| `huge`, `huge:64` | that many megabytes (64) in the right format's beginning |
| `bomb` | XML whose entities expand to gigabytes; JSON nested 200,000 deep |
| `gzip-bomb` | 1 MB of gzip that unpacks to 1 GB |
| `redirect`, `redirect:URL` | 302 to itself for ever, or to the address |
| `drop` | the connection is reset |
"""

import gzip
import random
import struct
import threading
import time
from dataclasses import dataclass, field
from functools import lru_cache
from http.server import BaseHTTPRequestHandler
from socket import SO_LINGER, SOL_SOCKET

MODES = (
    "ok", "hang", "slow", "drip", "status", "html", "garbage", "empty", "truncated", "huge", "bomb",
    "gzip-bomb", "redirect", "drop",
)  # fmt: skip
LOGIN = b"<!doctype html><html><head><title>Log in</title></head><body><form><input name=user></form></body></html>"
XML_BOMB = b'<?xml version="1.0"?>\n<!DOCTYPE b [<!ENTITY a0 "boom">' + b"".join(
    b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 10)
) + b"]>\n<rss><channel><title>&a9;</title></channel></rss>"  # fmt: skip
BEGINNINGS = {
    "xml": b'<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0"><channel><description>',
    "json": b'{"filler": "',
    "bytes": b"",
}


@dataclass(frozen=True)
class Fault:
    mode: str = "ok"
    over: threading.Event = field(default_factory=threading.Event, compare=False)

    def __post_init__(self) -> None:
        if self.kind not in MODES:
            raise ValueError(f"unknown fault {self.mode!r}; there are {', '.join(MODES)}")
        if self.kind in ("slow", "drip", "status") and not self.argument.isdigit():
            raise ValueError(f"{self.kind} needs a number, such as {self.kind}:500, not {self.mode!r}")

    @property
    def kind(self) -> str:
        return self.mode.partition(":")[0]

    @property
    def argument(self) -> str:
        return self.mode.partition(":")[2]


def misbehave(handler: BaseHTTPRequestHandler, fault: Fault, format: str, url: str) -> bool:
    """Sends what the fault asks for; True when the right answer is to follow."""
    match fault.kind:
        case "hang":
            fault.over.wait(600)
            handler.close_connection = True
            return False
        case "slow":
            fault.over.wait(int(fault.argument) / 1000)
            return True
        case "truncated":
            return True
        case "drop":
            handler.connection.setsockopt(SOL_SOCKET, SO_LINGER, struct.pack("ii", 1, 0))
            handler.connection.close()
            handler.close_connection = True
        case "drip":
            _drip(handler, fault, format)
        case "status":
            _send(handler, int(fault.argument), "text/html", f"<h1>{fault.argument}</h1>".encode())
        case "html":
            _send(handler, 200, "text/html; charset=utf-8", LOGIN)
        case "garbage":
            _send(handler, 200, "application/octet-stream", random.Random(1).randbytes(4000))
        case "empty":
            _send(handler, 200, _type(format), b"")
        case "huge":
            _huge(handler, format, int(fault.argument or 64))
        case "bomb":
            _send(handler, 200, _type(format), b"[" * 200_000 if format == "json" else XML_BOMB)
        case "gzip-bomb":
            _send(handler, 200, _type(format), _gzip_bomb(), ("Content-Encoding", "gzip"))
        case "redirect":
            _send(handler, 302, "text/html", b"", ("Location", fault.argument or url + handler.path))
    return False


def _type(format: str) -> str:
    return {"xml": "application/xml; charset=utf-8", "json": "application/json"}.get(format, "application/octet-stream")


def _send(handler: BaseHTTPRequestHandler, status: int, type: str, body: bytes, *headers: tuple[str, str]) -> None:
    handler.send_response(status)
    retry = [("Retry-After", "2")] if status in (429, 503) else []
    for name, value in (("Content-Type", type), ("Content-Length", str(len(body))), *retry, *headers):
        handler.send_header(name, value)
    handler.end_headers()
    if handler.command != "HEAD":
        handler.wfile.write(body)


def _open_ended(handler: BaseHTTPRequestHandler, format: str) -> None:
    handler.send_response(200)
    handler.send_header("Content-Type", _type(format))
    handler.send_header("Connection", "close")
    handler.end_headers()
    handler.close_connection = True
    handler.wfile.write(BEGINNINGS[format])


def _huge(handler: BaseHTTPRequestHandler, format: str, megabytes: int) -> None:
    _open_ended(handler, format)
    for _ in range(megabytes * 16):
        handler.wfile.write(b"x" * 65536)


def _drip(handler: BaseHTTPRequestHandler, fault: Fault, format: str) -> None:
    _open_ended(handler, format)
    pause = 1 / max(1, int(fault.argument))
    end = time.monotonic() + 600
    while time.monotonic() < end and not fault.over.wait(pause):
        handler.wfile.write(b"x")


@lru_cache(maxsize=1)
def _gzip_bomb() -> bytes:
    block = gzip.compress(bytes(64 * 2**20), 9)
    return block * 16  # members may be joined (RFC 1952, 2.2)
