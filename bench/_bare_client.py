"""libtorrent alone, with TrustTune's settings: `python -m bench._bare_client FOLDER PORT TORRENT…`; prints JSON.

`began` and `done` are moments on the monotonic clock: just before the torrents are added, and the last wanted piece of
the last of them. CPU seconds and peak memory (MB) are those of the session alone and of the whole process.
"""

import json
import os
import resource
import sys
import time
from typing import Any

import libtorrent as lt
import psutil

from apps.downloads.engine.session import SessionOptions, network_settings
from bench._cpu import peak_memory

LONGEST_SECONDS = 120.0
OPTIONS = SessionOptions(listen="127.0.0.1:0", dht=False, dht_bootstrap="", utp=False, version="0.0")


def settings() -> dict[str, Any]:
    """Ours, but told of nothing except the end, and with nobody waiting for a turn."""
    quiet = {"alert_mask": int(lt.alert.category_t.status_notification), "active_downloads": -1, "active_limit": -1}
    return network_settings(OPTIONS) | quiet


def main(folder: str, port: int, torrents: list[str]) -> None:
    parameters: Any = lt.session_params()
    parameters.settings = {**parameters.settings, **settings()}
    session = lt.session(parameters)
    before = resource.getrusage(resource.RUSAGE_SELF)
    began, left = time.monotonic(), len(torrents)
    for path in torrents:
        described = lt.load_torrent_file(path)
        described.save_path = folder
        described.flags = lt.torrent_flags.update_subscribe
        session.add_torrent(described).connect_peer(("127.0.0.1", port))
    while left:
        if time.monotonic() - began > LONGEST_SECONDS:
            raise TimeoutError(f"{left} of {len(torrents)} torrents did not arrive within {LONGEST_SECONDS:.0f} s")
        session.wait_for_alert(1000)
        left -= sum(isinstance(alert, lt.torrent_finished_alert) for alert in session.pop_alerts())
    done = time.monotonic()
    used = resource.getrusage(resource.RUSAGE_SELF)
    cpu = used.ru_utime + used.ru_stime - before.ru_utime - before.ru_stime
    print(json.dumps({"began": began, "done": done, "cpu": cpu, "rss": peak_memory(psutil.Process(os.getpid()))}))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), sys.argv[3:])
