"""Waiting for servers that tests start."""

import socket
import subprocess
import time
from pathlib import Path


def wait_for_socket(path: Path, process: "subprocess.Popen[bytes]", within: float = 10.0) -> None:
    """Until somebody answers on the unix socket; fails when the process ends or does not answer in time."""
    deadline = time.monotonic() + within
    while time.monotonic() < deadline and process.poll() is None:
        with socket.socket(socket.AF_UNIX) as client:
            if client.connect_ex(str(path)) == 0:
                return
        time.sleep(0.02)
    raise RuntimeError(f"nobody answers on {path}")
