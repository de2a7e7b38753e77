"""Engines in processes of their own, to be killed, stopped in mid-work, and started again."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Self

from django.conf import settings
from django.db import connection

PF_EXITING, PF_SIGNALED = 0x4, 0x400  # linux/sched.h


class KillableEngine:
    """An engine process over one folder; `options` are those of `engine_process`."""

    def __init__(self, base: Path, node: str = "main", **options: object) -> None:
        self.base, self.node, self.options = base, node, options
        self.process: subprocess.Popen[str] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_failure: object) -> None:
        """Nothing of it stays behind, whatever failed: the next test's engine has the same name."""
        if self.process is not None and self.ended() is None:
            self.kill()

    def start(self) -> KillableEngine:
        """Start it and wait until its session is open."""
        self.launch()
        return self.wait()

    def launch(self) -> None:
        """Begin to start it."""
        arguments = [str(connection.settings_dict["NAME"]), str(self.base), self.node, json.dumps(self.options)]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.downloads.engine_process", *arguments],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=settings.BASE_DIR,
            env={**os.environ, "TRUSTTUNE_TEST_DIR": str(settings.TEST_FOLDER)},
        )  # fmt: skip

    def wait(self) -> KillableEngine:
        """Until its session is open."""
        assert self.process is not None and self.process.stdout is not None
        assert self.process.stdout.readline() == "ready\n"
        return self

    def signal(self, number: int) -> None:
        assert self.process is not None
        self.process.send_signal(number)

    def kill(self) -> None:
        self.signal(signal.SIGKILL)
        assert self.process is not None
        self.process.wait(timeout=10)

    def stop(self) -> None:
        assert self.process is not None and self.process.stdin is not None
        self.process.stdin.close()
        assert self.process.wait(timeout=10) == 0

    def ended(self) -> int | None:
        """The status with which it ended, if it has."""
        assert self.process is not None
        return self.process.poll()

    def is_killed(self) -> bool:
        """Whether it has ended or the kernel lets it do nothing any more, though it may take a while to be gone."""
        if self.ended() is not None:
            return True
        assert self.process is not None
        folder = Path("/proc", str(self.process.pid))
        lines = (folder / "status").read_text().splitlines()
        pending = [int(line.split()[1], 16) for line in lines if line.startswith(("SigPnd:", "ShdPnd:"))]
        flags = int((folder / "stat").read_text().rpartition(")")[2].split()[6])  # proc(5); what is no more pending
        return any(each >> signal.SIGKILL - 1 & 1 for each in pending) or bool(flags & (PF_EXITING | PF_SIGNALED))

    def torrents(self, sync: object = "") -> int:
        """How many torrents are in its session; before it answers it looks at the row of the download `sync`."""
        assert self.process is not None and self.process.stdin is not None and self.process.stdout is not None
        self.process.stdin.write(f"{sync}\n")
        self.process.stdin.flush()
        return int(self.process.stdout.readline())
