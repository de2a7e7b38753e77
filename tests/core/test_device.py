"""The device id: the contract's form, the same until it is renewed, and nothing to be told from it."""

import hashlib
import platform
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from apps.core.device import SALT_FILE, device_id, renew_device_id


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Any) -> Path:
    settings.DATA_DIR = tmp_path / "data"
    return tmp_path / "data"


def test_it_is_made_of_machine_system_and_a_kept_salt(folder: Path) -> None:
    made = device_id()
    salt = (folder / SALT_FILE).read_text()
    parts = f"{platform.machine()}\0{platform.system()}\0{salt}"
    assert made == hashlib.sha256(parts.encode()).hexdigest()[:16]
    assert len(salt) == 64
    assert device_id() == made


def test_the_salt_is_for_its_owner_alone(folder: Path) -> None:
    device_id()
    assert stat.S_IMODE((folder / SALT_FILE).stat().st_mode) == 0o600
    assert [file.name for file in folder.iterdir()] == [SALT_FILE]


def test_renewed_it_is_another_device(folder: Path) -> None:
    before = device_id()
    after = renew_device_id()
    assert after != before
    assert device_id() == after
    assert stat.S_IMODE((folder / SALT_FILE).stat().st_mode) == 0o600


def test_those_who_start_at_once_agree() -> None:
    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(lambda _: device_id(), range(32)))) == 1
