"""`python -m tests.sandbox --dir DIR`: runs the sandbox until SIGTERM or Ctrl-C; prints its settings as JSON."""

import argparse
import json
import logging
import signal
import threading
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
    over = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: over.set())
    with Sandbox(options.dir, options.catalogue, cache=options.cache, upload_limit=options.upload_limit) as internet:
        print(json.dumps({"environment": internet.environment, "control": internet.control.url}), flush=True)
        over.wait()


if __name__ == "__main__":
    main()
