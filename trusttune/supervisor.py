"""`manage.py up`: one supervisor that starts Valkey, the web server and the Celery workers as child processes.

It restarts one that dies, forwards their output with a prefix, and stops all of them on SIGTERM or Ctrl-C. It loads
settings but none of Django's apps, so that it stays small.
"""

import asyncio
import contextlib
import os
import signal
import socket
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings

from trusttune.data_lock import DataFolderInUse, lock_data_folder
from trusttune.embedded import valkey_binary, valkey_command, valkey_socket
from trusttune.orphans import end_with_parent
from trusttune.readiness import READY_WITHIN_SECONDS, wait_for_socket, wait_until_healthy

STOP_WITHIN_SECONDS = 9.0
RESTART_PAUSES = (0.2, 1.0, 3.0, 10.0)
LASTING_SECONDS = 30.0


@dataclass(slots=True)
class Child:
    """One supervised process: its name in the log, its command, and what it is told at the end.

    One that others need has a `socket`: they are started once it answers, and ended before it.
    """

    name: str
    command: list[str]
    environment: dict[str, str] = field(default_factory=dict)
    socket: Path | None = None
    end_signal: int = signal.SIGTERM
    process: asyncio.subprocess.Process | None = None


def main() -> int:
    """Run until told to stop; returns the exit status."""
    try:
        lock = lock_data_folder(settings.DATA_DIR)
        check_port_is_free(settings.LISTEN_HOST, settings.LISTEN_PORT)
        children = planned_children()
    except (DataFolderInUse, PortInUse, FileNotFoundError) as error:
        print(f"TrustTune cannot start: {error}", file=sys.stderr)
        return 1
    try:
        return asyncio.run(Supervisor(children, inherited=(lock,)).run())
    except KeyboardInterrupt:
        return 0


class PortInUse(Exception):
    """Another program listens where the web server should."""


