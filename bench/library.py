"""A library of 100,000 tracks: the first scan, one with nothing changed, search as you type, an album page.

`mpd` (Debian's) and `beets` (from PyPI) scan the same folder in the same run where they are installed; beets, which is
slow, a part of it. `python -m bench.library TRACKS` measures another size.
"""

import json
import os
import random
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from bench import generated_library

Result = TypeVar("Result")

TRACKS = 100_000
BEETS_TRACKS = 5_000
SEARCHES = 300
PAGES = 100


def run(tracks: int = TRACKS) -> dict[str, object]:
    """Figures of one run; in a process of its own, since the settings know one data folder a process."""
    with tempfile.TemporaryDirectory(prefix="trusttune-bench-") as folder:
        environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "trusttune.settings.test", "TRUSTTUNE_TEST_DIR": folder}
        command = [sys.executable, "-m", "bench.library", str(tracks), "--child"]
        done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=True)
    figures: dict[str, object] = json.loads(done.stdout.splitlines()[-1])
    return figures


def measure(tracks: int) -> dict[str, object]:
    """Everything, in this process, whose Django is set up and whose database is empty."""
    from django.conf import settings

    music = Path(settings.MUSIC_DIR)
    music.mkdir(parents=True)
    generated_library.make(music, tracks)
    figures: dict[str, object] = {"tracks": tracks}
    figures |= _scans(tracks)
    figures |= _mpd(music, tracks, Path(settings.TEST_FOLDER))
    figures |= _beets(music, Path(settings.TEST_FOLDER))
    figures |= _searches(tracks)
    figures |= _pages()
    return figures


def _scans(tracks: int) -> dict[str, object]:
    from apps.library.scanning.scan import scan

    seconds, report = _timed(scan)
    again, _report = _timed(scan)
    from apps.library.scanning.walking import walk

    changed = next(iter(walk(_music())))
    Path(changed.path, changed.files[0].name).touch()
    one, _report = _timed(scan)
    assert report.total == tracks, report
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    readers = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    return {
        "first scan (files/s)": tracks / seconds,
        "first scan (s)": seconds,
        "scan with nothing changed (s)": again,
        "scan with one changed folder (s)": one,
        "memory of the scan, peak (MB)": own,
        "memory of a tag reader, peak (MB)": readers,
        "database (MB)": sum(path.stat().st_size for path in _database_files()) // 1_000_000,
    }


def _music() -> Path:
    from django.conf import settings

    return Path(settings.MUSIC_DIR)


def _database_files() -> list[Path]:
    from django.conf import settings

    name = Path(settings.DATABASES["default"]["NAME"])
    return [path for path in name.parent.iterdir() if path.name.startswith(name.name)]


def _searches(tracks: int) -> dict[str, object]:
    from apps.library.queries import search_document

    dice = random.Random(1)
    typed = []
    for _search in range(SEARCHES):
        named = generated_library.names(dice.randrange(tracks))
        whole = dice.choice((named.artist, named.album, named.title))
        typed.append(whole[: dice.randint(1, len(whole))])
    exact = [_timed(lambda text=text: search_document(text))[0] for text in typed]
    wrong = [text[:1] + text[2:] for text in typed if len(text) > 9]
    misspelt = [_timed(lambda text=text: search_document(text))[0] for text in wrong]
    return {
        "search as you type, p50 (ms)": statistics.median(exact) * 1000,
        "search as you type, p95 (ms)": _p95(exact) * 1000,
        "search with a letter missing, p95 (ms)": _p95(misspelt) * 1000,
    }


def _pages() -> dict[str, object]:
    from django.test import Client

    from apps.library.models import Album

    client = Client()
    albums = list(Album.objects.order_by("identity").values_list("pk", flat=True)[:PAGES])
    client.get(f"/library/albums/{albums[0]}/")
    page = [_timed(lambda pk=pk: client.get(f"/library/albums/{pk}/"))[0] for pk in albums]
    document = [_timed(lambda pk=pk: client.get(f"/api/library/albums/{pk}"))[0] for pk in albums]
    first = [_timed(lambda n=n: client.get(f"/api/library/albums?offset={n * 50}&limit=50"))[0] for n in range(20)]
    return {
        "album page, p95 (ms)": _p95(page) * 1000,
        "album as JSON, p95 (ms)": _p95(document) * 1000,
        "page of 50 albums as JSON, p95 (ms)": _p95(first) * 1000,
    }


