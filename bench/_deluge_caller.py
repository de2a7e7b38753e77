"""Adds torrents to a running Deluge: `python _deluge_caller.py PORT PASSWORD`, then the path of a .torrent a line.

It says `ready` once it is connected, and after each `added` or why it was refused. It runs on the Python that has
Deluge's own library, and on nothing of ours.
"""

import base64
import sys
from pathlib import Path
from typing import Any

from deluge.ui.client import client
from twisted.internet import reactor as started_reactor

reactor: Any = started_reactor  # typed as a module of functions that take themselves


def main(port: int, password: str) -> None:
    reactor.callWhenRunning(_connect, port, password)  # a refusal before that could not stop it
    reactor.run()


def _connect(port: int, password: str) -> None:
    connecting = client.connect("127.0.0.1", port, "bench", password)
    connecting.addCallbacks(lambda _level: _begin(), lambda _failure: reactor.stop())


def _begin() -> None:
    print("ready", flush=True)
    reactor.callInThread(_read)


def _read() -> None:
    for line in sys.stdin:
        reactor.callFromThread(_add, Path(line.strip()))
    reactor.callFromThread(reactor.stop)


def _add(torrent: Path) -> None:
    content = base64.b64encode(torrent.read_bytes()).decode()
    adding = client.core.add_torrent_file(torrent.name, content, {})
    adding.addCallbacks(
        lambda _id: print("added", flush=True),
        lambda failure: print(" ".join(failure.getErrorMessage().split()) or "refused", flush=True),
    )


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2])
