"""The server process as an operator runs it, beside the tests' PostgreSQL and Valkey."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import httpx
from django.conf import settings

from tests.running import free_port


class Server:
    """The server process as an operator runs it, with its log in a file."""

    def __init__(self, folder: Path, **environment: str) -> None:
        self.port = free_port()
        self.base = f"http://127.0.0.1:{self.port}"
        self.log = folder / "web.log"
        self.environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "trusttune.settings.community",
            "TRUSTTUNE_DATA_DIR": str(settings.DATA_DIR),
            "TRUSTTUNE_PORT": str(self.port),
            "DATABASE_URL": "",
            "REDIS_URL": "",
            "METRICS_TOKEN": "for-tests",
            "TRUSTTUNE_LOG_LEVEL": "info",
            **environment,
        }
        self.process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> "Server":
        with self.log.open("wb") as log:
            command = [sys.executable, "-m", "api_server.serve"]
            self.process = subprocess.Popen(command, env=self.environment, stdout=log, stderr=log)
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                if httpx.get(f"{self.base}/health/ready", timeout=2).status_code == 200:
                    return self
            except httpx.HTTPError:
                time.sleep(0.05)
        raise AssertionError(self.log.read_text())

    def __exit__(self, *_failure: object) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(timeout=15)
