"""What is said of a taste, to programs and to people."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Any

from apps.downloads.tasting.domain import Stage


def taste_document(stage: str, report: Mapping[str, Any]) -> dict[str, Any] | None:
    """The `taste` of a download's document: null where it was not tasted."""
    if not stage:
        return None
    shown = ("file_index", "path", "verdict", "message", "findings")
    return {"stage": stage, **{name: report.get(name) for name in shown}}


def taste_words(taste: Mapping[str, Any]) -> str | None:
    """What a row says while it is undecided; None where the usual words do."""
    name = PurePosixPath(taste["path"] or "").stem or "One track"
    match taste["stage"]:
        case Stage.CHECKING:
            return "One track is here. Looking whether it is genuine"
        case Stage.ASKING:
            return f"{_verdict(taste, name)} Listen, then say whether the rest comes too"
        case Stage.STOPPED:
            return f"{_verdict(taste, name)} It stopped there, as your settings say"
    return None


def _verdict(taste: Mapping[str, Any], name: str) -> str:
    word = {"genuine": "is genuine", "suspicious": "is not what it claims", "damaged": "is damaged"}.get(
        taste["verdict"] or "", "could not be judged"
    )
    return f"“{name}” {word}. {taste['message'] or ''}".strip()
