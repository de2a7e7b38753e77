"""The servers of the Community API's benchmark: a fake provider, ours, and LiteLLM's proxy, each as processes."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
import uuid
from abc import ABC, abstractmethod
from collections.abc import Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
TICKS = os.sysconf("SC_CLK_TCK")
CHAT = '{"model": "fake", "messages": [{"role": "user", "content": "ok computer {n}"}], "max_tokens": 100}'


def free_port() -> int:
    """A TCP port that nobody listens on right now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Server(ABC):
    """A program under load. `process` is the one whose processor time and memory count."""

    path = "/v1/chat/completions"
    body = CHAT
    headers: Mapping[str, str] = {}
    devices: list[str] = []

    def __init__(self) -> None:
        self.port = free_port()
        self.process: subprocess.Popen[bytes] | None = None
        self.beside: list[subprocess.Popen[bytes]] = []

    @abstractmethod
    def start(self) -> None:
        """Start it, and return once it answers."""

    def spawn(self, command: list[str], environment: Mapping[str, str], log: Path) -> "subprocess.Popen[bytes]":
        with log.open("ab") as output:
            return subprocess.Popen(command, cwd=ROOT, env={**os.environ, **environment}, stdout=output, stderr=output)

    def cpu_seconds(self) -> float:
        """What the server's process has used so far."""
        return _cpu_seconds(self._pid)

    def beside_cpu_seconds(self) -> float:
        """What the processes beside it (database, Valkey), with their children, have used so far."""
        return sum(_cpu_seconds(pid) for process in self.beside for pid in _family(process.pid))

    def resident_mb(self) -> float:
        """What the server's process holds in memory now."""
        for line in Path(f"/proc/{self._pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) / 1024
        return 0.0

    @property
    def _pid(self) -> int:
        assert self.process is not None
        return self.process.pid

    def __enter__(self) -> "Server":
        try:
            self.start()
        except BaseException:
            self.__exit__()  # what did start must not outlive the failure
            raise
        return self

    def __exit__(self, *_failure: object) -> None:
        for process, number in ((self.process, signal.SIGTERM), *((each, signal.SIGINT) for each in self.beside)):
            if process is not None and process.poll() is None:
                process.send_signal(number)
                try:
                    process.wait(timeout=15)
                except subprocess.TimeoutExpired:
                    process.kill()
                    process.wait()


class Upstream(Server):
    """The fake provider, which answers after `delay` seconds."""

    def __init__(self, delay: float) -> None:
        super().__init__()
        self.delay = delay

    def start(self) -> None:
        command = [sys.executable, "-m", "tests.api_server.upstream", str(self.port), str(self.delay)]
        self.process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL)
        wait_for(self.port, "/v1/chat/completions", within=20, body="{}")


class Ours(Server):
    """The Community API as an operator runs it: PostgreSQL, Valkey, and one server process with everything on."""

    path = "/v1/search/parse"
    body = '{"query": "ok computer by radiohead in flac {n}"}'

    def __init__(self, folder: Path, upstream_port: int, **environment: str) -> None:
        super().__init__()
        self.folder = folder / uuid.uuid4().hex[:8]
        self.folder.mkdir()
        self.devices = [uuid.uuid4().hex for _ in range(200)]
        self.environment = {
            "DJANGO_SETTINGS_MODULE": "trusttune.settings.community",
            "TRUSTTUNE_DATA_DIR": str(self.folder / "data"),
            "TRUSTTUNE_PORT": str(self.port),
            "DATABASE_URL": "",
            "REDIS_URL": "",
            "OPENAI_COMPATIBLE_BASE_URL": f"http://127.0.0.1:{upstream_port}",
            "OPENAI_COMPATIBLE_MODEL": "fake",
            "QUOTA_ANONYMOUS": "100000000",
            "RATE_LIMIT_BURST": "1000000",
            "RATE_LIMIT_PER_SECOND": "1000000",
            "NEW_DEVICES_PER_ADDRESS": "1000000",
            "PYTHONUNBUFFERED": "1",
            **environment,
        }

    def start(self) -> None:
        from trusttune.embedded import valkey_binary, valkey_command, valkey_socket
        from trusttune.embedded_postgres import postgres_folder, postgres_socket
        from trusttune.settings.environment import kept_secret

        data = self.folder / "data"
        data.mkdir(exist_ok=True)
        password = data / "valkey" / "password"
        kept_secret(password)
        postgres = [sys.executable, "-m", "trusttune.embedded_postgres", str(postgres_folder(data))]
        self.beside = [
            self.spawn(postgres, self.environment, self.folder / "postgres.log"),
            self.spawn(valkey_command(valkey_binary(), data, password), self.environment, self.folder / "valkey.log"),
        ]
        for socket_file in (postgres_socket(data), valkey_socket(data)):
            _wait_for_socket(socket_file)
        migrate = [sys.executable, "manage.py", "migrate", "--verbosity", "0", "--noinput"]
        for last in (False, False, True):  # PostgreSQL listens a moment before it is open
            done = subprocess.run(migrate, cwd=ROOT, env={**os.environ, **self.environment}, check=last)
            if done.returncode == 0:
                break
        self.process = self.spawn(self.command(), self.environment, self.folder / "web.log")
        wait_for(self.port, "/health", within=30)

    def command(self) -> list[str]:
        return [sys.executable, "-m", "api_server.serve"]


