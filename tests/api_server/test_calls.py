"""The calls of `/v1` as the contract has them: bodies, headers, errors."""

import asyncio
import json
from typing import Any
from uuid import UUID, uuid4

import pytest

from api_server.application import Application
from api_server.metrics import REGISTRY
from tests.api_server.clients import Client, compatible, serving
from tests.api_server.upstream import Upstream

PARSED = {"artist": "Radiohead", "album": "OK Computer", "year": 1997, "query_type": "album"}
CANDIDATES = [
    {"id": "b1392450-e666-3926-a536-22c65f834433", "title": "OK Computer", "artist-credit": [{"name": "Radiohead"}],
     "first-release-date": "1997-05-21", "primary-type": "Album", "score": 100, "releases": [{"id": "x"}]},
    {"id": "1d9ad3b3-9a6c-3c7e-bb2a-a1f5c5ea2d54", "title": "OK Computer (live)", "artist": "Tribute",
     "first-release-date": "2012", "primary-type": "Album", "disambiguation": "live"},
]  # fmt: skip
RESULTS = [
    {"result_id": "a", "title": "Radiohead - OK Computer (1997) [MP3 320]", "info_hash": "0" * 40, "magnet_link": "m",
     "size_bytes": 120_000_000, "seeders": 40, "leechers": 2, "format": "MP3", "bitrate": 320, "year": 1997},
    {"result_id": "b", "title": "Radiohead - OK Computer (1997) [FLAC]", "info_hash": "1" * 40,
     "size_bytes": 330_000_000, "seeders": 25, "leechers": 1, "format": "FLAC", "bit_depth": 16, "sample_rate": 44100,
     "year": 1997, "warnings": [], "tags": []},
    {"result_id": "c", "title": "Radiohead - Kid A (2000) [FLAC]", "seeders": 90, "format": "FLAC", "year": 2000},
]  # fmt: skip
CUT_OFF = ("http_requests_total", {"endpoint": "parse", "status": "cancelled"})
CALLS: dict[str, dict[str, Any]] = {
    "parse": {"query": "ok computer radiohead flac"},
    "filter": {"parsed": PARSED, "candidates": CANDIDATES},
    "rank": {"parsed": PARSED, "preferences": {"format": "lossless"}, "results": RESULTS},
    "explain": {"parsed": PARSED, "result": RESULTS[1], "alternatives": [RESULTS[0], RESULTS[2]]},
}


@pytest.fixture
def broken(upstream: Upstream) -> Upstream:
    """A provider that fails, so that the rules answer."""
    upstream.behaviour = "500"
    return upstream


async def test_parse_answers_with_a_model(client: Client) -> None:
    answer = (await client.post("/v1/search/parse", CALLS["parse"])).json()
    expected = {
        "artist": "Radiohead", "album": "OK Computer", "track": None, "year": 1997, "query_type": "album",
        "confidence": 0.93, "preferences": {"format": "FLAC"}, "provider": "openai_compatible", "degraded": False,
    }  # fmt: skip
    assert {name: answer[name] for name in expected} == expected


async def test_parse_answers_with_the_home_s_own_rules(client: Client, broken: Upstream) -> None:
    answer = (await client.post("/v1/search/parse", {"query": "radiohead - ok computer (1997) flac"})).json()
    assert (answer["artist"].casefold(), answer["album"].casefold()) == ("radiohead", "ok computer")
    assert (answer["year"], answer["preferences"]["format"]) == (1997, "FLAC")
    assert (answer["provider"], answer["degraded"]) == ("rules", True)


async def test_filter_by_rules_takes_the_original(client: Client, broken: Upstream) -> None:
    answer = (await client.post("/v1/search/filter", CALLS["filter"])).json()
    assert answer["selected"] == CANDIDATES[0]["id"]
    assert answer["ranking"] == [candidate["id"] for candidate in CANDIDATES]
    assert answer["confidence"] > 0.8
    assert answer["question"] is None


async def test_filter_asks_where_two_are_as_likely(client: Client, broken: Upstream) -> None:
    candidates = [
        {"mbid": "one", "title": "Weezer", "artist": "Weezer", "year": 1994, "disambiguation": "Blue Album"},
        {"mbid": "two", "title": "Weezer", "artist": "Weezer", "year": 2001, "disambiguation": "Green Album"},
    ]
    body = {"parsed": {"artist": "Weezer", "album": "Weezer"}, "candidates": candidates}
    question = (await client.post("/v1/search/filter", body)).json()["question"]
    assert [choice["id"] for choice in question["choices"]] == ["one", "two"]
    assert "1994" in question["choices"][0]["detail"]


