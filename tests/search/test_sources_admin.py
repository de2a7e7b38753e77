"""Sources in the admin: switched, tested, their keys never shown; and what failed once, allowed again."""

import pytest
from django.test import Client
from django.urls import reverse

from apps.search.models import Mistake, Source
from tests.sandbox.internet import Sandbox

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("valkey")]
SECRET = "a-key-that-is-nobodys-business"


@pytest.fixture
def sources(internet: Sandbox) -> list[Source]:
    here = internet.indexers["cratedigger"].api.partition("?apikey=")
    good = Source.objects.create(name="good", kind="torznab", url=here[0], key=here[2])
    gone = Source.objects.create(name="gone", kind="torznab", url="http://127.0.0.1:9/api", key=SECRET)
    return [good, gone]


def test_chosen_sources_are_tested(admin_client: Client, sources: list[Source]) -> None:
    chosen = {"action": "try_them", "_selected_action": [source.pk for source in sources]}
    html = admin_client.post(reverse("admin:search_source_changelist"), chosen, follow=True).content.decode()
    assert "Good: It answered in" in html
    assert "Gone: 127.0.0.1:9 could not be reached" in html
    assert SECRET not in html


def test_a_source_is_switched_off_in_the_list(admin_client: Client, sources: list[Source]) -> None:
    form = {"form-TOTAL_FORMS": 1, "form-INITIAL_FORMS": 1, "form-0-id": sources[0].pk, "_save": "Save"}
    url = reverse("admin:search_source_changelist")
    admin_client.post(f"{url}?q=&id__exact={sources[0].pk}", form)
    sources[0].refresh_from_db()
    assert not sources[0].enabled


def test_a_key_is_kept_and_never_shown(admin_client: Client, sources: list[Source]) -> None:
    url = reverse("admin:search_source_change", args=[sources[1].pk])
    assert SECRET not in admin_client.get(url).content.decode()
    admin_client.post(
        url, {"name": "renamed", "kind": "torznab", "url": "http://127.0.0.1:9/api", "key": "", "enabled": "on"}
    )
    sources[1].refresh_from_db()
    assert (sources[1].name, sources[1].key) == ("renamed", SECRET)


def test_a_mistake_is_allowed_in_the_list(admin_client: Client) -> None:
    mistake = Mistake.objects.create(kind="fake", info_hash="a" * 40, title="A - B", message="It was fake.")
    form = {
        "form-TOTAL_FORMS": 1,
        "form-INITIAL_FORMS": 1,
        "form-0-id": mistake.pk,
        "form-0-allowed": "on",
        "_save": "Save",
    }
    admin_client.post(reverse("admin:search_mistake_changelist"), form)
    mistake.refresh_from_db()
    assert mistake.allowed
