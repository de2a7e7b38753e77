"""Home and Community API together: the real one with its own PostgreSQL and Valkey, and a fake model behind it."""

import asyncio
import contextlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from asgiref.sync import async_to_sync

from apps.core.device import renew_device_id
from apps.search import assistants, pipeline
from apps.search.assistant_settings import try_assistant
from apps.search.models import Search, SearchStatus
from apps.search.understand.assistant import ASSISTED, AssistantFailed
from apps.search.understand.community import CommunityAssistant
from tests.running import ROOT, free_port
from tests.sandbox.internet import Sandbox
from tests.search.fake_assistant import READING, FakeServer, answering, hanging, message, serving

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("valkey")]

DESCRIBED = "something in flac please"
STARTS_WITHIN = 90.0  # seconds; PostgreSQL makes its files first
MODEL = {**READING, "decade": None, "label": None, "composer": None, "performer": None, "similar": False}


@pytest.fixture(scope="module")
def model() -> Iterator[FakeServer]:
    with serving(FakeServer()) as fake:
        yield fake


@pytest.fixture(scope="module")
def api(model: FakeServer) -> Iterator[str]:
    """The address of a Community API that gives each device three searches a day."""
    # Not below pytest's own folder: where root runs the tests, PostgreSQL's user may not enter that.
    folder = Path(tempfile.mkdtemp(prefix="trusttune-api-"))
    port = free_port()
    own = {
        k: v
        for k, v in os.environ.items()
        if not k.startswith(("TRUSTTUNE_", "DJANGO_", "GROQ", "TOGETHER", "MISTRAL"))
    }
    environment = own | {
        "DJANGO_SETTINGS_MODULE": "trusttune.settings.community",
        "TRUSTTUNE_DATA_DIR": str(folder / "data"),
        "TRUSTTUNE_PORT": str(port),
        "DATABASE_URL": "",
        "REDIS_URL": "",
        "SECRET_KEY": "",
        "OPENAI_COMPATIBLE_BASE_URL": f"{model.url}/v1",
        "OPENAI_COMPATIBLE_API_KEY": "key",
        "OPENAI_COMPATIBLE_MODEL": "small",
        "QUOTA_ANONYMOUS": "3",
    }
    with (folder / "log").open("wb") as log:
        command = [sys.executable, "-m", "api_server.up"]
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
    try:
        _wait_for(f"http://127.0.0.1:{port}/health", process, folder / "log")
        asyncio.run(_warm_up(f"http://127.0.0.1:{port}", model))
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(timeout=30)
        shutil.rmtree(folder, ignore_errors=True)


def _wait_for(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)  # there is nothing to wait on before it listens
    raise RuntimeError(f"the Community API did not start: {log.read_text(errors='replace')[-2000:]}")


async def _warm_up(url: str, model: FakeServer) -> None:
    """The first call of a process loads what the later ones find loaded; a search should not wait for that."""
    model.reply = message(json.dumps(MODEL))
    for _ in range(3):
        with contextlib.suppress(AssistantFailed):
            await CommunityAssistant(url, "f" * 16, deadline=10.0).parse("half past summer")
            return


@pytest.fixture(autouse=True)
def new_device(api: str, model: FakeServer, internet: Sandbox, settings: Any) -> None:
    """A home with a whole day's quota, and a model that answers."""
    settings.COMMUNITY_URL = api
    model.reply = message(json.dumps(MODEL))
    renew_device_id()
    assistants.forget_standing()


def searched(query: str) -> Search:
    search = Search.objects.create(query=query, preferences={"ask": False})
    pipeline.run(search)
    search.refresh_from_db()
    return search


def title_of(search: Search) -> str:
    return str((search.match or {}).get("title"))


def left() -> int:
    quota = assistants.standing().quota
    assert quota is not None
    assert quota.limit == 3
    return quota.remaining


def test_the_model_behind_the_api_reads_a_search_and_the_day_runs_out(model: FakeServer) -> None:
    for remaining in (2, 1, 0):
        search = searched(f"{DESCRIBED} {remaining}")
        assert search.status == SearchStatus.DONE
        assert ASSISTED in search.parsed["reasons"]
        assert title_of(search) == "Half Past Summer"
        assert left() == remaining
    over = searched("Half Past Summer by Marlow Vane")
    assert title_of(over) == "Half Past Summer"
    assert over.parsed["reasons"][-1].endswith("assisted searches of the Community AI API are used up.")
    assert assistants.standing().rests


def test_the_same_search_run_twice_is_charged_once() -> None:
    search = searched(DESCRIBED)
    assert left() == 2
    search.status = SearchStatus.PROCESSING
    search.save()
    pipeline.run(search)
    assert left() == 2


@pytest.mark.parametrize("reply", [hanging, answering(b"no", "500 Internal Server Error")])
def test_without_a_model_the_rules_read_and_nothing_is_charged(model: FakeServer, reply: Any) -> None:
    model.reply = reply
    search = searched("Half Past Summer by Marlow Vane")
    assert title_of(search) == "Half Past Summer"
    assert search.parsed["reasons"][-1].startswith("read by the rules alone")
    model.reply = message(json.dumps(MODEL))


def test_the_test_button_asks_the_real_thing(model: FakeServer) -> None:
    model.reply = message(json.dumps(MODEL | {"artist": "Pink Floyd", "album": "The Dark Side of the Moon"}))
    trial = async_to_sync(try_assistant)()
    assert trial.worked, trial.message
    assert left() == 2