async def test_filter_with_nothing_to_choose_from(client: Client) -> None:
    answer = (await client.post("/v1/search/filter", {"parsed": PARSED, "candidates": []})).json()
    assert (answer["selected"], answer["ranking"], answer["question"]) == (None, [], None)


async def test_rank_by_rules_puts_what_was_asked_for_first(client: Client, broken: Upstream) -> None:
    ranking = (await client.post("/v1/search/rank", CALLS["rank"])).json()["ranking"]
    assert [row["id"] for row in ranking] == ["b", "a", "c"]
    assert [row["rank"] for row in ranking] == [1, 2, 3]
    assert all(row["explanation"] for row in ranking)


async def test_rank_by_a_model_neither_adds_nor_loses_a_result(client: Client, upstream: Upstream) -> None:
    await client.parse()
    upstream.answer_to = lambda _name, _payload: {
        "order": [2, 2],
        "explanations": [{"number": 2, "explanation": "The\x00 small\u202e one."}],
    }
    answer = (await client.post("/v1/search/rank", CALLS["rank"])).json()
    assert answer["provider"] == "openai_compatible"
    assert [row["id"] for row in answer["ranking"]] == ["a", "b", "c"]
    assert answer["ranking"][0]["explanation"] == "The small one."


@pytest.mark.parametrize(
    "answer", [{"order": [9]}, {"order": [1], "explanations": [{"number": 7, "explanation": "x"}]}]
)
async def test_a_model_cannot_name_a_result_that_was_not_given(
    client: Client, upstream: Upstream, answer: dict[str, Any]
) -> None:
    await client.parse()
    upstream.answer_to = lambda _name, _payload: answer
    got = (await client.post("/v1/search/rank", CALLS["rank"])).json()
    assert (got["provider"], [row["id"] for row in got["ranking"]]) == ("rules", ["b", "a", "c"])


async def test_explain(client: Client, broken: Upstream) -> None:
    answer = (await client.post("/v1/search/explain", CALLS["explain"])).json()
    assert len(answer["explanation"]) > 10
    assert answer["provider"] == "rules"


@pytest.mark.parametrize("call", ["filter", "rank", "explain"])
async def test_what_follows_a_search_is_free(client: Client, call: str) -> None:
    await client.parse()
    response = await client.post(f"/v1/search/{call}", CALLS[call])
    assert response.status_code == 200, response.text
    assert response.json()["provider"] == "openai_compatible"
    assert (await client.quota())["used"] == 1


async def test_what_follows_no_search_is_answered_by_rules(client: Client, upstream: Upstream) -> None:
    """Free calls may not be a way around the quota."""
    assert (await client.post("/v1/search/rank", CALLS["rank"])).json()["provider"] == "rules"
    await client.parse()
    bodies = [{**CALLS["rank"], "parsed": {**PARSED, "year": 1990 + number}} for number in range(10)]
    answers = [(await client.post("/v1/search/rank", body)).json()["provider"] for body in bodies]
    assert answers == ["openai_compatible"] * 6 + ["rules"] * 4
    assert upstream.asked == 7


@pytest.mark.parametrize("path", ["/v1/search/parse", "/v1/search/rank", "/v1/nothing", "/v1/openapi.json"])
@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE"])
async def test_every_answer_tells_the_quota(client: Client, path: str, method: str) -> None:
    for device in (client.device, "nonsense"):
        response = await client.http.request(method, path, headers={"X-Device-ID": device}, json={"query": "x"})
        assert int(response.headers["X-Quota-Limit"]) == 50
        assert 0 <= int(response.headers["X-Quota-Remaining"]) <= 50
        assert response.headers["X-Quota-Reset"].endswith("T00:00:00Z")
        assert UUID(response.headers["X-Request-ID"])
        if response.status_code >= 400:
            assert set(response.json()["error"]) == {"code", "message", "field"}


DEVICES = ["", "0123456789abcde", "a" * 65, "0123456789ABCDEF", "g123456789abcdef", "0123456789abcdef\u00e9", " " * 20]


