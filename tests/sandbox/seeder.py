"""The process behind `swarm.SeederProcess`: JSON commands in, JSON answers out, a line each; it ends with its input."""

import contextlib
import json
import sys
from collections.abc import Callable
from typing import Any  # commands and answers are JSON

import libtorrent as lt

SETTINGS: Any = {
    "listen_interfaces": "127.0.0.1:0",
    "enable_dht": False,
    "enable_lsd": False,
    "enable_upnp": False,
    "enable_natpmp": False,
    "enable_outgoing_utp": False,  # uTP stalls on loopback
    "enable_incoming_utp": False,
    "allow_multiple_connections_per_ip": True,  # every peer of the sandbox is 127.0.0.1
    "announce_to_all_trackers": True,
    "announce_to_all_tiers": True,
    "tick_interval": 100,
    "min_reconnect_time": 1,
    "max_failcount": 100,
    "stop_tracker_timeout": 1,  # trackers that are gone must not hold up the end
    "alert_mask": 0,
    "user_agent": "sandbox-seeder/1.0",
}


class Seeder:
    def __init__(self, settings: dict[str, Any]) -> None:
        parameters = lt.session_params()
        parameters.settings = SETTINGS | settings
        self.session = lt.session(parameters)
        self.handles: dict[str, lt.torrent_handle] = {}
        self.commands: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
            "add": self.add,
            "remove": self.remove,
            "limit": self.limit,
            "dial": self.dial,
            "pause": self.pause,
            "resume": self.resume,
            "status": self.status,
        }

    def answer(self, line: str) -> dict[str, Any]:
        command = json.loads(line)
        try:
            return self.commands[command["do"]](command)
        except (KeyError, RuntimeError, OSError) as error:
            return {"error": f"{type(error).__name__}: {error}"}

    def add(self, command: dict[str, Any]) -> dict[str, Any]:
        params = lt.load_torrent_file(command["torrent"])
        params.save_path = command["folder"]
        params.flags = lt.torrent_flags.seed_mode | lt.torrent_flags.update_subscribe
        handle = self.session.add_torrent(params)
        handle.set_upload_limit(command["upload_limit"] or -1)
        hashes = handle.info_hashes()
        info_hash = str(hashes.v1 if hashes.has_v1() else hashes.get_best())
        self.handles[info_hash] = handle
        return {"info_hash": info_hash}

    def remove(self, command: dict[str, Any]) -> dict[str, Any]:
        self.session.remove_torrent(self.handles.pop(command["info_hash"]))
        return {}

    def limit(self, command: dict[str, Any]) -> dict[str, Any]:
        one = command["info_hash"]
        for handle in [self.handles[one]] if one else self.handles.values():
            handle.set_upload_limit(command["upload_limit"] or -1)
        return {}

    def dial(self, command: dict[str, Any]) -> dict[str, Any]:
        self.handles[command["info_hash"]].connect_peer(("127.0.0.1", command["port"]))
        return {}

    def pause(self, command: dict[str, Any]) -> dict[str, Any]:
        for handle in self.handles.values():
            handle.pause()
        return {}

    def resume(self, command: dict[str, Any]) -> dict[str, Any]:
        for handle in self.handles.values():
            handle.resume()
        return {}

    def status(self, command: dict[str, Any]) -> dict[str, Any]:
        torrents = {}
        for info_hash, handle in self.handles.items():
            now = handle.status()
            torrents[info_hash] = {
                "peers": now.num_peers, "uploaded": now.all_time_upload, "upload_rate": now.upload_rate,
                "state": str(now.state),
            }  # fmt: skip
        return {"port": self.session.listen_port(), "torrents": torrents}


def main() -> None:
    seeder = Seeder(json.loads(sys.argv[1]))
    with contextlib.suppress(KeyboardInterrupt):  # Ctrl-C reaches the whole process group: the parent decides
        for line in sys.stdin:
            print(json.dumps(seeder.answer(line)), flush=True)
    seeder.session.pause()


if __name__ == "__main__":
    main()