class Litellm(Server):
    """LiteLLM's proxy with its master key and its router's limits, one worker."""

    headers = {"Authorization": "Bearer sk-bench"}

    def __init__(self, virtualenv: Path, folder: Path, upstream_port: int) -> None:
        super().__init__()
        self.program = virtualenv / "bin" / "litellm"
        self.folder = folder
        self.config = folder / "litellm.json"
        parameters = {
            "model": "openai/fake", "api_base": f"http://127.0.0.1:{upstream_port}/v1", "api_key": "none",
            "rpm": 10_000_000, "tpm": 10_000_000_000,
        }  # fmt: skip
        document = {
            "model_list": [{"model_name": "fake", "litellm_params": parameters}],
            "litellm_settings": {"telemetry": False, "num_retries": 0, "request_timeout": 10},
            "general_settings": {"master_key": "sk-bench"},
        }
        self.config.write_text(json.dumps(document), encoding="utf-8")

    def start(self) -> None:
        command = [str(self.program), "--config", str(self.config), "--port", str(self.port), "--num_workers", "1"]
        environment = {"LITELLM_LOG": "ERROR", "LITELLM_TELEMETRY": "False", "LITELLM_MODE": "PRODUCTION"}
        environment |= {"LITELLM_LOCAL_MODEL_COST_MAP": "True"}
        self.process = self.spawn([*command, "--host", "127.0.0.1"], environment, self.folder / "litellm.log")
        wait_for(self.port, "/health/liveliness", within=180)


def wait_for(port: int, path: str, within: float, body: str | None = None) -> None:
    """Until the server answers 200 on `path`."""
    deadline = time.monotonic() + within
    while time.monotonic() < deadline:
        request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", data=body.encode() if body else None)
        try:
            with urllib.request.urlopen(request, timeout=5):
                return
        except (OSError, urllib.error.URLError):
            time.sleep(0.1)
    raise RuntimeError(f"nothing answered on port {port} within {within} s")


def load(server: Server, **plan: Any) -> dict[str, Any]:
    """Put `plan` on `server` from a process of its own; the report, with the server's processor time a request."""
    whole = {
        "port": server.port, "path": server.path, "body": server.body, "headers": dict(server.headers),
        "devices": server.devices, **plan,
    }  # fmt: skip
    before, beside = server.cpu_seconds(), server.beside_cpu_seconds()
    done = subprocess.run(
        [sys.executable, "-m", "bench.http_load"],
        cwd=ROOT, input=json.dumps(whole), capture_output=True, text=True, check=True,
    )  # fmt: skip
    report: dict[str, Any] = json.loads(done.stdout)
    answered = max(1, report.pop("all_requests"))
    report["cpu_ms_a_request"] = round((server.cpu_seconds() - before) / answered * 1000, 2)
    if server.beside:
        report["cpu_ms_a_request_beside"] = round((server.beside_cpu_seconds() - beside) / answered * 1000, 2)
    return report


def _cpu_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def _family(pid: int) -> list[int]:
    """A process and its children."""
    family = [pid]
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            except (OSError, ValueError):
                continue
            if parent == pid:
                family.append(int(entry.name))
    return family


def _wait_for_socket(file: Path, within: float = 60.0) -> None:
    deadline = time.monotonic() + within
    while time.monotonic() < deadline:
        with socket.socket(socket.AF_UNIX) as client:
            if client.connect_ex(str(file)) == 0:
                return
        time.sleep(0.05)
    raise RuntimeError(f"{file.name} did not appear")
