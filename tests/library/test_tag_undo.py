"""What was tagged can be undone to the byte, for every format, and libtorrent finds every piece again."""

import hashlib
import shutil
from pathlib import Path
from uuid import UUID

import pytest

from apps.library import services
from apps.library.domain import ImportedAlbum
from apps.library.locks import library_lock
from apps.library.models import Album, TagBlob, TagChange, Track
from apps.library.paths import in_music_folder
from apps.library.scanning.scan import scan
from apps.library.tagging.deltas import Delta, DeltaError, apply_delta, digest, make_delta
from apps.library.tagging.rewriting import SharedBytesError, mend_changes, rewrite
from apps.library.tagging.undoing import carry_out
from apps.library.tags.writing import Picture, UnwritableError, write
from tests.library.albums import edition, finished, picture, tag, write_audio

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("valkey")]

TITLES = ["Low Tide", "Salt & Iron"]
TAGS = {
    "title": ("A title that is longer than the one before – 夜",),
    "album": ("Another",),
    "tracknumber": ("7",),
    "totaltracks": ("12",),
    "musicbrainz_albumid": ("9e873859-8aa4-4790-b985-5a953e8ef628",),
}


def undo(album: ImportedAlbum | Album) -> None:
    services.undo_tags(UUID(album.album_id) if isinstance(album, ImportedAlbum) else album.pk)
    carry_out()


def arrive(folder: Path, suffix: str = ".flac") -> Path:
    for number, title in enumerate(TITLES, start=1):
        path = write_audio(folder / f"{number:02} {title}{suffix}", seconds=0.4)
        if suffix in (".flac", ".mp3"):
            tag(path, title=title, artist="nine harbours", album="Still Water")
    (folder / "cover.jpg").write_bytes(picture(600))
    return folder


def imported(folder: Path) -> ImportedAlbum:
    album = services.import_finished(finished(folder, edition(TITLES, lengths=[0.4, 0.4])))
    assert isinstance(album, ImportedAlbum), album
    return album


def test_every_file_at_hand_is_what_it_was(shared_data: Path, tmp_path: Path) -> None:
    cover = Picture(picture(300), "image/jpeg", 300, 300)
    written = kept = 0
    for source in sorted(path for path in (shared_data / "audio").glob("*/*") if path.is_file()):
        tagged, back = tmp_path / f"tagged{source.suffix}", tmp_path / "back"
        shutil.copyfile(source, tagged)
        try:
            write(tagged, TAGS, cover)
        except UnwritableError:
            continue  # the draft is thrown away then
        packed, apart = make_delta(source, tagged).pack()
        apply_delta(Delta.unpack(packed, apart), tagged, back)
        assert digest(back) == digest(source), source.name
        written += 1
        kept += len(packed) + sum(map(len, apart.values()))
        back.unlink()
    assert written > 380
    assert kept < 1024 * 1024  # of eight megabytes


@pytest.mark.parametrize("suffix", [".flac", ".mp3", ".ogg", ".opus", ".m4a", ".wav"])
def test_an_imported_album_gets_its_bytes_back(suffix: str, music: Path, arrived: Path) -> None:
    before = {digest(path) for path in arrive(arrived, suffix).glob(f"*{suffix}")}
    album = imported(arrived)
    files = sorted((music / album.path).glob(f"*{suffix}"))
    assert not before & {digest(path) for path in files}
    undo(album)
    assert {digest(path) for path in files} == before
    assert set(TagChange.objects.values_list("state", flat=True)) == {TagChange.State.UNDONE}
    for track in Track.objects.all():
        assert in_music_folder(track.file_path).stat().st_size == track.size
    assert scan().read == 0


def test_an_album_keeps_its_names_in_the_library_when_its_tags_are_undone(music: Path, arrived: Path) -> None:
    album = imported(arrive(arrived))
    undo(album)
    write_audio(music / album.path / "bonus.flac", seconds=0.2)
    assert scan().read == 1
    assert {t.album_title for t in Track.objects.exclude(file_path__endswith="bonus.flac")} == {"Still Water"}
    assert Album.objects.get(pk=album.album_id).certainty == "sure"


def test_several_changes_are_undone_to_the_first(music: Path, arrived: Path) -> None:
    before = {digest(path) for path in arrive(arrived).glob("*.flac")}
    imported(arrived)
    album = Album.objects.get()
    for track in Track.objects.all():
        for round_ in range(3):
            with library_lock():
                tags = {"comment": ("x",), "genre": ("Rock" * 2000 * round_ or "Pop",)}
                assert rewrite(track.file_path, tags, None, reason=TagChange.Reason.EDITED, album=album)
    undo(album)
    assert {digest(path) for path in (music / album.folder).glob("*.flac")} == before


