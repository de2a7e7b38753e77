"""Secrets, switches, the database's rules and the Valkey address."""

import re
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import environ
import pytest
from django.db import connection

from trusttune.embedded import LONGEST_SOCKET_PATH, valkey_binary, valkey_command, valkey_socket
from trusttune.settings.databases import on_network, sqlite
from trusttune.settings.environment import env, kept_secret, switch, url_or_off


def test_a_secret_is_made_once_even_by_many_at_once(tmp_path: Path) -> None:
    file = tmp_path / "keys" / "secret_key"
    with ThreadPoolExecutor(8) as pool:
        secrets = set(pool.map(lambda _n: kept_secret(file), range(32)))
    assert len(secrets) == 1
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [entry.name for entry in file.parent.iterdir()] == ["secret_key"]


def test_a_switch_is_on_or_off_and_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRUSTTUNE_DHT", "off")
    assert switch("TRUSTTUNE_DHT", "on") is False
    monkeypatch.setenv("TRUSTTUNE_DHT", "perhaps")
    with pytest.raises(environ.ImproperlyConfigured):
        switch("TRUSTTUNE_DHT", "on")


def test_what_is_left_blank_stands_for_its_default(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("TRUSTTUNE_DHT", "TRUSTTUNE_PORT", "TRUSTTUNE_MUSICBRAINZ_URL"):
        monkeypatch.setenv(name, "")
    assert switch("TRUSTTUNE_DHT", "on") is True
    assert env.int("TRUSTTUNE_PORT", default=8765) == 8765
    assert url_or_off("TRUSTTUNE_MUSICBRAINZ_URL", "https://musicbrainz.org/") == "https://musicbrainz.org"
    assert "TRUSTTUNE_PORT" not in list(env.ENVIRON)


def test_every_setting_is_in_the_example() -> None:
    root = Path(__file__).resolve().parent.parent.parent
    example = (root / ".env.example").read_text()
    named = re.compile(r"""(?:\benv\.\w+|switch|url_or_off)\(\s*"([A-Z_]+)\"""")
    read = {name for file in (root / "trusttune" / "settings").glob("*.py") for name in named.findall(file.read_text())}
    assert len(read) > 40
    assert {name for name in read if name not in example} == set()


def test_wal_is_refused_on_a_network_file_system(tmp_path: Path) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text("disk / ext4 rw 0 0\nnas:/x /mnt/nas\\040one nfs4 rw 0 0\n")
    assert on_network(Path("/mnt/nas one/data"), mounts)
    assert not on_network(Path("/mnt/other"), mounts)
    assert "journal_mode=WAL" in sqlite(tmp_path / "db")["OPTIONS"]["init_command"]


@pytest.mark.django_db
def test_the_database_keeps_what_it_was_told() -> None:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous")
        assert cursor.fetchone()[0] == 2
        cursor.execute("PRAGMA foreign_keys")
        assert cursor.fetchone()[0] == 1


def test_a_deep_data_folder_still_gets_a_short_socket_path(tmp_path: Path) -> None:
    deep = tmp_path.joinpath(*["deep" * 5] * 6)
    assert len(str(valkey_socket(deep))) <= LONGEST_SOCKET_PATH
    assert valkey_socket(deep) == valkey_socket(deep)


def test_the_password_never_stands_in_the_command_line(tmp_path: Path) -> None:
    password = kept_secret(tmp_path / "valkey" / "password")
    command = valkey_command(valkey_binary(), tmp_path, tmp_path / "valkey" / "password")
    assert password not in " ".join(command)
    assert stat.S_IMODE((tmp_path / "valkey" / "valkey.conf").stat().st_mode) == 0o600


def test_a_wrong_server_program_is_said(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="VALKEY_SERVER"):
        valkey_binary(str(tmp_path / "nothing"))
