"""The assistant in Settings: what it is, how it stands, trying it, being another device; and the telemetry document."""

import json
import time
from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from apps.core.device import device_id
from apps.search import assistants
from apps.search.assistants import Standing
from apps.search.models import Search
from apps.search.telemetry import magnitude, telemetry_document
from tests.search.fake_assistant import FakeServer, Reply, answering, document, dying, message, serving

FRAGMENT = {"HX-Request": "true", "HX-Target": "assistant-state"}
QUOTA = {"X_Quota_Limit": "50", "X_Quota_Remaining": "20", "X_Quota_Reset": "2999-01-01T00:00:00Z"}
SAMPLE: dict[str, Any] = {"artist": "Pink Floyd", "album": "The Dark Side of the Moon", "year": None}


@pytest.fixture
def community(settings: Any) -> Iterator[FakeServer]:
    with serving(FakeServer()) as fake:
        fake.reply = document(QUOTA, **SAMPLE, provider="groq")
        settings.COMMUNITY_URL = fake.url
        assistants.forget_standing()
        yield fake


def page(client: Client) -> str:
    return unescape(client.get(reverse("settings:all")).content.decode())


def tried(client: Client) -> str:
    return unescape(client.post(reverse("search:assistant-test"), headers=FRAGMENT).content.decode())


def test_without_one_the_page_says_that_none_is_needed(client: Client) -> None:
    html = page(client)
    assert "none is needed" in html
    assert reverse("search:assistant-test") not in html


def test_a_test_tells_how_it_went_and_what_is_left(client: Client, community: FakeServer) -> None:
    html = tried(client)
    assert "read a sample rightly" in html
    assert "20 of 50 assisted searches are left today" in html
    assert len(community.requests) == 1
    assert "20 of 50 assisted searches are left today" in page(client)


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        (dying, "could not be reached"),
        (answering(b"no", "401 Unauthorized"), "status 401"),
        (document(**SAMPLE, provider="rules", degraded=True), "no model to ask"),
        (document(provider="groq"), "misread a plain sample"),
        (answering(b'{"error": {"code": "quota_exhausted"}}', "429 Too Many Requests"), "are used up"),
    ],
)
def test_a_test_that_fails_says_why(client: Client, community: FakeServer, reply: Reply, said: str) -> None:
    community.reply = reply
    html = tried(client)
    assert said in html
    assert 'role="alert"' in html


def test_a_test_works_without_javascript(client: Client, community: FakeServer) -> None:
    answer = client.post(reverse("search:assistant-test"), follow=True)
    assert "read a sample rightly" in answer.content.decode()


def test_a_test_that_works_ends_a_rest(client: Client, community: FakeServer) -> None:
    assistants._keep(Standing(trouble="It was away.", failures=3, rests_until=time.time() + 900))
    assert "It was away. Searches are read by the rules until" in page(client)
    tried(client)
    assert not assistants.standing().rests
    assert "It was away." not in page(client)


def test_near_the_limit_the_page_warns(client: Client, community: FakeServer) -> None:
    community.reply = document(QUOTA | {"X_Quota_Remaining": "2"}, **SAMPLE, provider="groq")
    tried(client)
    html = page(client)
    assert 'class="small numbers fault" id="assistant-quota"' in html
    assert "2 of 50 assisted searches are left today" in html


def test_yesterdays_quota_is_not_shown(client: Client, community: FakeServer) -> None:
    community.reply = document(QUOTA | {"X_Quota_Reset": "2020-01-01T00:00:00Z"}, **SAMPLE, provider="groq")
    tried(client)
    assert "assisted searches are left" not in page(client)


def test_one_can_be_another_device(client: Client, community: FakeServer) -> None:
    before = device_id()
    assert before in page(client)
    html = client.post(reverse("search:assistant-renew"), headers=FRAGMENT).content.decode()
    assert before not in html
    assert device_id() in html
    tried(client)
    assert community.requests[-1][1]["x-device-id"] == device_id()


def test_an_own_endpoint_has_no_quota_and_its_key_is_not_shown(client: Client, settings: Any) -> None:
    with serving(FakeServer()) as fake:
        fake.reply = message(json.dumps({"query_type": "album", "confidence": 1, **SAMPLE}))
        settings.AI_URL, settings.AI_KEY = fake.url.replace("//", "//me:pass-word@"), "secret-key"
        assert "read a sample rightly" in tried(client)
        html = page(client)
    assert "Your own endpoint" in html
    assert "pass-word" not in html
    assert "secret-key" not in html
    assert "assistant-quota" not in html


def test_a_get_tries_nothing(client: Client, community: FakeServer) -> None:
    assert client.get(reverse("search:assistant-test")).status_code == 405
    assert community.requests == []


@pytest.mark.parametrize("asked_for", [True, False])
def test_the_telemetry_document_is_shown_and_nothing_is_sent(client: Client, settings: Any, asked_for: bool) -> None:
    settings.TELEMETRY = asked_for
    html = page(client)
    assert "nothing is sent" in html
    assert json.dumps(telemetry_document(), indent=2) in html


def test_the_telemetry_document_holds_no_words_of_anybody(community: FakeServer) -> None:
    Search.objects.create(query="canary-of-the-query")
    told = json.dumps(telemetry_document())
    for secret in ("canary", device_id(), community.url):
        assert secret not in told
    assert telemetry_document()["searches"] == "1-9"


@pytest.mark.parametrize(("count", "said"), [(0, "0"), (1, "1-9"), (9, "1-9"), (10, "10-99"), (12345, "10000-99999")])
def test_counts_are_told_by_their_magnitude(count: int, said: str) -> None:
    assert magnitude(count) == said
