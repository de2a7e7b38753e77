"""What a file is, judged by its bytes: music is kept, programs that call themselves music are not."""

from __future__ import annotations

from pathlib import Path

import pytest

from apps.downloads.domain import FileKind
from apps.downloads.safety.content import ENOUGH, Content, judge, refusal
from tests.downloads.albums import JPEG, wav

SUFFIXES = (".flac", ".mp3", ".ogg", ".opus", ".m4a", ".wv", ".ape", ".mpc", ".wma", ".aiff", ".tta")
MPEG = (b"\xff\xfb\x90\x64" + bytes(413)) * 4


def test_real_audio_files_are_never_refused(shared_data: Path) -> None:
    """Broken tags, odd containers and tiny files included: what cannot be told is left to verification."""
    folder = shared_data / "audio"
    refused = []
    for path in sorted(folder.rglob("*")):
        if path.suffix.lower() in SUFFIXES:
            data = path.read_bytes()
            if reason := refusal(FileKind.AUDIO, data[:ENOUGH]):
                refused.append((path.name, reason))
    assert [name for name, _reason in refused] == ["ilbm.aiff"]  # a picture in the container of AIFF


@pytest.mark.parametrize(
    "head",
    [
        b"MZ\x90\x00\x03\x00\x00\x00" + bytes(200),
        b"\x7fELF\x02\x01\x01" + bytes(50),
        b"#!/bin/sh\nrm -rf ~\n",
        b"PK\x03\x04" + bytes(60),
        b"Rar!\x1a\x07\x01\x00" + bytes(60),
        b"L\x00\x00\x00\x01\x14\x02\x00\x00\x00\x00\x00" + bytes(60),
        b"<!DOCTYPE html><html><script>alert(1)</script>",
        b"ID3\x04\x00\x00\x00\x00\x00\x0a" + bytes(10) + b"MZ\x90\x00\x03\x00\x00\x00" + bytes(200),
        b"%PDF-1.7" + bytes(60),
        b"RIFF\x00\x10\x00\x00AVI LIST" + bytes(60),
        JPEG + bytes(100),
        b"just some text\n" * 20,
    ],
)
@pytest.mark.parametrize("kind", [FileKind.AUDIO])
def test_what_is_no_music_is_refused_as_music(kind: FileKind, head: bytes) -> None:
    assert refusal(kind, head).startswith("It calls itself music, but it is ")


@pytest.mark.parametrize(
    ("head", "form"),
    [
        (wav(500), "WAV"),
        (b"fLaC\x00\x00\x00\x22" + bytes(34), "FLAC"),
        (MPEG, "MP3"),
        (b"ID3\x03\x00\x00\x00\x00\x00\x0a" + bytes(10) + MPEG, "MP3"),
        (b"ID3\x03\x00\x00\x00\x7f\x7f\x7f" + bytes(3000), "ID3"),
        (b"\x00\x00\x00\x20ftypM4A " + bytes(50), "MP4"),
        (b"OggS\x00\x02" + bytes(50), "Ogg"),
        (b"\xff\xf1\x50\x80\x02\x1f\xfc" + bytes(9) + b"\xff\xf1\x50\x80\x02\x1f\xfc" + bytes(9), "MP3"),
    ],
)
def test_music_is_known(head: bytes, form: str) -> None:
    finding = judge(head)
    assert (finding.content, finding.form) == (Content.AUDIO, form)


@pytest.mark.parametrize(
    "head",
    [
        "Прощай\r\n".encode("cp1251") * 30,
        b'REM GENRE Rock\r\nFILE "a.flac" WAVE\r\n',
        "Exact Audio Copy V1.6\r\n".encode("utf-16"),
        bytes([0xDB, 0xB2, 0xB1, 0xB0, 0x20, 0xC4, 0xCD, 0x0D, 0x0A]) * 40,
        b"BM is how this line begins\n",
        b"MZ is how this line begins\n" * 5,
        b"",
    ],
)
def test_texts_in_many_code_pages_are_texts(head: bytes) -> None:
    assert refusal(FileKind.TEXT, head) == ""


@pytest.mark.parametrize("kind", [FileKind.CUE, FileKind.LOG, FileKind.TEXT, FileKind.COVER])
def test_companions_that_are_programs_are_refused(kind: FileKind) -> None:
    assert "program" in refusal(kind, b"MZ\x90\x00\x03\x00\x00\x00" + bytes(200))


def test_noise_that_is_called_music_is_left_to_verification() -> None:
    import random

    assert refusal(FileKind.AUDIO, random.Random(1).randbytes(5000)) == ""
