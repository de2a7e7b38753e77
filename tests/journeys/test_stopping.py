"""Stopping while a long file is examined: it ends at once, and the next start examines the file after all."""

import struct
import time
from pathlib import Path

from tests.running import RunningHome

LONGEST_STOP = 5.0
RATE, FRAME_BYTES = 44_100, 4
HOURS = 3


def test_an_examination_does_not_hold_the_stop_up(tmp_path: Path) -> None:
    with RunningHome(tmp_path) as home:
        album = home.music / "Someone" / "Something"
        album.mkdir(parents=True)
        write_long_silence(album / "01 Something.wav")
        assert home.ask("POST", "/api/library/scan")[0] == 202
        first = wait_for_examination(home)
        began = time.monotonic()
        home.stop()
        assert time.monotonic() - began < LONGEST_STOP
        assert not Path(f"/proc/{first}").exists()
        home.start()
        assert wait_for_examination(home) != first


def write_long_silence(path: Path) -> None:
    """A WAV of three hours that takes no room on the disk and long to examine."""
    size = HOURS * 3600 * RATE * FRAME_BYTES
    head = (
        b"RIFF" + struct.pack("<I", size + 36) + b"WAVEfmt " + struct.pack("<IHHIIHH", 16, 1, 2, RATE, RATE * 4, 4, 16)
    )
    with path.open("wb") as stream:
        stream.write(head + b"data" + struct.pack("<I", size))
        stream.truncate(size + 44)


def wait_for_examination(home: RunningHome, within: float = 20.0) -> int:
    """The process id of the examining process of this home."""
    deadline = time.monotonic() + within
    while time.monotonic() < deadline:
        worker = home.children().get("jobs")
        for entry in Path("/proc").iterdir() if worker else ():
            if entry.name.isdigit() and examines(entry, worker):
                return int(entry.name)
        time.sleep(0.05)
    raise AssertionError("nothing was examined")


def examines(process: Path, parent: int | None) -> bool:
    try:
        state = (process / "stat").read_text().rpartition(")")[2].split()
        command = (process / "cmdline").read_bytes()
    except OSError:
        return False
    return int(state[1]) == parent and b"examiner_process" in command
