"""libtorrent alone, with TrustTune's settings: `python -m bench._bare_client FOLDER PORT TORRENT…`; prints JSON.

The clock runs from adding the torrents to the last wanted piece of the last of them.
"""

import json
import resource
import sys
import time
from pathlib import Path

import libtorrent as lt


def peak_memory() -> float:
    """MB; `ru_maxrss` would begin with what the process that started us had."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM:"))


def main(folder: str, port: int, torrents: list[str]) -> None:
    parameters = lt.session_params()
    parameters.settings = {
        **parameters.settings,
        "listen_interfaces": "127.0.0.1:0",
        "enable_dht": False,
        "enable_lsd": False,
        "enable_upnp": False,
        "enable_natpmp": False,
        "enable_outgoing_utp": False,
        "enable_incoming_utp": False,
        "tick_interval": 100,
        "alert_mask": int(lt.alert.category_t.status_notification),
        "active_downloads": -1,
        "active_limit": -1,
    }
    session = lt.session(parameters)
    before = resource.getrusage(resource.RUSAGE_SELF)
    began, left = time.monotonic(), len(torrents)
    for path in torrents:
        described = lt.load_torrent_file(path)
        described.save_path = folder
        described.flags = lt.torrent_flags.update_subscribe
        session.add_torrent(described).connect_peer(("127.0.0.1", port))
    while left:
        session.wait_for_alert(1000)
        left -= sum(isinstance(alert, lt.torrent_finished_alert) for alert in session.pop_alerts())
    wall = time.monotonic() - began
    used = resource.getrusage(resource.RUSAGE_SELF)
    cpu = used.ru_utime + used.ru_stime - before.ru_utime - before.ru_stime
    print(json.dumps({"wall": wall, "cpu": cpu, "rss": peak_memory()}))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), sys.argv[3:])
