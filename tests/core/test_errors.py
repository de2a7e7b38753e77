"""Every failure answers in the contract's one form, wherever below it happened: address, method, body, page, socket."""

import json
from typing import Any

import pytest
from channels.testing import WebsocketCommunicator
from django.test import Client, RequestFactory

from apps.core.pages.errors import bad_request
from trusttune.asgi import application

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("valkey")]

NOBODY = "00000000-0000-4000-8000-000000000000"
JSON = "application/json"
LARGE = b'{"query": "' + b"x" * (13 << 20) + b'"}'
HALF = '--b\r\nContent-Disposition: form-data; name="torrent"'


def refused(answer: Any, status: int, code: str, field: str | None = None) -> str:
    """Check the answer's form; its message is returned."""
    assert answer.status_code == status, answer.content[:300]
    assert answer["Content-Type"].startswith(JSON)
    error = answer.json()["error"]
    assert (set(error), error["code"], error["field"]) == ({"code", "message", "field"}, code, field)
    assert error["message"]
    return str(error["message"])


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/api/nothing", 404, "not_found"),
        ("GET", "/api/download/ABC", 404, "not_found"),
        ("POST", "/api/settings", 405, "method_not_allowed"),
        ("DELETE", "/api/library/albums", 405, "method_not_allowed"),
        ("POST", "/health", 405, "method_not_allowed"),
    ],
)
def test_addresses_and_methods(client: Client, method: str, path: str, status: int, code: str) -> None:
    answer = client.generic(method, path, "{}", JSON)
    refused(answer, status, code)
    assert status != 405 or answer["Allow"]


@pytest.mark.parametrize("path", ["/api/search", "/api/download", "/api/player/seek"])
@pytest.mark.parametrize("body", [b"{", b"\xff\xfe", b'{"query": "\\ud800"}', b'{"seconds": NaN}', b"[" * 100_000])
def test_a_body_that_cannot_be_read_is_malformed(client: Client, path: str, body: bytes) -> None:
    refused(client.generic("POST", path, body, JSON), 400, "malformed")


@pytest.mark.parametrize("kind", [JSON, "application/x-www-form-urlencoded"])
@pytest.mark.parametrize("path", ["/api/search", "/api/download"])
def test_a_body_without_measure_is_too_large(client: Client, path: str, kind: str) -> None:
    refused(client.generic("POST", path, LARGE, kind), 413, "too_large")


@pytest.mark.parametrize("kind", ["multipart/form-data", "multipart/form-data; boundary=b"])
def test_half_a_form_is_malformed(client: Client, kind: str) -> None:
    assert client.generic("POST", "/api/download", HALF, kind).json()["error"]["code"] in ("malformed", "invalid")


@pytest.mark.parametrize(
    ("method", "path", "body", "field"),
    [
        ("POST", "/api/search", {}, "query"),
        ("POST", "/api/player/seek", {"seconds": -1}, "seconds"),
        ("POST", "/api/player/play", {"track_id": "x"}, "track_id"),
        ("PUT", "/api/player/queue", {}, "items"),
        ("PATCH", f"/api/download/{NOBODY}", {"paused": "x"}, "paused"),
        ("PATCH", f"/api/download/{NOBODY}", {}, None),
        ("PATCH", "/api/settings", [], None),
    ],
)
def test_a_fault_names_the_field_as_the_client_called_it(
    client: Client, method: str, path: str, body: Any, field: str | None
) -> None:
    message = refused(client.generic(method, path, json.dumps(body), JSON), 422, "invalid", field)
    assert "Value error" not in message


@pytest.mark.parametrize(
    "path", ["/api/search", "/api/download", "/api/library/artists", "/api/library/albums", "/api/library/tracks"]
)
def test_pages_have_the_same_bounds_everywhere(client: Client, path: str) -> None:
    for query, field in (("offset=-1", "offset"), ("limit=0", "limit"), (f"offset={10**22}", "offset")):
        refused(client.get(f"{path}?{query}"), 422, "invalid", field)
    document = client.get(f"{path}?limit=100000").json()
    assert (document["items"], document["total"], document["offset"], document["limit"]) == ([], 0, 0, 500)


def test_what_is_unknown_is_404_before_anything_is_begun(client: Client) -> None:
    def post(path: str, body: dict[str, Any]) -> Any:
        return client.post(path, body, content_type=JSON)

    link = f"/api/results/{NOBODY}/torrent"
    refused(post("/api/download", {"torrent_url": link}), 404, "not_found", "torrent_url")
    refused(post("/api/player/play", {"download_id": NOBODY, "file_index": 0}), 404, "unknown_download", "download_id")


def test_a_name_that_is_not_ours_says_which_setting_would_change_that() -> None:
    message = refused(Client(HTTP_HOST="nas.local").get("/api/settings"), 400, "malformed")
    assert "TRUSTTUNE_ALLOWED_HOSTS" in message


def test_a_page_says_it_in_words() -> None:
    answer = bad_request(RequestFactory().get("/settings/"))
    assert (answer.status_code, "That request made no sense" in answer.content.decode()) == (400, True)


@pytest.mark.parametrize("path", ["/ws/nothing", "/ws/download/abc", f"/ws/download/{NOBODY}", "/ws/search/abc"])
async def test_a_socket_for_nothing_is_closed(path: str) -> None:
    socket = socket_to(path)
    await socket.connect(timeout=5)
    assert await socket.receive_output(timeout=5) == {"type": "websocket.close", "code": 4404}


@pytest.mark.parametrize(
    ("path", "base"), [("/music/ws/player", "/music"), ("/ws/player", "/music"), ("/ws/player", "")]
)
async def test_a_socket_under_a_sub_path_is_found_whatever_the_proxy_takes_off(path: str, base: str) -> None:
    socket = socket_to(path)
    socket.scope["root_path"] = base
    await socket.connect(timeout=5)
    assert (await socket.receive_json_from(timeout=5))["type"] == "state"
    await socket.disconnect()


async def test_a_socket_survives_nonsense() -> None:
    socket = socket_to("/ws/player")
    await socket.connect(timeout=5)
    kinds = [(await socket.receive_json_from(timeout=5))["type"] for _ in range(2)]
    assert kinds == ["state", "queue"]
    for nonsense in ("x", "[" * 10_000, "[]", "{}"):
        await socket.send_to(text_data=nonsense)
        answer = await socket.receive_json_from(timeout=5)
        assert (answer["type"], answer["code"]) == ("error", "malformed")
    await socket.disconnect()


def socket_to(path: str) -> WebsocketCommunicator:
    socket = WebsocketCommunicator(application, path, headers=[(b"host", b"testserver")])
    socket.scope["client"] = ["127.0.0.1", 50000]
    return socket
