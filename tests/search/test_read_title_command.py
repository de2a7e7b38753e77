"""`manage.py read_title`: one title, or one JSON object for each line of standard input."""

import io
import json
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command

ROOT = Path(__file__).resolve().parent.parent.parent


def test_one_title_is_printed_as_json() -> None:
    out = io.StringIO()
    call_command("read_title", "Ferry Crossing - Low Tide (2011) [FLAC]", stdout=out)
    read = json.loads(out.getvalue())
    assert (read["artist"], read["album"], read["year"], read["format"]) == ("Ferry Crossing", "Low Tide", 2011, "FLAC")
    assert (read["bitrate"], read["discography"]) == (None, False)


def test_what_was_searched_for_can_be_told() -> None:
    out = io.StringIO()
    call_command(
        "read_title", "Ferry Crossing Low Tide FLAC", "--artist", "Ferry Crossing", "--album", "Low Tide", stdout=out
    )
    read = json.loads(out.getvalue())
    assert (read["artist"], read["album"]) == ("Ferry Crossing", "Low Tide")


def test_lines_are_read_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = [
        b"Ferry Crossing - Low Tide [FLAC]\r\n",
        b"\n",
        b"\xff\xfe broken - \xc3 MP3\n",
        b'{"title": "Ferry Crossing Low Tide MP3", "given": {"artist": "Ferry Crossing", "album": ["Low Tide"]}}\n',
        b'{"title": 5}\n',
        b'{"title": "half a pair: \\ud83d"}\n',
        b"{Ferry} - Low Tide\n",
        ("{" * 50_000).encode() + b"\n",
        "林檎 - 夜想曲 (2001)".encode(),
    ]
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"".join(lines))))
    out = io.StringIO()
    call_command("read_title", stdout=out)
    rows = [json.loads(line) for line in out.getvalue().splitlines()]
    assert len(rows) == len(lines)
    assert (rows[0]["artist"], rows[0]["album"], rows[0]["title"]) == (
        "Ferry Crossing",
        "Low Tide",
        "Ferry Crossing - Low Tide [FLAC]",
    )
    assert rows[1]["reject"]
    assert rows[2]["format"] == "MP3"
    assert (rows[3]["artist"], rows[3]["album"]) == ("Ferry Crossing", "Low Tide")
    assert rows[5]["title"] == "half a pair: ?"
    assert (rows[8]["artist"], rows[8]["year"]) == ("林檎", 2001)


def test_answers_come_while_the_input_is_still_open() -> None:
    command = [sys.executable, "manage.py", "read_title"]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None and process.stdout is not None
        process.stdin.write("Björn - Ebbe (2011)\n".encode())
        process.stdin.flush()
        first = json.loads(process.stdout.readline())
        assert first["artist"] == "Björn"
        process.stdin.close()
        assert process.wait(timeout=30) == 0
