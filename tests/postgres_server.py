"""A real PostgreSQL for tests: the one of the wheel, which a test may stop and start again."""

import signal
import subprocess
import sys
import time
from pathlib import Path

import psycopg

from tests.sockets import wait_for_socket
from trusttune.embedded_postgres import postgres_folder, postgres_socket


class Postgres:
    """The PostgreSQL whose files are below `data_dir`."""

    def __init__(self, data_dir: Path) -> None:
        self._folder, self._socket = postgres_folder(data_dir), postgres_socket(data_dir)
        self._process: subprocess.Popen[bytes] | None = None
        self.log = data_dir / "postgres.log"

    def start(self) -> None:
        self.log.parent.mkdir(parents=True, exist_ok=True)
        command = [sys.executable, "-m", "trusttune.embedded_postgres", str(self._folder)]
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(command, stdout=log, stderr=log)
        wait_for_socket(self._socket, self._process, within=60.0)
        self._wait_until_open()

    def _wait_until_open(self, within: float = 30.0) -> None:
        """It listens before it is open, while it recovers."""
        deadline = time.monotonic() + within
        while True:
            try:
                psycopg.connect(host=str(self._socket.parent), user="postgres", dbname="postgres").close()
            except psycopg.OperationalError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.05)
            else:
                return

    def stop(self) -> None:
        if self._process is not None:
            self._process.send_signal(signal.SIGINT)
            self._process.wait(timeout=20)
            self._process = None
