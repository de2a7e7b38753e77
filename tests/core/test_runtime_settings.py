"""Settings a person changes: typed, all or none, kept in the table `settings`."""

import pytest
from constance import config
from constance import settings as constance_settings
from django.test import Client

from apps.core.models import Setting

pytestmark = pytest.mark.django_db


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
