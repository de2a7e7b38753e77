"""schemathesis over the OpenAPI document: no server error, nothing undocumented, no wrong data taken."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.api_server.clients import new_device
from tests.api_server.servers import Server
from tests.api_server.upstream import UpstreamThread
from tests.postgres_server import Postgres


@pytest.mark.timeout(300)
def test_schemathesis_finds_nothing(postgres: Postgres, valkey: str, tmp_path: Path) -> None:
    with UpstreamThread() as upstream:
        environment = {"OPENAI_COMPATIBLE_BASE_URL": upstream.url, "QUOTA_ANONYMOUS": "1000000"}
        environment |= {"RATE_LIMIT_BURST": "1000000", "RATE_LIMIT_PER_SECOND": "100000"}
        with Server(tmp_path, **environment, NEW_DEVICES_PER_ADDRESS="1000000") as server:
            command = [
                str(Path(sys.executable).with_name("schemathesis")), "run", f"{server.base}/v1/openapi.json",
                "--header", f"X-Device-ID: {new_device()}", "--max-examples", "10", "--seed", "7", "--no-color",
                "--phases", "examples,coverage,fuzzing", "--checks", "all", "--suppress-health-check", "all",
                "--exclude-checks", "ignored_auth",
            ]  # fmt: skip
            done = subprocess.run(command, capture_output=True, text=True, timeout=280, cwd=tmp_path)
    assert done.returncode == 0, done.stdout[-8000:] + done.stderr[-2000:]
