"""What a person may change about downloads while everything runs: tasting, the recycle bin, seed goals."""

from typing import Any

DOWNLOADS_CONFIG: dict[str, tuple[Any, ...]] = {
    "TASTE_FIRST": (False, "Fetch and examine one track in the middle before the rest of an album.", bool),
    "TASTE_THEN": ("genuine", "What happens once that track is here.", "taste_then"),
    "RECYCLE_DAYS": (7, "For how many days the bin keeps what you remove; 0: it is deleted at once.", int),
    "SEED_RATIO": (0.0, "How many bytes are given back for each byte taken; 0: no such goal.", float),
    "SEED_HOURS": (0, "How many hours a finished torrent is seeded; 0: no such goal.", int),
    "SEED_IDLE_HOURS": (0, "After how many hours in which nobody took anything it is enough; 0: no such goal.", int),
    "SEED_THEN": ("stop", "What a torrent does that was seeded enough.", "seed_then"),
}
DOWNLOADS_FIELDSETS: dict[str, tuple[str, ...]] = {
    "Taste before you take": ("TASTE_FIRST", "TASTE_THEN"),
    "Sharing": ("SEED_RATIO", "SEED_HOURS", "SEED_IDLE_HOURS", "SEED_THEN"),
    "Removing": ("RECYCLE_DAYS",),
}


def _choice(*choices: tuple[str, str]) -> list[Any]:
    """A constance field with these values and their words."""
    return ["django.forms.ChoiceField", {"widget": "django.forms.Select", "choices": choices}]


DOWNLOADS_CHOICES: dict[str, list[Any]] = {
    "taste_then": _choice(
        ("genuine", "go on if it is genuine, else ask"),
        ("ask", "ask, whatever was found"),
        ("stop", "go on if it is genuine, else stop"),
    ),
    "seed_then": _choice(("stop", "stop, and stay in the list"), ("remove", "leave; the library keeps its files")),
}
