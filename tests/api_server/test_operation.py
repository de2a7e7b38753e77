"""What an operator sees: the admin's lists, the overview with its charts, tiers that can be changed."""

import asyncio
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.contrib.auth import get_user_model
from django.test import Client as Browser

from api_server.charts import HEIGHT, bars
from api_server.domain import today
from api_server.models import ApiLog, Device, QuotaUsage
from tests.api_server.clients import compatible, serving
from tests.api_server.upstream import Upstream

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def operator(postgres: object, valkey: str) -> Browser:
    get_user_model().objects.create_superuser("operator", password="long enough to pass")
    browser = Browser()
    assert browser.login(username="operator", password="long enough to pass")
    return browser


@pytest.fixture
def device(postgres: object) -> Device:
    device = Device.objects.create(device_id=uuid4().hex)
    QuotaUsage.objects.create(device=device, date=today(), searches_used=7)
    for provider, success in (("groq", True), ("groq", True), ("rules", False)):
        ApiLog.objects.create(
            device=device, endpoint="parse", timestamp=datetime.now(UTC), response_time_ms=120, provider=provider,
            success=success, status=200,
        )  # fmt: skip
    return device


@pytest.mark.parametrize("name", ["device", "quotausage", "apilog", "apilog/overview"])
def test_every_list_is_shown(operator: Browser, device: Device, name: str) -> None:
    response = operator.get(f"/admin/api_server/{name}/")
    assert response.status_code == 200
    assert "unsafe" not in response.headers["Content-Security-Policy"]


def test_the_overview_counts(operator: Browser, device: Device) -> None:
    text = operator.get("/admin/api_server/apilog/overview/").content.decode()
    assert "7 searches today" in text
    assert "<td>groq</td><td>2</td><td>120</td>" in text
    assert "style=" not in text.partition('class="chart"')[2].partition("<h2>")[0]
    assert text.count("<rect") == 72


def test_a_tier_is_changed_in_the_list(operator: Browser, device: Device) -> None:
    form = {
        "form-TOTAL_FORMS": 1, "form-INITIAL_FORMS": 1, "form-0-id": device.pk,
        "form-0-tier": "supporter", "_save": "x",
    }  # fmt: skip
    assert operator.post("/admin/api_server/device/", form).status_code == 302
    device.refresh_from_db()
    assert device.tier == "supporter"


@pytest.mark.parametrize("name", ["quotausage", "apilog"])
def test_what_the_service_writes_cannot_be_edited(operator: Browser, device: Device, name: str) -> None:
    assert operator.get(f"/admin/api_server/{name}/add/").status_code == 403


def test_strangers_see_none_of_it(device: Device, valkey: str) -> None:
    response = Browser().get("/admin/api_server/apilog/overview/")
    assert response.status_code == 302
    assert "login" in response.headers["Location"]


def test_bars_are_shares_of_the_highest() -> None:
    chart = bars("x", ["a", "b", "c"], [0, 5, 10])
    assert [bar.height for bar in chart.bars] == [0, HEIGHT / 2, HEIGHT]
    assert bars("x", ["a"], [0]).bars[0].height == 0


def test_sign_in_attempts_are_limited(postgres: object, valkey: str) -> None:
    async def attempts() -> list[int]:
        upstream = await Upstream().start()
        async with serving(compatible(upstream)) as client:
            form = {"username": "operator", "password": "wrong"}
            return [(await client.http.post("/admin/login/", data=form)).status_code for _ in range(24)]

    statuses = asyncio.run(attempts())
    assert statuses[:10] == [403] * 10  # without a CSRF token
    assert 10 <= statuses.count(403) <= 20  # the minutes are the clock's: a new one may begin meanwhile
    assert statuses.count(403) + statuses.count(429) == 24
