"""How alike two names are."""

import json
from pathlib import Path

import pytest

from apps.search.likeness import likeness


@pytest.mark.parametrize(
    ("a", "b", "least", "most"),
    [
        ("OK Computer", "ok computer", 1.0, 1.0),
        ("The Beatles", "Beatles", 0.95, 1.0),
        ("Beatles, The", "The Beatles", 1.0, 1.0),
        ("Sigur Rós", "sigur ros", 1.0, 1.0),
        ("Rumours", "Rumours (Deluxe Edition)", 0.9, 0.99),
        ("Radiohead", "Radiohed", 0.85, 0.95),
        ("Lynyrd Skynyrd", "Lynard Skynard", 0.8, 0.95),
        ("Led Zeppelin II", "Led Zeppelin III", 0.0, 0.6),
        ("1989", "1984", 0.0, 0.6),
        ("13", "1.3", 0.0, 0.6),
        ("Nirvana", "Nevermind", 0.0, 0.6),
        ("王菲", "Faye Wong", 0.0, 0.3),
        ("羅大佑", "罗大佑", 1.0, 1.0),
        ("", "anything", 0.0, 0.0),
        ("!!!", "!!!", 1.0, 1.0),
        ("Godspeed You! Black Emperor", "Godspeed You Black Emporer", 0.9, 0.99),
    ],
)
def test_names(a: str, b: str, least: float, most: float) -> None:
    assert least <= likeness(a, b) <= most
    assert likeness(a, b) == likeness(b, a)


def test_names_that_are_one_are_alike_and_others_are_not(shared_data: Path) -> None:
    for line in (shared_data / "name_pairs.jsonl").read_text().splitlines():
        pair = json.loads(line)
        if pair["same"]:
            assert likeness(pair["a"], pair["b"]) >= 0.9, pair
        else:
            assert likeness(pair["a"], pair["b"]) < 1.0, pair
