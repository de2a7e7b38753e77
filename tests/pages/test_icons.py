"""Icons: what a template names is on the sheet, and two acts that stand side by side do not look the same."""

import re

from django.conf import settings

ROOT = settings.BASE_DIR
NAMED = re.compile(r'{% icon "([a-z]+)" %}')


def test_every_icon_is_on_the_sheet_and_every_one_on_the_sheet_is_used() -> None:
    templates = "".join(file.read_text() for file in (ROOT / "templates").rglob("*.html"))
    code = "".join(
        file.read_text() for file in [*(ROOT / "apps").rglob("*.py"), *(ROOT / "static" / "js").rglob("*.js")]
    )
    on_the_sheet = set(re.findall(r'symbol id="([a-z]+)"', (ROOT / "static" / "img" / "icons.svg").read_text()))
    assert set(NAMED.findall(templates)) <= on_the_sheet
    assert {name for name in on_the_sheet if not re.search(rf'["\'#]{name}["\'\\]', templates + code)} == set()


def test_what_can_be_done_with_a_copy_has_an_icon_each() -> None:
    acts = [(ROOT / "templates" / "search" / name).read_text() for name in ("_take.html", "_best.html")]
    icons = re.findall(r'{% icon "([a-z]+)" %}(?=[A-Z])', "".join(acts))
    assert sorted(icons) == sorted(set(icons))
    assert {"play", "downloads", "headphones", "scale"} <= set(icons)
