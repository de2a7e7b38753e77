"""The door: who has an account signs in, with or without JavaScript."""

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse


@pytest.fixture(autouse=True)
def _owner() -> None:
    get_user_model().objects.create_user("owner", password="a long enough one")


def test_a_stranger_is_led_to_the_door_and_back(client: Client) -> None:
    answer = client.get("/library/", follow=True)
    assert "Come in" in answer.content.decode()
    assert 'class="places"' not in answer.content.decode()
    form = {"username": "owner", "password": "a long enough one", "next": "/library/"}
    assert client.post(reverse("accounts:login"), form)["Location"] == "/library/"


def test_a_wrong_password_says_what_to_do(client: Client) -> None:
    answer = client.post(reverse("accounts:login"), {"username": "owner", "password": "wrong"})
    assert answer.status_code == 422
    assert "do not belong together" in answer.content.decode()
    assert 'value="owner"' in answer.content.decode()
