"""No word of a query stays anywhere: not in the tables' files, Redis, its files, the logs, the metrics."""

import asyncio
import json
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
from django.conf import settings

from api_server.runtime import conninfo
from tests.api_server.clients import new_device
from tests.api_server.servers import Server
from tests.api_server.upstream import PARSED, UpstreamThread
from tests.postgres_server import Postgres

TOKEN = {"Authorization": "Bearer for-tests"}


@pytest.mark.parametrize("form", ["text", "json"])
def test_a_canary_is_found_nowhere(postgres: Postgres, valkey: str, tmp_path: Path, form: str) -> None:
    canary = f"Canary{uuid4().hex}"
    with UpstreamThread() as upstream:
        # The provider says it back, so that it comes from both sides, and fails in every way that has a message.
        upstream.answer_to = lambda _name, payload: {**PARSED, "artist": canary, "album": str(payload)[:200]}
        environment = {
            "TRUSTTUNE_LOG_FORMAT": form,
            "TRUSTTUNE_LOG_LEVEL": "debug",
            "GROQ_API_KEY": canary + "key",
            "GROQ_BASE_URL": upstream.url,
            "MISTRAL_API_KEY": "key",
            "MISTRAL_BASE_URL": upstream.url,
            "OPENAI_COMPATIBLE_BASE_URL": upstream.url,
        }
        with Server(tmp_path, **environment) as server, httpx.Client(base_url=server.base, timeout=10) as http:
            headers = {"X-Device-ID": new_device()}
            for behaviour in ("answer", "wrong_schema", "half_json", "html", "400", "500", "429"):
                upstream.behaviour = behaviour
                for path, body in _bodies(canary):
                    assert http.post(path, json=body, headers=headers).status_code < 500
            _mischief(http, canary, headers)
            metrics = http.get("/metrics", headers=TOKEN).text
        log = server.log.read_text()
    assert canary not in metrics
    assert "search_requests_total" in metrics
    assert log.count("answered") > 20
    assert canary not in log
    asyncio.run(_checkpoint(valkey))
    for place in (settings.DATA_DIR, tmp_path):
        found = [path for path in place.rglob("*") if path.is_file() and canary.encode() in path.read_bytes()]
        assert found == []


def _bodies(canary: str) -> list[tuple[str, Any]]:
    parsed = {"artist": canary, "album": canary, "query_type": "album"}
    result = {"id": "a", "title": canary, "seeders": 3}
    return [
        ("/v1/search/parse", {"query": f"{canary} {uuid4()}"}),
        ("/v1/search/filter", {"parsed": parsed, "candidates": [{"id": canary, "title": canary}]}),
        ("/v1/search/rank", {"parsed": parsed, "results": [result]}),
        ("/v1/search/explain", {"parsed": parsed, "result": result, "alternatives": []}),
    ]


def _mischief(http: httpx.Client, canary: str, headers: dict[str, str]) -> None:
    """Requests that end in an error, with the canary wherever a client can put one."""
    http.post("/v1/search/parse", json={"query": canary, canary: canary}, headers=headers)
    http.post("/v1/search/parse", json={"query": [canary]}, headers=headers)
    http.post("/v1/search/parse", content=f'{{"query": "{canary}'.encode(), headers=headers)
    http.get("/v1/search/parse", params={"query": canary}, headers=headers)
    http.get(f"/v1/{canary}", headers=headers)
    http.get(f"/{canary}")
    http.post("/v1/search/parse", json={"query": canary}, headers={"X-Device-ID": canary})
    http.post("/v1/search/parse", json={"query": canary}, headers={**headers, "User-Agent": canary})
    http.get("/v1/quota", headers={**headers, "X-Request-ID": canary})


async def _checkpoint(valkey: str) -> None:
    """Have PostgreSQL and Valkey write everything to their files."""
    import psycopg
    from redis.asyncio import Redis

    async with await psycopg.AsyncConnection.connect(conninfo(), autocommit=True) as connection:
        await connection.execute("CHECKPOINT")
    client = Redis.from_url(valkey)
    keys = [key async for key in client.scan_iter("*")]
    assert keys
    await client.save()
    await client.aclose()


def test_no_column_could_hold_a_query(postgres: Postgres) -> None:
    """Every text column is short, or filled from a list of ours."""
    import psycopg

    ours = ("devices", "quota_usage", "quota_reservations", "api_logs")
    statement = (
        "SELECT table_name, column_name, data_type, character_maximum_length FROM information_schema.columns"
        " WHERE table_name = ANY(%s) AND data_type IN ('text', 'character varying', 'json', 'jsonb', 'bytea')"
    )
    with psycopg.connect(conninfo()) as connection:
        columns = {(row[0], row[1]): row[3] for row in connection.execute(statement, (list(ours),))}
    assert columns == {
        ("devices", "device_id"): 64,
        ("devices", "tier"): 12,
        ("api_logs", "endpoint"): 20,
        ("api_logs", "provider"): 20,
        ("quota_reservations", "fingerprint"): None,
    }


def test_the_log_of_a_fault_tells_the_place_and_not_the_words() -> None:
    from api_server.logs import without_exception_text

    try:
        raise ValueError("the query was about a canary")
    except ValueError as error:
        event = without_exception_text(None, "error", {"event": "request_failed", "exc_info": error})
    assert "canary" not in json.dumps(event)
    assert event["error"] == "ValueError"
    assert "test_privacy.py" in event["at"][0]