@pytest.mark.parametrize("device", DEVICES)
async def test_a_wrong_device_id_is_refused(client: Client, device: str) -> None:
    headers = {"X-Device-ID": device.encode("latin-1")}
    response = await client.http.post("/v1/search/parse", json={"query": "x"}, headers=headers)
    assert response.status_code == 400
    assert response.json()["error"]["code"] == "invalid_device_id"
    assert response.json()["error"]["field"] == "X-Device-ID"


@pytest.mark.parametrize("device", ["0123456789abcdef", "f" * 64])
async def test_a_proper_device_id_is_taken(client: Client, device: str) -> None:
    assert (await client.http.get("/v1/quota", headers={"X-Device-ID": device})).status_code == 200


@pytest.mark.parametrize("request_id", ["", "1", "not-a-uuid", "{" + str(uuid4()) + "}", str(uuid4()) + "0"])
async def test_a_request_id_that_is_no_uuid_is_refused(client: Client, request_id: str) -> None:
    response = await client.parse("x", X_Request_ID=request_id)
    assert (response.status_code, response.json()["error"]["code"]) == (400, "invalid_request_id")


MALFORMED = [b"{", b'{"query": "half', b"\xff\xfe", b'{"query": "\xc3\x28"}', b'{"query": NaN}', b"[" * 100_000,
             b'{"query":' * 5000]  # fmt: skip


@pytest.mark.parametrize("body", MALFORMED, ids=lambda body: repr(body[:14]))
async def test_a_body_that_is_no_json_is_malformed(client: Client, body: bytes) -> None:
    response = await client.post("/v1/search/parse", body)
    assert (response.status_code, response.json()["error"]["code"]) == (400, "malformed")


INVALID: list[Any] = [
    b"", {}, [], "text", None, {"query": 7}, {"query": None}, {"query": ""}, {"query": " \t"}, {"query": "x" * 501},
    {"query": "x", "more": 1}, {"query": ["x"]}, {"query": "x", "preferences": {"format": "wav"}},
]  # fmt: skip


@pytest.mark.parametrize("body", INVALID, ids=lambda body: repr(body)[:30])
async def test_a_body_that_does_not_fit_is_invalid(client: Client, body: Any) -> None:
    response = await client.post("/v1/search/parse", body)
    assert (response.status_code, response.json()["error"]["code"]) == (422, "invalid")
    assert (await client.quota())["used"] == 0


async def test_a_lone_surrogate_is_refused_and_odd_characters_are_not(client: Client) -> None:
    assert (await client.post("/v1/search/parse", b'{"query": "\\ud800"}')).status_code in (400, 422)
    for query in ("\x00 null", "🎵" * 100, "\u202eevil", "a\nb\tc", "ß" * 500):
        assert (await client.parse(query)).status_code == 200


@pytest.mark.parametrize("size", [300 * 1024, 10 * 1024 * 1024])
async def test_a_large_body_is_refused(client: Client, size: int) -> None:
    response = await client.post("/v1/search/parse", b'{"query": "' + b"x" * size + b'"}')
    assert (response.status_code, response.json()["error"]["code"]) == (413, "too_large")


async def test_a_hundred_candidates_fit_and_one_more_does_not(client: Client) -> None:
    for count, status in ((100, 200), (101, 422)):
        body = {"parsed": PARSED, "candidates": [{**CANDIDATES[0], "id": f"{n}"} for n in range(count)]}
        assert (await client.post("/v1/search/filter", body)).status_code == status


async def test_a_call_that_is_cut_off_is_counted_as_that(client: Client, upstream: Upstream) -> None:
    upstream.delay, asked = 5.0, upstream.asked
    call = asyncio.create_task(client.parse())
    while upstream.asked == asked:  # noqa: ASYNC110  (the provider has no event to wait for)
        await asyncio.sleep(0.005)
    before = REGISTRY.get_sample_value(*CUT_OFF) or 0
    call.cancel()
    with pytest.raises(asyncio.CancelledError):
        await call
    assert REGISTRY.get_sample_value(*CUT_OFF) == before + 1
    assert client.runtime.in_flight == 0


