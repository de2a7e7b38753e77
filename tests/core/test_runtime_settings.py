"""Settings a person changes: typed, all or none, kept in the table `settings`."""

import pytest
from constance import config
from constance import settings as constance_settings
from django.test import Client

from apps.core.models import Setting
from apps.library.naming import DEFAULT_TEMPLATE

pytestmark = pytest.mark.django_db


REAL = dict(constance_settings.CONFIG)


@pytest.fixture
def real_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(constance_settings, "CONFIG", REAL)


@pytest.fixture(autouse=True)
def two_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    known = {"SEED_RATIO": (1.0, "how much to give back", float), "ASK": (True, "ask questions", bool)}
    monkeypatch.setattr(constance_settings, "CONFIG", known)


def test_a_change_is_kept_and_read_back(client: Client) -> None:
    answer = client.patch("/api/settings", data='{"seed_ratio": 2, "ask": false}', content_type="application/json")
    assert answer.json() == {"seed_ratio": 2.0, "ask": False}
    assert config.SEED_RATIO == 2.0
    assert Setting.objects.filter(key="ASK").exists()


@pytest.mark.parametrize("body", ['{"ask": false, "seed_ratio": "a lot"}', '{"ask": false, "nonsense": 1}'])
def test_a_fault_changes_nothing(client: Client, body: str) -> None:
    answer = client.patch("/api/settings", data=body, content_type="application/json")
    assert answer.status_code == 422
    assert answer.json()["error"]["field"] in ("seed_ratio", "nonsense")
    assert config.ASK is True


def test_a_body_that_is_no_json_is_malformed(client: Client) -> None:
    answer = client.patch("/api/settings", data="{", content_type="application/json")
    assert answer.status_code == 400
    assert set(answer.json()["error"]) == {"code", "message", "field"}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("search_balance", "loud"),
        ("taste_then", ""),
        ("bin_days", -1),
        ("recycle_days", 10**9),  # no date is so far away
        ("seed_ratio", 10**400),
        ("wanted_hours", 0),
        ("naming_template", "a\x00b"),
        ("naming_template", "x" * 5000),
        ("proxy_host", "a\nb"),
    ],
)
def test_a_value_that_makes_no_sense_is_refused(real_settings: None, client: Client, name: str, value: object) -> None:
    before = getattr(config, name.upper())
    answer = client.patch("/api/settings", data={name: value}, content_type="application/json")
    assert (answer.status_code, answer.json()["error"]["field"]) == (422, name)
    form = client.post(f"/settings/{name}/", {"value": value}, headers={"Accept": "application/json"})
    assert form.status_code in (303, 422)
    assert getattr(config, name.upper()) in (before, type(before)(before))


def test_null_is_no_number(client: Client) -> None:
    answer = client.patch("/api/settings", data='{"seed_ratio": NaN}', content_type="application/json")
    assert answer.status_code == 400


def test_an_empty_naming_template_is_the_usual_one(real_settings: None, client: Client) -> None:
    answer = client.patch("/api/settings", data={"naming_template": " "}, content_type="application/json")
    assert answer.json()["naming_template"] == DEFAULT_TEMPLATE
