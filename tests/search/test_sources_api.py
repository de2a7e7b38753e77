"""Sources over JSON: added, tried, switched, removed; their keys stay here."""

from typing import Any

import pytest
from django.test import Client

from apps.search.models import Source
from tests.sandbox.internet import Sandbox

pytestmark = pytest.mark.django_db
KEY = "0123456789abcdefSECRET"


def add(client: Client, **body: Any) -> Any:
    return client.post("/api/sources", body, content_type="application/json")


def test_a_source_is_added_without_its_key_coming_back(client: Client) -> None:
    answer = add(client, name="mine", url=f"http://127.0.0.1:9117/api?apikey={KEY}", key=KEY)
    assert answer.status_code == 201
    listed = client.get("/api/sources")
    assert KEY.encode() not in answer.content + listed.content
    row = next(each for each in listed.json()["items"] if each["name"] == "mine")
    assert (row["host"], row["has_key"], row["enabled"]) == ("127.0.0.1:9117", True, True)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"name": "", "url": "http://127.0.0.1/"}, "name"),
        ({"name": "x", "url": "file:///etc/passwd"}, "url"),
        ({"name": "x", "url": "nonsense"}, "url"),
    ],
)
def test_a_source_that_cannot_be_asked_is_refused(client: Client, body: dict[str, str], field: str) -> None:
    answer = add(client, **body)
    assert (answer.status_code, answer.json()["error"]["field"]) == (422, field)


def test_a_name_is_taken_once(client: Client) -> None:
    add(client, name="mine", url="http://127.0.0.1/")
    assert add(client, name="mine", url="http://127.0.0.1/").json()["error"]["code"] == "name_taken"


def test_switching_off_keeps_it_and_removing_forgets_it(client: Client) -> None:
    source_id = add(client, name="mine", url="http://127.0.0.1/").json()["id"]
    changed = client.patch(f"/api/sources/{source_id}", {"enabled": False}, content_type="application/json")
    assert changed.json()["enabled"] is False
    assert client.delete(f"/api/sources/{source_id}").status_code == 204
    assert not Source.objects.filter(name="mine").exists()
    assert client.delete(f"/api/sources/{source_id}").status_code == 404


def test_a_source_is_tried(client: Client, internet: Sandbox) -> None:
    listed = client.get("/api/sources").json()["items"]
    by_name = {each["name"]: each["id"] for each in listed}
    worked = client.post(f"/api/sources/{by_name['cratedigger']}/test").json()
    assert worked["worked"], worked
    internet.fault("cratedigger", "html")
    failed = client.post(f"/api/sources/{by_name['cratedigger']}/test").json()
    assert not failed["worked"]
    assert "web page" in failed["message"]


def test_the_environments_sources_come_and_go_with_it(client: Client, settings: Any) -> None:
    settings.TORZNAB_BOOTSTRAP = f"one=http://127.0.0.1:1/api?apikey={KEY} two=http://127.0.0.1:2/api nonsense"
    listed = client.get("/api/sources")
    assert KEY.encode() not in listed.content
    assert {each["name"] for each in listed.json()["items"]} >= {"one", "two"}
    settings.TORZNAB_BOOTSTRAP = ""
    assert not {each["name"] for each in client.get("/api/sources").json()["items"]} & {"one", "two"}
