"""Two little proxies on loopback: SOCKS5 (RFC 1928, with RFC 1929's password) and HTTP CONNECT (RFC 9110, 9.3.6)."""

from __future__ import annotations

import base64
import contextlib
import select
import socket
import socketserver
import struct
import threading
from types import TracebackType
from typing import Self

USER, PASSWORD = "somebody", "let me through"


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True


class Proxy:
    """Relays for those who know the password. `targets` are those it was asked for, `datagrams` what it relayed."""

    def __init__(self, kind: str) -> None:
        self.targets: list[tuple[str, int]] = []
        self.datagrams = 0
        self.refused = 0
        self._open: set[socket.socket] = set()
        handle = {"socks5": self._socks5, "http": self._http}[kind]

        class Handler(socketserver.BaseRequestHandler):
            def handle(self) -> None:
                with contextlib.suppress(OSError, IndexError, struct.error):
                    handle(self.request)

        self._server = _Server(("127.0.0.1", 0), Handler)
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    def close(self) -> None:
        """Go down, with every connection."""
        self._server.shutdown()
        self._server.server_close()
        for each in list(self._open):
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)

    def _socks5(self, client: socket.socket) -> None:
        methods = _exactly(client, _exactly(client, 2)[1])
        if 2 not in methods:
            self.refused += 1
            client.sendall(b"\x05\xff")
            return
        client.sendall(b"\x05\x02")
        user = _exactly(client, _exactly(client, 2)[1])
        password = _exactly(client, _exactly(client, 1)[0])
        is_right = (user.decode(), password.decode()) == (USER, PASSWORD)
        client.sendall(b"\x01\x00" if is_right else b"\x01\x01")
        if not is_right:
            self.refused += 1
            return
        command, kind = struct.unpack("!xBxB", _exactly(client, 4))
        target = _target(client, kind)
        if command == 3:
            self._associate(client)
            return
        self.targets.append(target)
        self._relay(client, target, b"\x05\x00\x00\x01" + bytes(6), b"\x05\x05\x00\x01" + bytes(6))

    def _http(self, client: socket.socket) -> None:
        head = b""
        while b"\r\n\r\n" not in head:
            head += client.recv(1) or _gone()
        expected = base64.b64encode(f"{USER}:{PASSWORD}".encode())
        if expected not in head:
            self.refused += 1
            client.sendall(b"HTTP/1.1 407 Proxy Authentication Required\r\n\r\n")
            return
        host, _colon, port = head.split()[1].decode().rpartition(":")
        self.targets.append((host, int(port)))
        self._relay(client, (host, int(port)), b"HTTP/1.1 200 OK\r\n\r\n", b"HTTP/1.1 502 Bad Gateway\r\n\r\n")

    def _relay(self, client: socket.socket, target: tuple[str, int], good: bytes, bad: bytes) -> None:
        try:
            other = socket.create_connection(target, timeout=5)
        except OSError:
            client.sendall(bad)
            return
        client.sendall(good)
        self._open |= {client, other}
        with other:
            while True:
                for ready in select.select([client, other], [], [])[0]:
                    data = ready.recv(65536)
                    if not data:
                        return
                    (other if ready is client else client).sendall(data)

    def _associate(self, client: socket.socket) -> None:
        """Relay datagrams for as long as the connection lasts."""
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as relay:
            relay.bind(("127.0.0.1", 0))
            client.sendall(b"\x05\x00\x00\x01" + _packed(relay.getsockname()))
            self._open.add(client)
            asker: tuple[str, int] | None = None
            while True:
                ready = select.select([client, relay], [], [])[0]
                if client in ready and not client.recv(1024):
                    return
                if relay not in ready:
                    continue
                data, sender = relay.recvfrom(65536)
                if asker in (None, sender) and data[:3] == b"\0\0\0":
                    asker, self.datagrams = sender, self.datagrams + 1
                    relay.sendto(data[10:], (socket.inet_ntoa(data[4:8]), struct.unpack("!H", data[8:10])[0]))
                elif asker is not None:
                    relay.sendto(b"\0\0\0\x01" + _packed(sender) + data, asker)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _packed(address: tuple[str, int]) -> bytes:
    return socket.inet_aton(address[0]) + struct.pack("!H", address[1])


def _target(client: socket.socket, kind: int) -> tuple[str, int]:
    if kind == 3:
        host = _exactly(client, _exactly(client, 1)[0]).decode()
    else:
        family = socket.AF_INET if kind == 1 else socket.AF_INET6
        host = socket.inet_ntop(family, _exactly(client, 4 if kind == 1 else 16))
    return host, struct.unpack("!H", _exactly(client, 2))[0]


def _exactly(client: socket.socket, count: int) -> bytes:
    data = b""
    while len(data) < count:
        data += client.recv(count - len(data)) or _gone()
    return data


def _gone() -> bytes:
    raise ConnectionError("the other side left")
