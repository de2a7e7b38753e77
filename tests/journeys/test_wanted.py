"""Wanting an album that nobody has yet: it appears, is proposed, and one press brings it into the library."""

from typing import Any

from tests.journeys.asking import until
from tests.running import RunningHome
from tests.sandbox import Sandbox

KEY = "thordis-kara/ljos/flac"


def fares(home: RunningHome, wanted_id: str, *statuses: str, looked: bool = False) -> dict[str, Any]:
    """Wait until the wanted album has one of these statuses (and was looked for)."""

    def there() -> dict[str, Any] | None:
        document: dict[str, Any] = home.ask("GET", f"/api/wanted/{wanted_id}")[1]
        return document if document["status"] in statuses and (document["looked_at"] or not looked) else None

    return until(there, f"{' or '.join(statuses)} of the wanted album")


def test_nothing_at_first_then_proposed_then_in_the_library(home: RunningHome, internet: Sandbox) -> None:
    shared = internet[KEY]
    internet.hide(KEY)
    status, wanted = home.ask("POST", "/api/wanted", {"release_group_mbid": shared.group.mbid})
    assert status == 201, wanted
    wanted_id = wanted["wanted_id"]
    assert fares(home, wanted_id, "looking", looked=True)["proposal"] is None
    assert home.ask("POST", f"/api/wanted/{wanted_id}/look")[0] == 429, "indexers are not asked at will"

    internet.show(KEY)
    home.ask("PATCH", f"/api/wanted/{wanted_id}", {"paused": True})
    home.ask("PATCH", f"/api/wanted/{wanted_id}", {"paused": False})
    found = fares(home, wanted_id, "proposed")
    assert found["proposal"]["info_hash"] == shared.info_hash

    status, taken = home.ask("POST", f"/api/wanted/{wanted_id}/take")
    assert (status, taken["status"]) == (201, "coming")
    arrived = fares(home, wanted_id, "arrived")
    album = home.ask("GET", f"/api/library/albums/{arrived['album_id']}")[1]
    assert album["title"] == shared.group.title
    assert (home.music / album["path"]).is_dir()
