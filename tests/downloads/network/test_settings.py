"""The network's settings: what may be set, over JSON and on the page, and that a password never comes back."""

import json
from typing import Any

import pytest
from constance import config
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from apps.core.models import Setting
from apps.downloads.network.domain import Encryption, Limits, ProxyKind, When
from apps.downloads.network.rules import read_days, read_rate, show_rate
from apps.downloads.network.wishes import read_network_wishes

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("valkey")]
FRAGMENT = {"HX-Request": "true", "HX-Target": "setting"}


def patch(client: Client, **changes: Any) -> HttpResponse:
    answer = client.patch("/api/settings", data=json.dumps(changes), content_type="application/json")
    assert isinstance(answer, HttpResponse)
    return answer


@pytest.mark.parametrize(
    ("text", "rate"),
    [
        ("0", 0), ("no limit", 0), ("", 0), ("300", 300_000), ("500 kB/s", 500_000), ("2 MB/s", 2_000_000),
        ("1.5 MB", 1_500_000), ("1,5 mb/s", 1_500_000), ("900 B/s", 900), ("1 GB/s", 1_000_000_000),
    ],
)  # fmt: skip
def test_rates_as_people_write_them(text: str, rate: int) -> None:
    assert read_rate(text) == rate
    assert read_rate(show_rate(rate)) == rate


@pytest.mark.parametrize("text", ["fast", "-1", "12 parsecs", "1e9"])
def test_a_rate_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="500 kB/s"):
        read_rate(text)


def test_days_as_people_write_them() -> None:
    assert read_days("Mon, tuesday  SUN") == {0, 1, 6}
    with pytest.raises(ValueError, match="someday"):
        read_days("mon someday")


def test_everything_can_be_set_over_json_and_is_what_the_engine_reads(client: Client) -> None:
    assert patch(
        client, download_limit=1_000, upload_limit=2_000, alternative_limits="schedule", alternative_days="sun mon",
        alternative_from="9:05", active_downloads=3, torrent_interface="wg0", encryption="required",
        proxy_kind="socks5", proxy_host="10.0.0.1", proxy_port=9050, proxy_user="me", proxy_password="secret",
    ).status_code == 200  # fmt: skip
    wishes = read_network_wishes()
    assert wishes.limits == Limits(1_000, 2_000)
    assert wishes.alternative == When.SCHEDULE
    assert wishes.schedule.days == {0, 6}
    assert config.ALTERNATIVE_FROM == "09:05"
    assert (wishes.interface, wishes.encryption, wishes.active_downloads) == ("wg0", Encryption.REQUIRED, 3)
    proxy = wishes.proxy
    assert (proxy.kind, proxy.host, proxy.port, proxy.user, proxy.password) == (
        ProxyKind.SOCKS5, "10.0.0.1", 9050, "me", "secret",
    )  # fmt: skip
    assert "secret" not in repr(wishes)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("download_limit", -1), ("download_limit", 2**31), ("upload_limit", "fast"), ("alternative_limits", "often"),
        ("alternative_days", "mon, noday"), ("alternative_from", "25:00"), ("schedule_time_zone", "Mars/Olympus"),
        ("schedule_time_zone", "../../etc/passwd"), ("active_downloads", 0), ("torrent_interface", "wg0,eth0"),
        ("torrent_port", 70_000), ("encryption", "maybe"), ("proxy_kind", "carrier pigeon"),
        ("proxy_host", "http://x"), ("proxy_port", 0), ("proxy_user", "x" * 256), ("blocklist_url", "ftp://x/list"),
        ("anonymous_mode", "yes"),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_refused_and_changes_nothing(client: Client, name: str, value: Any) -> None:
    answer = patch(client, **{"active_seeds": 7, name: value})
    assert answer.status_code == 422
    assert json.loads(answer.content)["error"]["field"] == name
    assert not Setting.objects.exists()


def test_a_password_is_kept_and_never_shown(client: Client) -> None:
    patch(client, proxy_password="hush-hush")
    answer = client.get("/api/settings").json()
    assert answer["proxy_password"] == "(kept)"
    patch(client, proxy_password="(kept)", proxy_user="me")
    assert config.PROXY_PASSWORD == "hush-hush"
    page = client.get(reverse("settings:all")).content.decode()
    assert "hush-hush" not in page
    assert "One is kept" in page
    said = client.post(reverse("settings:change", args=["proxy_password"]), {"value": "another"}, headers=FRAGMENT)
    assert config.PROXY_PASSWORD == "another"
    assert "hush-hush" not in said.content.decode()
    assert "another" not in said.content.decode()


def test_an_empty_field_keeps_a_password_and_a_tick_forgets_it(client: Client) -> None:
    config.PROXY_PASSWORD = "hush-hush"
    url = reverse("settings:change", args=["proxy_password"])
    client.post(url, {"value": ""})  # the Keep button of a page without scripts
    assert config.PROXY_PASSWORD == "hush-hush"
    assert 'name="forget"' in client.get(reverse("settings:all")).content.decode()
    html = client.post(url, {"value": "", "forget": "on"}, headers=FRAGMENT).content.decode()
    assert config.PROXY_PASSWORD == ""
    assert 'name="forget"' not in html
    assert "is forgotten" in html
    assert client.post(reverse("settings:change", args=["proxy_user"]), {"forget": "on"}).status_code == 404


def test_a_rate_on_the_page_is_written_as_people_do_and_can_be_undone(client: Client) -> None:
    url = reverse("settings:change", args=["download_limit"])
    client.post(url, {"value": "1.5 MB/s"}, headers=FRAGMENT)
    assert config.DOWNLOAD_LIMIT == 1_500_000
    html = client.post(url, {"value": "no limit"}, headers=FRAGMENT).content.decode()
    assert config.DOWNLOAD_LIMIT == 0
    way_back = html.partition('action="/settings/download_limit/undo/')[2].partition('"')[0]
    client.post(f"/settings/download_limit/undo/{way_back}".replace("&amp;", "&"), headers=FRAGMENT)
    assert config.DOWNLOAD_LIMIT == 1_500_000
    refused = client.post(url, {"value": "fast"}, headers=FRAGMENT)
    assert refused.status_code == 422
    assert "500 kB/s" in refused.content.decode()


def test_what_slipped_past_the_rules_is_taken_on_the_safe_side() -> None:
    config.PROXY_KIND, config.PROXY_HOST, config.ENCRYPTION = "gopher", "10.0.0.1", "maybe"
    config.ALTERNATIVE_LIMITS, config.ALTERNATIVE_DAYS = "schedule", "noday"
    wishes = read_network_wishes()
    assert wishes.proxy.kind != ProxyKind.NONE
    assert wishes.proxy.host == ""
    assert wishes.encryption == Encryption.REQUIRED
    assert wishes.schedule.days == frozenset()
