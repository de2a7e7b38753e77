"""Who may change what: the settings of the house are its operators', the music and one's own things are everybody's."""

import pytest
from constance import config
from django.test import Client

from apps.accounts.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("valkey")]

HOUSE = [
    ("PATCH", "/api/settings"), ("GET", "/api/settings"), ("POST", "/api/sources"), ("GET", "/api/sources"),
    ("DELETE", "/api/network/blocklist"), ("GET", "/api/export"), ("POST", "/api/import"),
    ("POST", "/settings/bin_days/"), ("POST", "/settings/bin_days/undo/"), ("POST", "/settings/import/"),
    ("POST", "/sources/add/"), ("POST", "/sources/1/remove/"), ("POST", "/assistant/renew/"),
    ("POST", "/downloads/network/blocklist/"), ("POST", "/library/naming/keep/"),
]  # fmt: skip


def signed_in(**values: object) -> Client:
    User.objects.create_user("owner", password="a long enough one", role="owner")
    client = Client()
    client.force_login(User.objects.create_user("somebody", password="a long enough one", **values))
    return client


@pytest.mark.parametrize(("method", "path"), HOUSE)
def test_a_member_leaves_the_house_as_it_is(method: str, path: str) -> None:
    answer = signed_in().generic(method, path, "{}", "application/json")
    assert answer.status_code == 403
    if path.startswith("/api/"):
        assert answer.json()["error"]["code"] == "not_allowed"
    assert "Ask the owner" in answer.content.decode()


def test_a_member_of_the_page_hears_it_without_losing_the_page() -> None:
    answer = signed_in().post("/settings/bin_days/", {"value": "1"}, headers={"HX-Request": "true"})
    assert (answer.status_code, answer["HX-Reswap"]) == (403, "none")
    assert "Ask the owner" in answer.content.decode()
    assert config.BIN_DAYS == 30


def test_what_is_personal_is_everybodys() -> None:
    client = signed_in()
    page = client.get("/settings/").content.decode()
    assert "Music apps" in page and "How it looks" in page
    assert "Proxy" not in page and "BIN_DAYS".lower() not in page
    assert client.post("/settings/theme/", {"theme": "dark"}).status_code == 303
    assert client.post("/accounts/music-apps/make/", {"name": "phone"}).status_code == 302
    for path in ("/api/download", "/api/library/albums", "/api/search", "/api/player/status", "/metrics"):
        assert client.get(path).status_code == 200


@pytest.mark.parametrize("values", [{"role": "owner"}, {"is_staff": True}, {"is_superuser": True}])
def test_operators_may(values: dict[str, object]) -> None:
    client = signed_in(**values)
    answer = client.patch("/api/settings", {"bin_days": 3}, content_type="application/json")
    assert (answer.status_code, config.BIN_DAYS) == (200, 3)
    assert "Proxy" in client.get("/settings/").content.decode()


def test_without_an_account_this_machines_person_may(client: Client) -> None:
    answer = client.patch("/api/settings", {"bin_days": 4}, content_type="application/json")
    assert (answer.status_code, config.BIN_DAYS) == (200, 4)
