"""What there is at the other end of a way: a seeder with a DHT node, a tracker and a web seed."""

from __future__ import annotations

import socket
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import libtorrent as lt

from tests.downloads.albums import Album
from tests.downloads.network.namespaces import PEER

SEEDER_PORT, WEB_PORT, UDP_TRACKER_PORT = 6999, 8080, 8081


class World:
    """Made in a thread that lives in the namespace; everything belongs there."""

    def __init__(self, album: Album, upload_limit: int) -> None:
        self.web = WebServer(album.folder.parent)
        parameters = lt.session_params()
        parameters.settings = {
            "listen_interfaces": f"vpn1:{SEEDER_PORT}", "enable_dht": True,
            "dht_bootstrap_nodes": "", "dht_restrict_routing_ips": False, "enable_lsd": False,
            "enable_upnp": False, "enable_natpmp": False, "alert_mask": 0,
        }  # fmt: skip
        self.session: Any = lt.session(parameters)
        torrent = lt.load_torrent_buffer(album.torrent)
        torrent.trackers = []
        torrent.url_seeds = []
        torrent.save_path, torrent.flags = str(album.folder.parent), lt.torrent_flags.seed_mode
        torrent.upload_limit = upload_limit
        self.handle = self.session.add_torrent(torrent)

    def close(self) -> None:
        self.session.pause()
        self.web.close()


class _Dual(ThreadingHTTPServer):
    address_family = socket.AF_INET6
    daemon_threads = True

    def server_bind(self) -> None:
        self.socket.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
        super().server_bind()


class _Handler(SimpleHTTPRequestHandler):
    """Files, and a tracker that names the seeder."""

    def do_GET(self) -> None:
        if not self.path.startswith("/announce"):
            super().do_GET()
            return
        peer = socket.inet_aton(PEER) + SEEDER_PORT.to_bytes(2)
        body = b"d8:completei1e10:incompletei0e8:intervali60e5:peers6:" + peer + b"e"
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *arguments: Any) -> None:
        """Tests need no log of requests."""


class WebServer:
    """The tracker and the web seed, on IPv4 and IPv6."""

    def __init__(self, folder: Path) -> None:
        self._server = _Dual(("::", WEB_PORT), partial(_Handler, directory=str(folder)))
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
