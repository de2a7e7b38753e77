"""Two neighbours on the same folder: `mpd` (Debian's) and `beets` (from PyPI), where they are installed."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

MPD_SECONDS = 300
BEETS_SECONDS = 150
BEETS_TRACKS = 5_000


def mpd(music: Path, tracks: int, folder: Path) -> dict[str, object]:
    """mpd's database made anew by `mpd --no-daemon`, then one `update` with nothing changed, told by its protocol."""
    if shutil.which("mpd") is None:
        return {"mpd": "not installed (apt install mpd)"}
    address = folder / "mpd.socket"
    config = folder / "mpd.conf"
    config.write_text(
        f'music_directory "{music}"\ndb_file "{folder}/mpd.db"\nlog_file "{folder}/mpd.log"\n'
        f'bind_to_address "{address}"\nauto_update "no"\naudio_output {{\n type "null"\n name "none"\n}}\n'
    )
    (folder / "mpd.db").unlink(missing_ok=True)
    process = subprocess.Popen(["mpd", "--no-daemon", str(config)], stderr=subprocess.DEVNULL)
    try:
        started = time.perf_counter()
        with _connected(address) as stream:  # a new database is filled at the start
            songs = _idle(stream)
            first = time.perf_counter() - started
            started = time.perf_counter()
            _ask(stream, "update")
            _idle(stream)
            again = time.perf_counter() - started
    except TimeoutError as error:
        return {"mpd": str(error)}
    finally:
        process.terminate()
        process.wait(timeout=30)
    figures: dict[str, object] = {
        "mpd: first scan (files/s)": songs / first,
        "mpd: scan with nothing changed (s)": again,
    }
    return figures if songs == tracks else figures | {"mpd: files that it took": songs}


@contextmanager
def _connected(address: Path) -> Iterator[TextIO]:
    deadline = time.monotonic() + 30
    with socket.socket(socket.AF_UNIX) as client:
        while True:
            try:
                client.connect(str(address))
                break
            except OSError:
                if time.monotonic() > deadline:
                    raise TimeoutError("mpd did not start") from None
                time.sleep(0.02)
        with client.makefile("rw", encoding="utf-8") as stream:
            stream.readline()
            yield stream


def _idle(stream: TextIO) -> int:
    """Wait until mpd updates nothing any more; how many songs it has."""
    deadline = time.monotonic() + MPD_SECONDS
    while "updating_db" in _ask(stream, "status"):
        if time.monotonic() > deadline:
            raise TimeoutError(f"did not finish in {MPD_SECONDS} s")
        time.sleep(0.05)
    return int(_ask(stream, "stats").get("songs", 0))


def _ask(stream: TextIO, command: str) -> dict[str, str]:
    stream.write(f"{command}\n")
    stream.flush()
    answer: dict[str, str] = {}
    for line in stream:
        if line.startswith(("OK", "ACK")):
            break
        name, _colon, value = line.strip().partition(": ")
        answer[name] = value
    return answer


def beets(music: Path, folder: Path) -> dict[str, object]:
    """`beet import` as it is, without matching or copying, on the first artists of the library: it is slow."""
    beet = shutil.which("beet") or shutil.which("beet", path=str(Path(sys.executable).parent))
    if beet is None:
        return {"beets": "not installed (pip install beets, and have its program in the search path)"}
    part, count = _part(music, folder / "beets-music")
    config = folder / "beets.yaml"
    config.write_text(
        f"directory: {folder}/unused\nlibrary: {folder}/beets.db\nplugins: []\n"
        "import:\n  copy: no\n  write: no\n  autotag: no\n  quiet: yes\n"
    )
    (folder / "beets.db").unlink(missing_ok=True)
    environment = {**os.environ, "BEETSDIR": str(folder)}
    command = [beet, "-c", str(config), "import", "-A", "-q", "-C", *map(str, sorted(part.iterdir()))]
    started = time.perf_counter()
    try:
        subprocess.run(command, env=environment, check=True, capture_output=True, timeout=BEETS_SECONDS)
    except subprocess.TimeoutExpired:
        return {"beets": f"did not finish {count} files in {BEETS_SECONDS} s (less than {count / BEETS_SECONDS:.0f}/s)"}
    seconds = time.perf_counter() - started
    return {"beets: first scan of a part (files/s)": count / seconds, "beets: files in that part": count}


def _part(music: Path, part: Path) -> tuple[Path, int]:
    """A folder of links to the first artists, and how many files that makes."""
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir()
    count = 0
    for artist in sorted(music.iterdir()):
        if count >= BEETS_TRACKS:
            break
        (part / artist.name).symlink_to(artist)
        count += sum(1 for _file in artist.rglob("*.*"))
    return part, count