def test_pictures_are_kept_once_an_album(music: Path, arrived: Path) -> None:
    from mutagen.flac import FLAC
    from mutagen.flac import Picture as Block

    arrive(arrived)
    old = hashlib.shake_256(b"noise").digest(50_000)
    for path in arrived.glob("*.flac"):
        file, block = FLAC(path), Block()
        block.type, block.mime, block.data = 3, "image/jpeg", old
        file.add_picture(block)
        file.save()
    before = {digest(path) for path in arrived.glob("*.flac")}
    album = imported(arrived)
    assert sum(len(blob.data) for blob in TagBlob.objects.all()) < 70_000
    undo(album)
    assert {digest(path) for path in (music / album.path).glob("*.flac")} == before


def test_what_nothing_needs_any_more_is_forgotten_after_a_day(music: Path, arrived: Path) -> None:
    from datetime import timedelta

    from django.utils import timezone

    from apps.library.tagging.journal import forget_unused

    album = imported(arrive(arrived))
    kept = TagBlob.objects.count()
    TagBlob.objects.create(key="0" * 64, data=b"fresh")
    TagBlob.objects.create(key="1" * 64, data=b"old", needed_at=timezone.now() - timedelta(days=2))
    assert (forget_unused(), TagBlob.objects.count()) == (1, kept + 1)
    undo(album)
    TagBlob.objects.update(needed_at=timezone.now() - timedelta(days=2))
    assert forget_unused() == kept + 1


def test_a_file_that_something_else_changed_keeps_what_it_has(music: Path, arrived: Path) -> None:
    album = imported(arrive(arrived))
    path = music / album.path / "01 Low Tide.flac"
    tag(path, title="My own title")
    mine = digest(path)
    undo(album)
    assert digest(path) == mine
    change = TagChange.objects.get(file_path__endswith=path.name)
    assert (change.state, "changed by something else" in change.fault) == (TagChange.State.DONE, True)
    assert TagChange.objects.filter(state=TagChange.State.UNDONE).count() == 1


def test_shared_bytes_are_never_written(music: Path, arrived: Path) -> None:
    album = imported(arrive(arrived))
    path = music / album.path / "01 Low Tide.flac"
    path.with_name("second name.flac").hardlink_to(path)
    before = digest(path)
    with library_lock(), pytest.raises(SharedBytesError):
        rewrite(f"{album.path}/{path.name}", TAGS, None, reason=TagChange.Reason.EDITED, album=None)
    undo(album)
    assert digest(path) == before


def test_what_a_kill_left_undecided_is_settled_by_the_disk(music: Path, arrived: Path) -> None:
    album = imported(arrive(arrived))
    first, second = TagChange.objects.order_by("file_path")
    TagChange.objects.update(state=TagChange.State.WRITING)
    shutil.copyfile(arrived / "02 Salt & Iron.flac", music / album.path / "02 Salt & Iron.flac")
    with library_lock():
        assert mend_changes() == 2
    assert TagChange.objects.get().pk == first.pk
    assert not TagChange.objects.filter(pk=second.pk).exists()


def test_a_broken_record_is_told(tmp_path: Path) -> None:
    with pytest.raises(DeltaError):
        Delta.unpack(b"TTD1 nonsense", {})
    with pytest.raises(DeltaError):
        Delta.unpack(b"other", {})


def test_libtorrent_finds_every_piece_again(music: Path, arrived: Path, tmp_path: Path) -> None:
    import libtorrent as lt

    arrive(arrived)
    album = imported(arrived)
    undo(album)
    names = {path.name: path for path in arrived.iterdir()}
    storage = lt.file_storage()
    for name in sorted(names):
        storage.add_file(f"album/{name}", names[name].stat().st_size)
    torrent = lt.create_torrent(storage, piece_size=16 * 1024)
    (tmp_path / "seed").mkdir()
    shutil.copytree(arrived, tmp_path / "seed" / "album")
    lt.set_piece_hashes(torrent, str(tmp_path / "seed"))
    info = lt.torrent_info(torrent.generate())
    session = lt.session({"listen_interfaces": "127.0.0.1:0", "enable_dht": False, "enable_lsd": False})
    parameters = lt.add_torrent_params()
    parameters.ti, parameters.save_path = info, str(music)
    parameters.renamed_files = {
        index: f"{album.path}/{Path(info.files().file_path(index)).name}" for index in range(info.num_files())
    }
    handle = session.add_torrent(parameters)
    for _round in range(200):
        session.wait_for_alert(100)
        session.pop_alerts()
        if handle.status().state in (lt.torrent_status.states.finished, lt.torrent_status.states.seeding):
            break
    status = handle.status()
    assert (status.progress, status.num_pieces) == (1.0, info.num_pieces())
