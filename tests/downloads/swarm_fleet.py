"""A DHT of real libtorrent nodes on 127.0.0.0/8 in a process of its own, which keep torrents without their content.

Commands are lines of JSON on its input; it ends with it. `python -m tests.downloads.swarm_fleet NODES`.
"""

from __future__ import annotations

import contextlib
import json
import sys
import time
from typing import Any

import libtorrent as lt

SETTINGS: dict[str, Any] = {
    "enable_dht": True,
    "enable_lsd": False,
    "enable_upnp": False,
    "enable_natpmp": False,
    "dht_bootstrap_nodes": "",
    "dht_restrict_routing_ips": False,
    "dht_restrict_search_ips": False,
    "dht_block_ratelimit": 100_000,
    "dht_upload_rate_limit": 10_000_000,
    "enable_outgoing_utp": False,  # uTP stalls on loopback
    "enable_incoming_utp": False,
    "allow_multiple_connections_per_ip": True,
    "close_redundant_connections": False,
    "aio_threads": 1,
    "hashing_threads": 1,
    "alert_mask": 0,
    "connections_limit": 2000,
}


def node(number: int) -> Any:
    parameters = lt.session_params()
    address = f"127.7.{number}.1"
    # It calls from its own address: a node that met itself as 127.0.0.1 would ban that for everybody.
    parameters.settings = {**SETTINGS, "listen_interfaces": f"{address}:0", "outgoing_interfaces": address}
    return lt.session(parameters)


class Fleet:
    def __init__(self, count: int) -> None:
        self.nodes = [node(number) for number in range(1, count + 1)]
        self.addresses = [(f"127.7.{n}.1", s.listen_port()) for n, s in enumerate(self.nodes, start=1)]
        for place, session in enumerate(self.nodes):
            for step in range(1, 13):
                other = self.addresses[(place + step * step) % count]
                if other != self.addresses[place]:
                    session.add_dht_node(other)
        self.handles: list[Any] = []

    def keep(self, torrents: list[str]) -> None:
        """Have the nodes share torrents (hex of .torrent files) in turn, as if they had them."""
        for number, torrent in enumerate(torrents):
            parameters = lt.load_torrent_buffer(bytes.fromhex(torrent))
            parameters.save_path = "/nonexistent"
            parameters.flags = lt.torrent_flags.seed_mode | lt.torrent_flags.upload_mode
            self.handles.append(self.nodes[number % len(self.nodes)].add_torrent(parameters))

    def announce(self) -> None:
        """Tell the DHT, of private torrents too: somebody's broken client does that."""
        for number, handle in enumerate(self.handles):
            place = number % len(self.nodes)
            self.nodes[place].dht_announce(handle.info_hashes().get_best(), self.addresses[place][1], 0)

    def uploaded(self) -> int:
        """Bytes of content that anybody got."""
        return sum(int(handle.status(0).total_payload_upload) for handle in self.handles)


def main() -> None:
    fleet = Fleet(int(sys.argv[1]))
    time.sleep(0.2)
    print(json.dumps({"addresses": fleet.addresses}), flush=True)
    with contextlib.suppress(KeyboardInterrupt):
        for line in sys.stdin:
            command = json.loads(line)
            if command["do"] == "keep":
                fleet.keep(command["torrents"])
            elif command["do"] == "announce":
                fleet.announce()
            print(json.dumps({"uploaded": fleet.uploaded()}), flush=True)


if __name__ == "__main__":
    main()
