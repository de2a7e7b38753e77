"""The page about an album's files, and the same as JSON: how they came, what was written, and taking it back."""

from pathlib import Path

import pytest
from django.test import Client

from apps.library import services
from apps.library.domain import ImportedAlbum
from apps.library.tagging.undoing import carry_out
from tests.library.albums import edition, finished, tag, write_audio

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("valkey")]


@pytest.fixture
def album(music: Path, arrived: Path) -> ImportedAlbum:
    tag(write_audio(arrived / "01.flac", seconds=0.3), title="low tide", album="Still Water", artist="<b>nine</b>")
    outcome = services.import_finished(finished(arrived, edition(["Low Tide"], lengths=[0.3])))
    assert isinstance(outcome, ImportedAlbum)
    return outcome


def test_the_page_tells_the_placement_and_what_undoing_changes(album: ImportedAlbum, client: Client) -> None:
    text = client.get(f"/library/albums/{album.album_id}/files/").content.decode()
    assert ("Copied" in text) or ("Cloned" in text)
    assert "low tide" in text
    assert "&lt;b&gt;nine&lt;/b&gt;" in text
    assert "Undo the tags" in text
    assert "Files and tags" in client.get(f"/library/albums/{album.album_id}/").content.decode()


def test_undoing_from_the_page_and_over_json(album: ImportedAlbum, client: Client) -> None:
    address = f"/api/library/albums/{album.album_id}"
    before = client.get(f"{address}/files").json()
    assert (before["undoable"], before["placement"]) == (1, album.placement.value)
    title = next(row for row in before["files"][0]["tags"] if row["tag"] == "title")
    assert (title["before"], title["now"]) == ("low tide", "Low Tide")
    assert client.post(f"/library/albums/{album.album_id}/tags/undo/").status_code == 303
    answer = client.post(f"{address}/tags/undo")
    assert (answer.status_code, answer.json()["undoing"]) == (202, 1)
    assert 'hx-trigger="every 2s"' in client.get(f"/library/albums/{album.album_id}/files/").content.decode()
    carry_out()
    after = client.get(f"{address}/files").json()
    assert (after["undoable"], after["undoing"], after["files"][0]["state"]) == (0, 0, "undone")
    assert "Undo the tags" not in client.get(f"/library/albums/{album.album_id}/files/").content.decode()