def check_port_is_free(host: str, port: int) -> None:
    """Raises PortInUse, with what to do, before anything is started."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise PortInUse(
                f"{host}:{port} cannot be used ({error.strerror}). Set TRUSTTUNE_PORT to another."
            ) from error


def planned_children() -> list[Child]:
    """The processes of this installation, in the order in which they start."""
    python = sys.executable
    worker = [
        python,
        "-m",
        "celery",
        "--skip-checks",  # `manage.py migrate` made them; here they would import every page of the web server
        "-A",
        "trusttune",
        "worker",
        "-P",
        "threads",
        "--without-gossip",
        "--without-mingle",
    ]
    port = str(settings.LISTEN_PORT)
    web = [python, "-m", "daphne", "-b", settings.LISTEN_HOST, "-p", port, "--no-server-name"]
    web += ["--http-timeout", "86400", "--application-close-timeout", "5", "--verbosity", "0"]
    if settings.BASE_PATH != "/":
        web += ["--root-path", settings.BASE_PATH]
    children = []
    if settings.EMBEDDED_VALKEY:
        binary = valkey_binary(settings.VALKEY_SERVER)
        command = valkey_command(binary, settings.DATA_DIR, settings.VALKEY_PASSWORD_FILE)
        children.append(Child("valkey", command, socket=valkey_socket(settings.DATA_DIR)))
    node = settings.NODE
    return [
        *children,
        Child("web", [*web, "trusttune.asgi:application"]),
        Child("torrents", [*worker, "-Q", f"torrents,torrents.{node}", "-c", "4", "-n", f"torrents-{node}@%h"]),
        Child("jobs", [*worker, "-Q", "jobs", "-c", "6", "-n", f"jobs-{node}@%h"]),
    ]


class Supervisor:
    """Keeps its children running until `stop` is set, then ends them: workers first, Valkey and its like last."""

    def __init__(self, children: list[Child], inherited: tuple[int, ...] = (), name: str = "TrustTune") -> None:
        self.children = children
        self.inherited = inherited
        self.name = name
        self.stop = asyncio.Event()

    async def run(self) -> int:
        """Start, announce, watch, stop."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self.stop.set)
        keepers = []
        for child in self.children:
            keepers.append(asyncio.create_task(self._keep(child)))
            if child.socket is not None:
                await self._unless_stopped(wait_for_socket(child.socket))
        announcer = asyncio.create_task(self._announce())
        await self.stop.wait()
        announcer.cancel()
        for keeper in keepers:
            keeper.cancel()
        await asyncio.gather(announcer, *keepers, return_exceptions=True)
        await self._end_all()
        return 0

    async def _unless_stopped(self, waiting: object) -> None:
        task = asyncio.ensure_future(waiting)  # type: ignore[call-overload]  # any awaitable
        stopped = asyncio.create_task(self.stop.wait())
        await asyncio.wait({task, stopped}, return_when=asyncio.FIRST_COMPLETED)
        for pending in (task, stopped):
            pending.cancel()

    async def _announce(self) -> None:
        address = f"http://{_shown_host()}:{settings.LISTEN_PORT}{settings.BASE_PATH.rstrip('/')}"
        missing = await wait_until_healthy(_local_host(), settings.LISTEN_PORT, settings.BASE_PATH)
        if missing:
            say(f"{self.name} is still not ready after {READY_WITHIN_SECONDS:.0f} s: {missing}. See the lines above.")
            return
        say(f"{self.name} is ready at {address}")

    async def _keep(self, child: Child) -> None:
        failures = 0
        while True:
            started = time.monotonic()
            code = await self._run_once(child)
            if time.monotonic() - started > LASTING_SECONDS:
                failures = 0
            pause = RESTART_PAUSES[min(failures, len(RESTART_PAUSES) - 1)]
            failures += 1
            say(f"{child.name} ended with status {code}; starting it again in {pause:g} s.")
            await asyncio.sleep(pause)

    async def _run_once(self, child: Child) -> int:
        child.process = await asyncio.create_subprocess_exec(
            *child.command,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            env={**os.environ, **child.environment, "PYTHONUNBUFFERED": "1"},
            cwd=settings.BASE_DIR,
            pass_fds=self.inherited,
            preexec_fn=end_with_parent,
            start_new_session=True,  # Ctrl-C reaches the supervisor alone, which then ends them in order
        )
        assert child.process.stdout is not None  # noqa: S101  (it was asked for)
        await _forward(child.name, child.process.stdout)
        return await child.process.wait()

    async def _end_all(self) -> None:
        say("Stopping: finishing what is in hand.")
        await _end([child for child in self.children if child.socket is None], STOP_WITHIN_SECONDS - 1.0)
        await _end([child for child in self.children if child.socket is not None], 1.0)
        say("Stopped.")


async def _end(children: list[Child], within: float) -> None:
    running = []
    for child in children:
        if child.process is not None and child.process.returncode is None:
            running.append(child.process)
            with contextlib.suppress(ProcessLookupError):
                child.process.send_signal(child.end_signal)
    waits = [asyncio.create_task(_drain(process)) for process in running]
    if waits:
        await asyncio.wait(waits, timeout=within)
    for process in running:
        if process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                process.kill()


async def _drain(process: asyncio.subprocess.Process) -> None:
    if process.stdout is not None:
        await _forward("", process.stdout)
    await process.wait()


async def _forward(name: str, stream: asyncio.StreamReader) -> None:
    while True:
        try:
            line = await stream.readline()
        except ValueError:  # a line longer than the buffer: its rest comes as further lines
            continue
        if not line:
            return
        text = line.decode("utf-8", "replace").rstrip()
        if text:
            print(f"{name or '…':>8} | {text}", flush=True)


def say(sentence: str) -> None:
    """A line of the supervisor itself."""
    print(sentence, flush=True)


def _shown_host() -> str:
    return "127.0.0.1" if settings.LISTEN_HOST in ("0.0.0.0", "::", "") else settings.LISTEN_HOST  # noqa: S104


def _local_host() -> str:
    return "::1" if settings.LISTEN_HOST in ("::", "::1") else _shown_host()
