"""A library of 100,000 tracks: the first scan, one with nothing changed, search as you type, an album page.

`mpd` (Debian's) and `beets` (from PyPI) scan the same folder in the same run where they are installed; beets, which is
slow, a part of it. `python -m bench.library TRACKS` measures another size; with `--folder FOLDER` the generated music
is kept there and used again, and the database stays for `python -m bench.keeping --folder FOLDER`.
"""

import argparse
import json
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from bench import _neighbours, generated_library
from bench._memory import MemoryWatch

Result = TypeVar("Result")

TRACKS = 100_000
DATABASE = "test.sqlite3"  # as trusttune.settings.test has it
SEARCHES = 300
PAGES = 100


def run(tracks: int = TRACKS, folder: Path | None = None) -> dict[str, object]:
    """Figures of one run; in a process of its own, since the settings know one data folder a process.

    In `folder` the music of a run before is used again where it has as many tracks; without one everything is made anew
    and removed.
    """
    if folder is None:
        with tempfile.TemporaryDirectory(prefix="trusttune-bench-") as made:
            return in_a_process("bench.library", tracks, Path(made))
    folder.mkdir(parents=True, exist_ok=True)
    shutil.rmtree(folder / "data", ignore_errors=True)
    for path in folder.glob(f"{DATABASE}*"):
        path.unlink()
    return in_a_process("bench.library", tracks, folder)


def in_a_process(module: str, tracks: int, folder: Path) -> dict[str, object]:
    """The figures that `python -m module --child` prints last, with settings whose data and music are in `folder`."""
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "trusttune.settings.test", "TRUSTTUNE_TEST_DIR": str(folder)}
    command = [sys.executable, "-m", module, str(tracks), "--child"]
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=True)
    figures: dict[str, object] = json.loads(done.stdout.splitlines()[-1])
    return figures


def measure(tracks: int) -> dict[str, object]:
    """Everything, in this process, whose Django is set up and whose database is empty."""
    from django.conf import settings

    music, folder = Path(settings.MUSIC_DIR), _folder()
    seconds, made = timed(lambda: generated_library.provide(music, tracks))
    progress(f"{tracks} files {'made' if made else 'are there already'}")
    figures: dict[str, object] = {"tracks": tracks}
    figures |= {"making the files (s)": seconds} if made else {}
    figures |= _scans(tracks)
    figures |= _searches(tracks)
    progress("searches")
    figures |= _pages()
    progress("pages")
    figures |= _neighbours.mpd(music, tracks, folder)
    progress("mpd")
    figures |= _neighbours.beets(music, folder)
    progress("beets")
    return figures


STARTED = time.monotonic()


def progress(what: str) -> None:
    """Tell the person who waits what was done, and after how many seconds."""
    print(f"   {time.monotonic() - STARTED:6.1f} s  {what}", file=sys.stderr, flush=True)


def _scans(tracks: int) -> dict[str, object]:
    from apps.library.scanning.scan import scan

    with MemoryWatch(os.getpid()) as memory:
        seconds, report = timed(scan)
    progress("first scan")
    again, _report = timed(scan)
    from apps.library.scanning.walking import walk

    changed = next(iter(walk(_music())))
    Path(changed.path, changed.files[0].name).touch()
    one, last = timed(scan)
    assert report.total == tracks, report
    assert last.read == len(changed.files), last
    progress("scans of what is known")
    return {
        "first scan (files/s)": tracks / seconds,
        "first scan (s)": seconds,
        "scan with nothing changed (s)": again,
        "scan with one changed folder (s)": one,
        "scan with one changed folder: files read": last.read,
        "memory of the scan, all processes, peak (MB, PSS)": memory.all,
        "of it the scanning process (MB, PSS)": memory.own,
        "of it the tag readers (MB, PSS)": memory.children,
        "database (MB)": sum(path.stat().st_size for path in _folder().glob(f"{DATABASE}*")) // 1_000_000,
    }


def _music() -> Path:
    from django.conf import settings

    return Path(settings.MUSIC_DIR)


def _folder() -> Path:
    from django.conf import settings

    return Path(settings.TEST_FOLDER)


def _searches(tracks: int) -> dict[str, object]:
    from apps.library.queries import search_document

    dice = random.Random(1)
    typed = []
    for _search in range(SEARCHES):
        named = generated_library.names(dice.randrange(tracks))
        whole = dice.choice((named.artist, named.album, named.title))
        typed.append(whole[: dice.randint(1, len(whole))])
    exact = [timed(lambda text=text: search_document(text))[0] for text in typed]
    wrong = [text[:1] + text[2:] for text in typed if len(text) > 9]
    misspelt = [timed(lambda text=text: search_document(text))[0] for text in wrong]
    return {
        "search as you type, p50 (ms)": statistics.median(exact) * 1000,
        "search as you type, p95 (ms)": p95(exact) * 1000,
        "search with a letter missing, p95 (ms)": p95(misspelt) * 1000,
    }


def _pages() -> dict[str, object]:
    from django.test import Client

    from apps.library.models import Album

    client = Client()
    albums = list(Album.objects.order_by("identity").values_list("pk", flat=True)[:PAGES])
    client.get(f"/library/albums/{albums[0]}/")
    page = [timed(lambda pk=pk: client.get(f"/library/albums/{pk}/"))[0] for pk in albums]
    document = [timed(lambda pk=pk: client.get(f"/api/library/albums/{pk}"))[0] for pk in albums]
    first = [timed(lambda n=n: client.get(f"/api/library/albums?offset={n * 50}&limit=50"))[0] for n in range(20)]
    return {
        "album page, p95 (ms)": p95(page) * 1000,
        "album as JSON, p95 (ms)": p95(document) * 1000,
        "page of 50 albums as JSON, p95 (ms)": p95(first) * 1000,
    }


def timed(work: Callable[[], Result]) -> tuple[float, Result]:
    started = time.perf_counter()
    result = work()
    return time.perf_counter() - started, result


def p95(values: list[float]) -> float:
    return sorted(values)[int(len(values) * 0.95)]


def _child(tracks: int) -> None:
    with home():
        print(json.dumps(measure(tracks)))


@contextmanager
def home() -> Iterator[None]:
    """Django with the settings' database, and a Valkey while the context is open."""
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    from trusttune.embedded import valkey_binary, valkey_command

    command = valkey_command(valkey_binary(), settings.DATA_DIR, settings.VALKEY_PASSWORD_FILE)
    valkey = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        call_command("migrate", verbosity=0)
        yield
    finally:
        valkey.terminate()
        valkey.wait(timeout=10)


def arguments(about: str | None) -> argparse.Namespace:
    """`TRACKS --folder FOLDER`, and `--child` for the process that does the work."""
    parser = argparse.ArgumentParser(description=about)
    parser.add_argument("tracks", nargs="?", type=int, default=TRACKS)
    parser.add_argument("--folder", type=Path, help="keep music and database here, and use what is there again")
    parser.add_argument("--child", action="store_true", help=argparse.SUPPRESS)
    return parser.parse_args()


if __name__ == "__main__":
    given = arguments(__doc__)
    if given.child:
        _child(given.tracks)
    else:
        print(json.dumps(run(given.tracks, given.folder), indent=2))
