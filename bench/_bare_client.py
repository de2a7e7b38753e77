"""libtorrent alone, with TrustTune's settings: `python -m bench._bare_client FOLDER PORT TORRENT…`; prints JSON.

The clock runs from adding the torrents to the last wanted piece of the last of them.
"""

import json
import resource
import sys
import time

import libtorrent as lt


def main(folder: str, port: int, torrents: list[str]) -> None:
    session = lt.session(
        {
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
    )
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
    print(json.dumps({"wall": wall, "cpu": used.ru_utime + used.ru_stime, "rss": used.ru_maxrss / 1024}))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), sys.argv[3:])