def _mpd(music: Path, tracks: int, folder: Path) -> dict[str, object]:
    """mpd's database made anew by `mpd --no-daemon` with one `update`, told by its own protocol."""
    if shutil.which("mpd") is None:
        return {"mpd": "not installed (apt install mpd)"}
    socket_path = folder / "mpd.socket"
    config = folder / "mpd.conf"
    config.write_text(
        f'music_directory "{music}"\ndb_file "{folder}/mpd.db"\nlog_file "{folder}/mpd.log"\n'
        f'bind_to_address "{socket_path}"\nauto_update "no"\naudio_output {{\n type "null"\n name "none"\n}}\n'
    )
    process = subprocess.Popen(["mpd", "--no-daemon", str(config)], stderr=subprocess.DEVNULL)
    try:
        seconds = _timed(lambda: _mpd_update(socket_path, tracks))[0]  # a new database is filled at the start
        again = _timed(lambda: _mpd_update(socket_path, tracks, ask=True))[0]
    finally:
        process.terminate()
        process.wait(timeout=30)
    return {"mpd: first scan (files/s)": tracks / seconds, "mpd: scan with nothing changed (s)": again}


def _mpd_update(socket_path: Path, tracks: int, *, ask: bool = False) -> None:
    import socket

    deadline = time.monotonic() + 900
    while True:
        try:
            with socket.socket(socket.AF_UNIX) as client:
                client.connect(str(socket_path))
                stream = client.makefile("rw", encoding="utf-8")
                stream.readline()
                if ask:
                    _mpd_ask(stream, "update")
                    ask = False
                status, stats = _mpd_ask(stream, "status"), _mpd_ask(stream, "stats")
                if "updating_db" not in status and int(stats.get("songs", 0)) >= tracks:
                    return
        except OSError:
            pass
        if time.monotonic() > deadline:
            raise TimeoutError("mpd did not finish")
        time.sleep(0.05)


def _mpd_ask(stream: object, command: str) -> dict[str, str]:
    stream.write(f"{command}\n")  # type: ignore[attr-defined]
    stream.flush()  # type: ignore[attr-defined]
    answer: dict[str, str] = {}
    for line in stream:  # type: ignore[attr-defined]
        if line.startswith(("OK", "ACK")):
            break
        name, _colon, value = line.strip().partition(": ")
        answer[name] = value
    return answer


def _beets(music: Path, folder: Path) -> dict[str, object]:
    """`beet import` as it is, without matching or copying, on the first artists of the library."""
    beet = shutil.which("beet") or shutil.which("beet", path=str(Path(sys.executable).parent))
    if beet is None:
        return {"beets": "not installed (pip install beets)"}
    part = folder / "beets-music"
    part.mkdir()
    count = 0
    for artist in sorted(music.iterdir()):
        if count >= BEETS_TRACKS:
            break
        (part / artist.name).symlink_to(artist)
        count += sum(1 for _file in artist.rglob("*.*"))
    config = folder / "beets.yaml"
    config.write_text(
        f"directory: {folder}/unused\nlibrary: {folder}/beets.db\nplugins: []\n"
        "import:\n  copy: no\n  write: no\n  autotag: no\n  quiet: yes\n"
    )
    environment = {**os.environ, "BEETSDIR": str(folder)}
    command = [beet, "-c", str(config), "import", "-A", "-q", "-C", *[str(path) for path in part.iterdir()]]
    seconds = _timed(lambda: subprocess.run(command, env=environment, check=True, capture_output=True))[0]
    return {"beets: first scan of a part (files/s)": count / seconds, "beets: files in that part": count}


def _timed(work: Callable[[], Result]) -> tuple[float, Result]:
    started = time.perf_counter()
    result = work()
    return time.perf_counter() - started, result


def _p95(values: list[float]) -> float:
    return sorted(values)[int(len(values) * 0.95)]


def _child(tracks: int) -> None:
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    from trusttune.embedded import valkey_binary, valkey_command

    command = valkey_command(valkey_binary(), settings.DATA_DIR, settings.VALKEY_PASSWORD_FILE)
    valkey = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        call_command("migrate", verbosity=0)
        print(json.dumps(measure(tracks)))
    finally:
        valkey.terminate()
        valkey.wait(timeout=10)


if __name__ == "__main__":
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else TRACKS
    if "--child" in sys.argv:
        _child(wanted)
    else:
        print(json.dumps(run(wanted), indent=2))
