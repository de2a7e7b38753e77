"""`python -m tests.sandbox --dir DIR`: runs the sandbox until SIGTERM or Ctrl-C; prints its settings as JSON."""

import argparse
import json
import logging
import signal
import socket
from pathlib import Path

from tests.sandbox.internet import CACHE, SCALES, Sandbox


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.sandbox", description=__doc__)
    parser.add_argument("--dir", type=Path, required=True, help="where this run may write")
    parser.add_argument("--catalogue", choices=[*SCALES], default="demo")
    parser.add_argument("--cache", type=Path, default=CACHE, help="where the generated music is kept")
    parser.add_argument("--upload-limit", type=int, default=0, help="bytes a second for each torrent; 0: none")
    options = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    told, over = socket.socketpair()  # a lock is not woken by a signal that comes just before it is waited for
    told.setblocking(False)
    signal.set_wakeup_fd(told.fileno())
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: None)
    with Sandbox(options.dir, options.catalogue, cache=options.cache, upload_limit=options.upload_limit) as internet:
        print(json.dumps({"environment": internet.environment, "control": internet.control.url}), flush=True)
        over.recv(1)


if __name__ == "__main__":
    main()
