"""`make demo`: TrustTune on a throw-away folder with the sandbox as its internet. Ctrl-C stops both and leaves nothing.

Only the generated music stays, in `.demo/cache`, so that the next start is quick.
"""

import argparse
import contextlib
import logging
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

from tests.sandbox.internet import SCALES, Sandbox
from tests.sandbox.swarm import ROOT

UPLOAD_LIMIT = 3_000_000  # bytes a second a torrent: slow enough to watch, quick enough to play at once
LATENCY = {
    "musicbrainz": 0.1,
    "sandbox": 0.2,
    "archive": 0.5,
    "cratedigger": 0.9,
}  # seconds, so that one sees them answer
KEPT = ("TRUSTTUNE_HOST", "TRUSTTUNE_PORT", "TRUSTTUNE_ALLOWED_HOSTS", "TRUSTTUNE_LOG_LEVEL", "TRUSTTUNE_LOG_FORMAT")
OWN = {  # whatever `.env` says, a demo touches no real installation and asks nobody
    "DATABASE_URL": "",
    "REDIS_URL": "",
    "SECRET_KEY": "",
    "TRUSTTUNE_COMMUNITY_URL": "off",
    "TRUSTTUNE_AI_URL": "off",
    "TRUSTTUNE_REDDIT_URL": "off",
    "TRUSTTUNE_BASE_PATH": "/",
}
TO_TRY = """
  Everything you see is invented, and nothing leaves this machine. Type, for example:

    the new album by Marlow Vane in flac      one clear answer, and some liars beside it
    tidewater                                 two artists have one: it asks
    Hollow Coast discography
    Neon Psalms mp3
    Reuter cello suites, Miriam Feld          a composer and a performer, one file with a cue sheet
    夜行バスの窓   ·   Письма к реке   ·   قهوة الصباح

  Make its internet misbehave: curl -d '{{"service": "torznab", "mode": "hang"}}' {control}/control/fault
  Ctrl-C stops it and removes {folder}
"""


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.sandbox.demo", description=__doc__)
    parser.add_argument("--catalogue", choices=[*SCALES], default="demo", help="small: a few albums, ready sooner")
    options = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _interrupt)
    with _throw_away_folder() as folder:
        try:
            print("Setting up the demo; the music is generated the first time, which takes half a minute.", flush=True)
            with Sandbox(folder / "internet", options.catalogue, upload_limit=UPLOAD_LIMIT) as internet:
                for service, seconds in LATENCY.items():
                    internet.latency(service, seconds)
                return _run_trusttune(folder, internet)
        except KeyboardInterrupt:
            return 130


def _interrupt(*_signal: object) -> NoReturn:
    raise KeyboardInterrupt


@contextlib.contextmanager
def _throw_away_folder() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="trusttune-demo-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _environment(folder: Path, internet: Sandbox) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("TRUSTTUNE_") or name in KEPT}
    (folder / "Music").mkdir()
    folders = {"TRUSTTUNE_DATA_DIR": str(folder / "data"), "TRUSTTUNE_MUSIC_DIR": str(folder / "Music")}
    return kept | OWN | internet.environment | folders


def _run_trusttune(folder: Path, internet: Sandbox) -> int:
    environment = _environment(folder, internet)
    for command in ("collectstatic", "migrate"):
        subprocess.run(
            [sys.executable, "manage.py", command, "--noinput", "--verbosity", "0"],
            cwd=ROOT,
            env=environment,
            check=True,
        )
    process = subprocess.Popen(
        [sys.executable, "manage.py", "up"],
        cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    try:
        assert process.stdout is not None
        for line in process.stdout:
            print(line, end="", flush=True)
            if "TrustTune is ready at" in line:
                print(TO_TRY.format(control=internet.control.url, folder=folder), flush=True)
        return process.wait()
    finally:
        _stop(process)


def _stop(process: "subprocess.Popen[str]") -> None:
    """`up` promises to end within 10 s; its last words are printed too."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.SIG_IGN)  # a second Ctrl-C must not leave it half stopped
    process.terminate()
    try:
        rest, _ = process.communicate(timeout=15)
        print(rest or "", end="", flush=True)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


if __name__ == "__main__":
    sys.exit(main())
