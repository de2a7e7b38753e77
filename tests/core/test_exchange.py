"""Export and import: everything out, everything in, the same; and nothing from a file that is not whole."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from constance import config
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import AsyncClient, Client
from django.utils import timezone

from apps.accounts.models import User
from apps.core.errors import ApiError
from apps.core.exchange.reading import import_lines
from apps.core.exchange.tables import tables
from apps.core.exchange.writing import export_lines
from apps.core.management.commands import export_all
from apps.core.models import Setting
from apps.downloads.models import Download, DownloadFile, TorrentMetainfo
from apps.library.finding import find_ids
from apps.library.keeping.models import BinItem
from apps.library.models import Album, Playlist, PlaylistEntry, Track
from apps.player.models import Device, Play, QueueEntry
from apps.search.models import Search, SearchResult, Source
from apps.search.sources.domain import Offer
from apps.wanted.models import FollowedArtist, WantedAlbum
from tests.pages.conftest import make_album

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("valkey")]


@pytest.fixture
def household() -> None:
    """A little of everything."""
    album = make_album("Still Water \u2028 “Þórdís”", "Nine Harbours")
    first = album.tracks.all()[0]
    Track.objects.filter(pk=first.pk).update(play_count=4, starred_at=timezone.now(), lyrics="la\nla")
    playlist = Playlist.objects.create(name="Evening")
    PlaylistEntry.objects.create(playlist=playlist, track=first, position=0)
    Playlist.objects.create(name="New", rules={"match": "all", "rules": [], "order": "added", "limit": 10})
    Play.objects.create(track=first, device="d")
    QueueEntry.objects.create(device=Device.objects.create(name="d", elapsed=1.5), track=first, position=0)
    download = Download.objects.create(title="x", info_hash="a" * 40, node="main", organised_at=timezone.now())
    DownloadFile.objects.create(download=download, index=0, path="x.flac", size=9, kind="audio")
    TorrentMetainfo.objects.create(download=download, data=bytes(range(256)))
    Source.objects.create(name="indexer", url="http://127.0.0.1:1/api", key="secret")
    WantedAlbum.objects.create(title="Wanted", album=album)
    FollowedArtist.objects.create(mbid="b" * 36, name="Followed", known=["c"])
    BinItem.objects.create(title="Gone", files=[["a/b.flac", 3]], rows="[]", state="binned")
    Setting.objects.create(key="BIN_DAYS", value="7")


def exported() -> list[bytes]:
    return [line.encode() for line in export_lines()]


def emptied() -> None:
    with transaction.atomic():
        for model in tables():
            model._default_manager.all()._raw_delete("default")
    assert not Album.objects.exists()


def test_everything_goes_out_and_comes_back_the_same(household: None) -> None:
    before = exported()
    emptied()
    counts = import_lines(before)
    assert counts["library.Track"] == 3 and counts["downloads.TorrentMetainfo"] == 1
    after = exported()
    assert after[1:] == before[1:]
    header = json.loads(before[0])
    assert header["trusttune_export"] == 1
    assert {"library.Album", "player.Play", "wanted.WantedAlbum"} <= header["tables"].keys()
    assert bytes(TorrentMetainfo.objects.get().data) == bytes(range(256))


def test_every_table_of_every_room_is_in_it() -> None:
    labels = {model._meta.label for model in tables()}
    assert {"library.Track", "search.Search", "downloads.Download", "player.Play", "core.Setting"} <= labels
    assert not any(label.startswith("accounts.") for label in labels)


def cut_off(lines: list[bytes]) -> list[bytes]:
    return lines[:-2]


def changed(lines: list[bytes]) -> list[bytes]:
    return [line.replace(b'"play_count":4', b'"play_count":5') for line in lines]


def one_lost(lines: list[bytes]) -> list[bytes]:
    return [lines[0], *lines[2:]]


def newer(lines: list[bytes]) -> list[bytes]:
    return [lines[0].replace(b'"trusttune_export":1', b'"trusttune_export":2'), *lines[1:]]


@pytest.mark.parametrize(
    "spoil", [cut_off, changed, one_lost, newer, lambda _: [], lambda _: [b"<html>"], lambda _: [b"[]"]]
)
def test_a_file_that_is_not_whole_changes_nothing(household: None, spoil: Any) -> None:
    lines = exported()
    emptied()
    Setting.objects.create(key="BIN_DAYS", value="1")
    with pytest.raises(ApiError, match="Nothing was imported"):
        import_lines(spoil(lines))
    assert not Track.objects.exists()
    assert Setting.objects.get().value == "1"


def test_what_refers_to_nothing_is_refused(household: None) -> None:
    from hashlib import sha256

    lines = exported()
    kept = [line for line in lines[1:-1] if b'"model":"library.artist"' not in line]
    digest = sha256(b"".join(kept)).hexdigest()
    tail = json.dumps({"end": True, "rows": len(kept), "sha256": digest}).encode()
    emptied()
    with pytest.raises(ApiError) as refused:
        import_lines([lines[0], *kept, tail])
    assert refused.value.code == "broken_export"
    assert not Track.objects.exists()


ODD_ROWS = [
    b'{"model":"core.setting","pk":"X"}\n',
    b'{"model":"core.setting","pk":"X","fields":["value"]}\n',
    b'{"model":"player.play","pk":1,"fields":{"track":"no id"}}\n',
    b'{"model":"downloads.downloadfile","pk":1e40,"fields":{}}\n',
]


@pytest.mark.parametrize("row", ODD_ROWS)
def test_rows_of_strange_shapes_are_refused(household: None, row: bytes) -> None:
    from hashlib import sha256

    header = exported()[0]
    tail = json.dumps({"end": True, "rows": 1, "sha256": sha256(row).hexdigest()}).encode()
    emptied()
    with pytest.raises(ApiError) as refused:
        import_lines([header, row, tail])
    assert refused.value.code == "broken_export"


def test_a_table_of_another_version_is_passed_over(household: None) -> None:
    from hashlib import sha256

    lines = exported()
    rows = [b'{"model":"library.hologram","pk":1,"fields":{}}\n', *lines[1:-1]]
    rows = [row.replace(b'"play_count":', b'"smell":1,"play_count":') for row in rows]
    tail = json.dumps({"end": True, "rows": len(rows), "sha256": sha256(b"".join(rows)).hexdigest()}).encode()
    emptied()
    assert import_lines([lines[0], *rows, tail])["library.Track"] == 3


def test_a_home_with_music_is_left_alone(household: None, client: Client) -> None:
    file = SimpleUploadedFile("x.jsonl", b"".join(exported()))
    answer = client.post("/api/import", {"file": file})
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "not_empty")


async def test_over_http_as_a_stream(household: None, async_client: AsyncClient) -> None:
    answer = await async_client.get("/api/export")
    body = b"".join([piece async for piece in answer.streaming_content])  # type: ignore[union-attr]
    assert answer["Cache-Control"] == "no-store"
    lines = body.splitlines(keepends=True)
    assert json.loads(lines[-1])["rows"] == len(lines) - 2


SECRETS = ("sesame-street", "indexer-key", "link-key")


@pytest.fixture
def locked_household(household: None) -> None:
    """With a secret wherever one can be."""
    config.PROXY_PASSWORD = SECRETS[0]
    Source.objects.update(key=SECRETS[1], url=f"http://me:{SECRETS[0]}@host/api?apikey={SECRETS[1]}&cat=3000")
    link = f"http://host/dl?id=4&jackett_apikey={SECRETS[2]}"
    Download.objects.update(torrent_url=link)
    offer = Offer("indexer", "A - B", torrent_url=link).as_dict()
    search = Search.objects.create(query="b")
    SearchResult.objects.create(search=search, title="A - B", source="indexer", rank=1, offers=[offer])


def test_passwords_and_keys_stay_here(locked_household: None) -> None:
    lines = exported()
    text = b"".join(lines).decode()
    assert not any(secret in text for secret in SECRETS)
    assert json.loads(lines[0])["secrets"] is False
    emptied()
    import_lines(lines)
    assert config.PROXY_PASSWORD == ""
    assert (Source.objects.get().key, Source.objects.get().url) == ("", "http://host/api?cat=3000")
    assert Download.objects.get().torrent_url == "http://host/dl?id=4"
    assert SearchResult.objects.get().offers[0]["title"] == "A - B"


def test_passwords_and_keys_go_along_where_that_is_asked_for(locked_household: None) -> None:
    lines = [line.encode() for line in export_lines(secrets=True)]
    assert json.loads(lines[0])["secrets"] is True
    emptied()
    import_lines(lines)
    assert (config.PROXY_PASSWORD, Source.objects.get().key) == SECRETS[:2]


async def test_the_page_says_which_and_asks(async_client: AsyncClient, locked_household: None) -> None:
    page = (await async_client.get("/settings/")).content.decode()
    assert 'name="with_keys"' in page
    assert "neither are passwords" in page
    for query, held in (("", False), ("?with_keys=true", True)):
        answer = await async_client.get(f"/api/export{query}")
        body = b"".join([piece async for piece in answer.streaming_content])  # type: ignore[union-attr]
        assert (SECRETS[1].encode() in body) is held


def test_in_through_the_page(household: None, client: Client) -> None:
    lines = exported()
    emptied()
    answer = client.post("/settings/import/", {"file": SimpleUploadedFile("x.jsonl", b"".join(lines))})
    assert answer.status_code == 303
    assert find_ids("still water", "album", 5) is not None
    assert Album.objects.count() == 1


def test_only_the_owner_may(household: None, client: Client) -> None:
    client.force_login(User.objects.create_user("guest", password="a long password"))
    assert client.get("/api/export").status_code == 403
    assert client.post("/api/import", {"file": SimpleUploadedFile("x", b"")}).status_code == 403


def test_an_export_is_private_from_its_first_byte_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    modes = []

    def lines(**_options: bool) -> Iterator[str]:
        modes.extend(file.stat().st_mode & 0o777 for file in tmp_path.iterdir())
        raise OSError(28, "No space left on device")
        yield ""

    monkeypatch.setattr(export_all, "export_lines", lines)
    with pytest.raises(CommandError, match="No space left"):
        call_command("export_all", str(tmp_path / "all.jsonl"))
    assert modes == [0o600]
    assert not list(tmp_path.iterdir())


def test_the_commands(household: None, tmp_path: Any) -> None:
    target = tmp_path / "all.jsonl"
    call_command("export_all", str(target))
    assert target.stat().st_mode & 0o077 == 0
    with pytest.raises(CommandError, match="has music already"):
        call_command("import_all", str(target))
    emptied()
    call_command("import_all", str(target))
    assert Track.objects.count() == 3
