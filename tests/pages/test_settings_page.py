"""Settings: a change is kept at once and can be undone; sources can be added, tried, switched and removed."""

import re

import pytest
from constance import config
from django.test import Client
from django.urls import reverse

from apps.search.models import Source

FRAGMENT = {"HX-Request": "true", "HX-Target": "setting"}
TEMPLATE = "{albumartist}/{album}/{track} {title}"


def test_a_change_is_kept_and_carries_its_way_back(client: Client) -> None:
    before = config.NAMING_TEMPLATE
    url = reverse("settings:change", args=["naming_template"])
    html = client.post(url, {"value": TEMPLATE}, headers=FRAGMENT).content.decode()
    assert config.NAMING_TEMPLATE == TEMPLATE
    assert 'id="setting-naming_template"' in html
    assert "Undo" in html
    way_back = html.partition('action="/settings/naming_template/undo/')[2].partition('"')[0]
    client.post(f"/settings/naming_template/undo/{way_back}".replace("&amp;", "&"), headers=FRAGMENT)
    assert before == config.NAMING_TEMPLATE


def test_the_same_value_says_nothing(client: Client) -> None:
    url = reverse("settings:change", args=["naming_template"])
    assert "Undo" not in client.post(url, {"value": config.NAMING_TEMPLATE}, headers=FRAGMENT).content.decode()


def test_an_unknown_setting_is_told(client: Client) -> None:
    assert client.post(reverse("settings:change", args=["nonsense"]), {"value": "1"}).status_code == 404


@pytest.mark.parametrize(("chosen", "shown"), [("dark", 'data-theme="dark"'), ("", 'class="no-script">')])
def test_the_look_is_kept_in_this_browser(client: Client, chosen: str, shown: str) -> None:
    client.post(reverse("settings:theme"), {"theme": chosen})
    assert shown in client.get("/").content.decode()


def test_an_indexer_is_added_switched_and_forgotten(client: Client) -> None:
    form = {"name": "prowlarr", "url": "http://localhost:9696/1/api", "key": "secret"}
    client.post(reverse("search:source-add"), form)
    source = Source.objects.get(name="prowlarr")
    page = client.get(reverse("settings:all")).content.decode()
    assert "prowlarr" in page
    assert "secret" not in page
    client.post(reverse("search:source-switch", args=[source.pk]), {})
    source.refresh_from_db()
    assert not source.enabled
    client.post(reverse("search:source-remove", args=[source.pk]))
    assert not Source.objects.filter(name="prowlarr").exists()


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"name": "x", "url": "localhost"}, "begins with http"),
        ({"name": "", "url": "http://localhost/api"}, "Give it a name"),
    ],
)
def test_an_address_that_cannot_be_asked_is_said(client: Client, form: dict[str, str], said: str) -> None:
    answer = client.post(reverse("search:source-add"), form, headers={"HX-Request": "true", "HX-Target": "source-list"})
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not Source.objects.filter(name="x").exists()


def test_a_source_that_is_down_says_why(client: Client) -> None:
    source = Source.objects.create(name="down", kind="torznab", url="http://127.0.0.1:9/api", key="secret")
    url = reverse("search:source-test", args=[source.pk])
    html = client.post(url, headers={"HX-Request": "true", "HX-Target": "trial"}).content.decode()
    assert 'role="alert"' in html
    assert "127.0.0.1" in html
    assert "secret" not in html


def test_every_setting_has_a_name_that_people_use() -> None:
    from apps.core import settings_page
    from apps.core.runtime_settings.rules import rule_of

    names = {setting.name for section in settings_page.sections() for setting in section.fields}
    assert {name for name in names if not rule_of(name).label} == set()


def test_every_section_can_be_jumped_to(client: Client) -> None:
    html = client.get("/settings/").content.decode()
    jumps = re.findall(r'class="pill" href="#([a-z-]+)"', html)
    assert len(jumps) > 8
    assert all(f'<section class="group" id="{each}"' in html for each in jumps)
