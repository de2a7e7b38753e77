"""What the Community API tells of the day's quota: believed only where it makes sense."""

from collections.abc import AsyncIterator

import pytest

from apps.search.assistant_settings import shown
from apps.search.assistants import Standing, after
from apps.search.understand.assistant import AssistantFailed
from apps.search.understand.community import CommunityAssistant, quota_from_headers
from tests.search.fake_assistant import FakeServer, answering

GOOD = {"x-quota-limit": "50", "x-quota-remaining": "5", "x-quota-reset": "2026-11-24T00:00:00Z"}
HEADERS = {"X_Quota_Limit": "50", "X_Quota_Remaining": "0", "X_Quota_Reset": "2026-11-24T00:00:00Z"}
EXHAUSTED = b'{"error": {"code": "quota_exhausted", "message": "x", "field": null}}'


@pytest.fixture
async def server() -> AsyncIterator[FakeServer]:
    fake = FakeServer()
    await fake.listen()
    yield fake
    await fake.close()


def test_the_headers_of_an_answer_are_the_quota() -> None:
    quota = quota_from_headers(GOOD)
    assert quota is not None
    assert (quota.limit, quota.remaining, quota.resets_at.isoformat()) == (50, 5, "2026-11-24T00:00:00+00:00")
    assert quota.is_near_its_end


@pytest.mark.parametrize(
    "changes",
    [
        {"x-quota-limit": ""},
        {"x-quota-limit": "-1"},
        {"x-quota-limit": "9" * 4000},
        {"x-quota-remaining": "51"},
        {"x-quota-remaining": "many"},
        {"x-quota-reset": "soon"},
        {"x-quota-reset": ""},
    ],
)
def test_a_senseless_quota_is_none(changes: dict[str, str]) -> None:
    assert quota_from_headers(GOOD | changes) is None


@pytest.mark.parametrize(
    ("body", "code"),
    [(EXHAUSTED, "quota_exhausted"), (b'{"error": {"code": "rate_limited"}}', "rate_limited"), (b"<", "rate_limited")],
)
async def test_a_429_says_which_and_how_long(server: FakeServer, body: bytes, code: str) -> None:
    server.reply = answering(body, "429 Too Many Requests", Retry_After="60", **HEADERS)
    assistant = CommunityAssistant(server.url, "0" * 16)
    with pytest.raises(AssistantFailed) as failed:
        await assistant.parse("x")
    assert (failed.value.code, failed.value.retry_after, failed.value.permanent) == (code, 60.0, False)
    assert assistant.quota is not None
    assert assistant.quota.remaining == 0


def test_no_retry_after_keeps_it_away_for_more_than_a_day() -> None:
    lie = AssistantFailed("quota_exhausted", "x", permanent=False, retry_after=10**12)
    rested = after(Standing(), lie, None)
    assert rested.asked_again_at is not None
    assert rested.rests_until - after(Standing(), AssistantFailed("x", "x", permanent=True), None).rests_until < 86400


def test_credentials_in_an_address_are_not_shown() -> None:
    assert shown("https://me:secret@ai.example:8443/v1?key=1") == "https://ai.example:8443/v1"