async def test_an_address_that_is_not_utf8_is_refused_by_the_contract(client: Client) -> None:
    """httptools refuses it already; another server might not."""
    sent: list[Any] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b""}

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {
        "type": "http", "method": "GET", "path": "/v1/quota", "query_string": b"q=\xff",
        "headers": [(b"x-device-id", client.device.encode())],
    }  # fmt: skip
    await Application()(scope, receive, send)
    assert sent[0]["status"] == 400
    assert b"X-Quota-Limit" in dict(sent[0]["headers"])
    assert json.loads(sent[1]["body"])["error"]["code"] == "malformed"


async def test_a_burst_is_limited_and_says_for_how_long(postgres: object, valkey: str, upstream: Upstream) -> None:
    async with serving(compatible(upstream), rate_burst=5, rate_per_second=0.1) as client:
        responses = [await client.parse() for _ in range(7)]
        assert [response.status_code for response in responses] == [200] * 5 + [429] * 2
        assert responses[-1].json()["error"]["code"] == "rate_limited"
        assert 1 <= int(responses[-1].headers["Retry-After"]) <= 10
        assert responses[-1].headers["X-Quota-Remaining"] == "45"
        assert (await client.another().parse()).status_code == 200


async def test_new_devices_are_limited_by_address(postgres: object, valkey: str, upstream: Upstream) -> None:
    async with serving(compatible(upstream), new_devices_per_address=3) as client:
        statuses = [(await client.another().parse()).status_code for _ in range(5)]
        assert statuses == [200, 200, 200, 429, 429]
        keys = [key async for key in client.runtime.store.client.scan_iter("rate:new_devices:*")]
        assert len(keys) == 1
        assert b"198.51.100.7" not in keys[0]
        assert 0 < await client.runtime.store.client.pttl(keys[0]) <= 3_602_000


async def test_too_much_at_once_is_refused_quickly(postgres: object, valkey: str, upstream: Upstream) -> None:
    async with serving(compatible(upstream), most_in_flight=0) as client:
        response = await client.parse()
        assert (response.status_code, response.json()["error"]["code"]) == (503, "overloaded")
        assert response.headers["Retry-After"] == "1"
        assert upstream.asked == 0


async def test_a_kept_answer_is_given_again_without_asking(client: Client, upstream: Upstream) -> None:
    first = await client.parse("mezzanine")
    second = await client.another().parse("mezzanine")
    assert first.json() == second.json()
    assert upstream.asked == 1
    assert (await client.quota())["used"] == 1


async def test_metrics_are_for_the_operator(postgres: object, valkey: str, upstream: Upstream) -> None:
    async with serving(compatible(upstream)) as client:
        assert (await client.http.get("/metrics")).status_code == 403
        wrong = {"Authorization": "Bearer wrong"}
        assert (await client.http.get("/metrics", headers=wrong)).status_code == 403
        right = {"Authorization": "Bearer a-token-for-tests"}
        await client.parse()
        text = (await client.http.get("/metrics", headers=right)).text
        for name in (
            'search_requests_total{provider="openai_compatible",status="200"}',
            'search_duration_seconds_bucket{endpoint="parse",le="0.5"}',
            'provider_breaker_state{provider="openai_compatible"} 0.0',
            'quota_decisions_total{decision="charged"}',
            'rate_limit_decisions_total{bucket="calls",decision="passed",store="redis"}',
            'answer_cache_total{outcome="miss"}',
            'dependency_up{dependency="database"} 1.0',
        ):
            assert name in text
    async with serving(compatible(upstream), address="127.0.0.1") as client:
        assert (await client.http.get("/metrics")).status_code == 200
        forwarded = {"X-Forwarded-For": "127.0.0.1"}
        assert (await client.http.get("/metrics", headers=forwarded)).status_code == 403


async def test_health(client: Client) -> None:
    response = await client.http.get("/health")
    assert response.status_code == 200
    assert response.json()["checks"] == {"database": "ok", "redis": "ok"}
    assert (await client.http.get("/health/live")).status_code == 200
    assert (await client.http.get("/health/ready")).status_code == 200
    client.runtime.draining = True
    response = await client.http.get("/health/ready")
    assert (response.status_code, response.headers["Connection"]) == (503, "close")


@pytest.mark.parametrize("path", ["/", "/docs", "/privacy", "/admin/login/"])
async def test_the_pages_are_there_under_a_strict_policy(client: Client, path: str) -> None:
    response = await client.http.get(path)
    assert response.status_code == 200
    policy = response.headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "<script>" not in response.text
