"""File names from a torrent become names that every disk takes, and none leaves the folder or hides another."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.downloads.safety.names import LONGEST_NAME, safe_name, safe_paths


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("01 Airbag.flac", "01 Airbag.flac"),
        ("Björk – Jóga.mp3", "Björk – Jóga.mp3"),
        ("何か.flac", "何か.flac"),
        ("Bjo\u0308rk.mp3", "Björk.mp3"),
        ("..", "_"),
        (".", "_"),
        ("", "_"),
        ("a/b", "a_b"),
        ("a\\b", "a_b"),
        ("a:b?.flac", "a_b_.flac"),
        ("what\x00ever\n.mp3", "what_ever_.mp3"),
        ("CON", "_CON"),
        ("con.flac", "_con.flac"),
        ("LPT¹.txt", "_LPT¹.txt"),
        ("console.flac", "console.flac"),
        ("trailing. . ", "trailing"),
        ("-rf", "_-rf"),
        (".bashrc", "_bashrc"),
        ("~root", "_~root"),
        ("gpj\u202e3pm.exe", "gpj3pm.exe"),
    ],
)
def test_one_name(name: str, safe: str) -> None:
    assert safe_name(name) == safe


def test_a_long_name_keeps_its_suffix() -> None:
    name = safe_name("я" * 300 + ".flac")
    assert name.endswith(".flac")
    assert len(name.encode()) <= LONGEST_NAME


def test_paths_stay_inside_and_apart() -> None:
    assert safe_paths(["../../etc/passwd", "/abs/x", "a/./b", "A/B", "a/b", "a", "A (2)/x"]) == [
        "_/_/etc/passwd",
        "abs/x",
        "a/b",
        "a/B (2)",
        "a/b (3)",
        "a (2)",
        "A (2) (2)/x",
    ]


@given(st.lists(st.text(max_size=40), max_size=20))
def test_whatever_the_names_the_paths_are_safe(names: list[str]) -> None:
    paths = safe_paths(names)
    assert len(paths) == len(names)
    keys = [path.casefold() for path in paths]
    assert len(set(keys)) == len(keys)
    for path in paths:
        parts = path.split("/")
        assert all(parts)
        assert not {".", ".."} & set(parts)
        assert not any(ord(letter) < 32 or letter in '<>:"\\|?*' for letter in path)
        assert not any(part.endswith((".", " ")) or part.startswith((".", "-")) for part in parts)
        assert all(safe_name(part) == part for part in parts)
    folders = {
        "/".join(path.casefold().split("/")[:depth]) for path in paths for depth in range(1, path.count("/") + 1)
    }
    assert not folders & set(keys)
