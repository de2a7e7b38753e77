"""Another site's page cannot use us: Host, Origin, Sec-Fetch-Site and forwarded addresses."""

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser() -> Client:
    return Client(HTTP_HOST="127.0.0.1:8765")


def test_a_rebound_name_is_refused() -> None:
    assert Client(HTTP_HOST="evil.example").get("/api/openapi.json").status_code == 400


@pytest.mark.parametrize(
    "origin", ["http://evil.example", "null", "http://127.0.0.1:9999", "https://127.0.0.1.evil.example"]
)
def test_a_foreign_origin_is_refused(browser: Client, origin: str) -> None:
    answer = browser.patch("/api/settings", data="{}", content_type="application/json", headers={"Origin": origin})
    assert answer.status_code == 403
    assert answer.json()["error"]["code"] == "cross_origin"


def test_our_own_origin_and_programs_without_one_pass(browser: Client) -> None:
    own = {"Origin": "http://127.0.0.1:8765"}
    assert browser.patch("/api/settings", data="{}", content_type="application/json", headers=own).status_code == 200
    assert browser.get("/api/settings").status_code == 200


def test_a_cross_site_fetch_without_origin_is_refused_but_a_link_opens(browser: Client) -> None:
    fetched = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"}
    assert browser.get("/api/settings", headers=fetched).status_code == 403
    opened = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}
    assert browser.get("/", headers=opened).status_code == 200
    for path in ("/rest/createPlaylist?name=theirs&u=x&p=x", "/api/export"):
        assert browser.get(path, headers=opened).status_code == 403
    typed = {"Sec-Fetch-Site": "none", "Sec-Fetch-Mode": "navigate"}
    assert browser.get("/rest/ping?u=x&p=x", headers=typed).status_code == 200


def test_another_machine_is_refused_without_an_account(browser: Client) -> None:
    answer = browser.get("/api/settings", REMOTE_ADDR="192.168.1.7")
    assert answer.status_code == 403
    assert answer.json()["error"]["code"] == "loopback_only"


def test_an_unknown_proxy_never_makes_a_stranger_local(browser: Client) -> None:
    assert browser.get("/api/settings", headers={"X-Forwarded-For": "192.168.1.7"}).status_code == 403


def test_with_an_account_people_sign_in(browser: Client, django_user_model: type) -> None:
    django_user_model.objects.create_user("ada", password="long enough words", role="owner")
    assert browser.get("/api/settings").status_code == 401
    assert browser.get("/").status_code == 302
    assert browser.post("/accounts/login/", {"username": "ada", "password": "long enough words"}).status_code == 302
    assert browser.get("/api/settings", REMOTE_ADDR="192.168.1.7").status_code == 200
