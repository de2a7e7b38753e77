"""Small file systems of a test's own, to fill up."""

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

Disk = Callable[[Path, str], None]


@contextmanager
def small_disks() -> Iterator[Disk]:
    """Yield a function that gives a folder a file system of a size ("4m"), or another size when called again."""
    if os.geteuid() != 0 or shutil.which("mount") is None:
        pytest.skip("a small file system can be mounted by root alone")
    mounted: list[Path] = []

    def give(folder: Path, size: str) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        again = ["-o", f"remount,size={size}"] if folder in mounted else ["-t", "tmpfs", "-o", f"size={size}", "tmpfs"]
        done = subprocess.run(["mount", *again, str(folder)], capture_output=True, text=True)
        if done.returncode != 0:
            pytest.skip(f"no file system can be mounted here: {done.stderr.strip()}")
        if folder not in mounted:
            mounted.append(folder)

    try:
        yield give
    finally:
        for folder in mounted:
            subprocess.run(["umount", "-l", str(folder)], check=False)
