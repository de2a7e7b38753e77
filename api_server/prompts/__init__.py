"""The prompts, one file a version (`parse.v1.md`). A change of wording is a new file, so that an answer's prompt can
be named and the answer cache never mixes two."""

from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent
IN_USE = {"parse": 1, "filter": 1, "rank": 1, "explain": 1}


@cache
def instructions(name: str) -> str:
    """The text of the version in use."""
    return (FOLDER / f"{name}.v{IN_USE[name]}.md").read_text(encoding="utf-8").strip()
