"""The JSON interface of CONTRACT.md: start, list, read, change, remove."""

import json
import uuid
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from apps.downloads import linked, origins
from apps.downloads.domain import Intent, MagnetSource, Origin
from apps.downloads.models import Download

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("valkey")]

HASH = "c12fe1c06bba254a9dc9f519b335aa7c1367a88a"
MAGNET = f"magnet:?xt=urn:btih:{HASH}&dn=Some%20Album"


def start(client: Client, **body: object) -> tuple[int, dict[str, object]]:
    answer = client.post("/api/download", json.dumps(body), content_type="application/json")
    return answer.status_code, answer.json()


def test_the_same_info_hash_again_answers_with_the_same_download(client: Client) -> None:
    status, first = start(client, magnet=MAGNET)
    assert status == 201
    assert start(client, magnet=f"magnet:?xt=urn:btih:{HASH.upper()}&tr=udp://other:1") == (200, first)


def test_a_document_has_every_field_of_the_contract(client: Client) -> None:
    _status, started = start(client, magnet=MAGNET)
    document = client.get(f"/api/download/{started['download_id']}").json()
    assert document["title"] == "Some Album"
    assert document["info_hash"] == HASH
    assert document["status"] == "queued"
    for name in ["percent", "download_rate", "upload_rate", "seeds", "peers", "ratio", "size"]:
        assert document[name] == 0, name
    assert [document[name] for name in ("eta", "path", "error")] == [None, None, None]
    assert document["files"] == []
    page = client.get("/api/download").json()
    assert page["items"] == [document]
    assert (page["total"], page["offset"], page["limit"]) == (1, 0, 100)


def test_an_upload_is_known_by_its_info_hash(client: Client, shared_data: Path) -> None:
    data = (shared_data / "torrents" / "creation_date.torrent").read_bytes()
    for expected in (201, 200):
        upload = SimpleUploadedFile("a.torrent", data)
        answer = client.post("/api/download", {"torrent": upload, "stream": "true", "wanted_files": ["1"]})
        assert answer.status_code == expected
    download = Download.objects.get()
    assert download.info_hash == "8811d6939fac5147658001e5c3322b778124f805"
    assert bytes(download.metainfo.data) == data
    assert (download.stream, download.wanted_files) == (True, [1])


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({}, 422, "invalid"),
        ({"magnet": MAGNET, "torrent_url": "http://x/"}, 422, "invalid"),
        ({"magnet": "hello"}, 422, "not_a_magnet"),
        ({"magnet": MAGNET, "surprise": 1}, 422, "invalid"),
        ({"magnet": MAGNET, "wanted_files": [-1]}, 422, "invalid"),
        ({"magnet": MAGNET, "destination": "/etc"}, 422, "destination_not_allowed"),
        ({"magnet": MAGNET, "destination": "../../.."}, 422, "destination_not_allowed"),
        ({"torrent_url": "ftp://host/x"}, 422, "torrent_link_failed"),
        ({"result_id": "unknown"}, 404, "not_found"),
    ],
)
def test_a_request_that_makes_no_sense_is_told_why(
    client: Client, body: dict[str, object], status: int, code: str
) -> None:
    answered, document = start(client, **body)
    assert (answered, document["error"]["code"]) == (status, code)  # type: ignore[index]
    assert document["error"]["message"].endswith(".")  # type: ignore[index]
    assert not Download.objects.exists()


def test_a_file_that_is_no_torrent_is_told_apart(client: Client) -> None:
    answer = client.post("/api/download", {"torrent": SimpleUploadedFile("x.torrent", b"<html>")})
    assert (answer.status_code, answer.json()["error"]["code"]) == (422, "not_a_torrent")


def test_a_result_is_resolved_by_the_room_that_knows_it(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    intent = Intent(track_title="One Song", result_id="r1")
    monkeypatch.setattr(origins, "_resolvers", {})
    origins.register_origin("result_id", {"r1": Origin(MagnetSource(MAGNET), "Nicer Title", intent)}.__getitem__)
    status, started = start(client, result_id="r1")
    assert status == 201
    download = Download.objects.get(id=str(started["download_id"]))
    assert (download.title, download.intent) == ("Nicer Title", intent)


def test_a_link_that_redirects_to_a_magnet(client: Client) -> None:
    class Redirect(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(302)
            self.send_header("Location", MAGNET)
            self.end_headers()

        def log_message(self, *_arguments: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Redirect)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        address = f"http://127.0.0.1:{server.server_address[1]}/dl?apikey=secret"
        status, started = start(client, torrent_url=address)
        assert status == 201
        answer = client.get(f"/api/download/{started['download_id']}")
        assert answer.json()["info_hash"] == HASH
        assert b"secret" not in answer.content
    finally:
        server.shutdown()
        server.server_close()


def test_a_change_is_kept_and_answered(client: Client) -> None:
    _status, started = start(client, magnet=MAGNET)
    address = f"/api/download/{started['download_id']}"
    changes = {"paused": True, "download_limit": 1000, "upload_limit": 0, "sequential": True}
    answer = client.patch(address, json.dumps(changes), content_type="application/json")
    assert answer.status_code == 200
    assert {name: answer.json()[name] for name in changes} == changes
    for wrong in ({"download_limit": -1}, {"title": "x"}, {}):
        answer = client.patch(address, json.dumps(wrong), content_type="application/json")
        assert answer.status_code == 422


def test_removing_takes_it_off_the_list_and_the_same_can_come_anew(client: Client) -> None:
    _status, started = start(client, magnet=MAGNET)
    address = f"/api/download/{started['download_id']}"
    assert client.delete(f"{address}?delete_data=true").status_code == 204
    assert client.get(address).status_code == 404
    assert client.delete(address).status_code == 404
    status, again = start(client, magnet=MAGNET)
    assert status == 201
    assert again != started


def test_an_unknown_download_is_404(client: Client) -> None:
    assert client.get(f"/api/download/{uuid.uuid4()}").status_code == 404


def test_a_link_that_does_not_answer_is_tried_again_and_fails_with_a_sentence(
    client: Client, shared_data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = (shared_data / "torrents" / "creation_date.torrent").read_bytes()
    answers = [(503, b""), (503, b""), (200, data)]

    class Moody(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, body = answers.pop(0)
            self.send_response(status)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_arguments: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Moody)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        status, started = start(client, torrent_url=f"http://127.0.0.1:{server.server_address[1]}/x.torrent")
        download_id = str(started["download_id"])
        assert status == 201
        assert client.get(f"/api/download/{download_id}").json()["status"] == "fetching_metadata"
        assert linked.fetch_link(download_id, 0) == linked.PAUSES[0]
        assert linked.fetch_link(download_id, 1) is None
        assert Download.objects.get().info_hash == "8811d6939fac5147658001e5c3322b778124f805"
        Download.objects.all().delete()
    finally:
        server.shutdown()
        server.server_close()
    status, started = start(client, torrent_url=f"http://127.0.0.1:{server.server_address[1]}/x.torrent")
    assert linked.fetch_link(str(started["download_id"]), len(linked.PAUSES)) is None
    document = client.get(f"/api/download/{started['download_id']}").json()
    assert (document["status"], document["error"]["code"]) == ("failed", "torrent_link_failed")
