"""The JSON document of a download (CONTRACT.md), the same whether the database or the engine shows it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from apps.downloads.domain import Trouble
from apps.downloads.figures import Figures

Document = dict[str, Any]  # JSON


@dataclass(frozen=True, slots=True)
class ShownFile:
    """A file of a torrent; `refusal` is a sentence that tells why it is not kept, or ''."""

    index: int
    path: str
    size: int
    kind: str
    wanted: bool
    refusal: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """What is shown of a download besides its figures. `path` is the album's folder in the music folder, or ''.

    `node` is the `torrents` worker that looks after it.
    """

    download_id: str
    title: str
    info_hash: str
    path: str
    trouble: Trouble | None
    paused: bool
    forced: bool
    sequential: bool
    download_limit: int
    upload_limit: int
    started_at: datetime
    completed_at: datetime | None
    goals: Document
    taste: Document | None
    files: Sequence[ShownFile] = ()
    node: str = ""


def document(shown: Shown, status: str, figures: Figures) -> Document:
    """The whole document."""
    return {
        **summary(shown, status, figures),
        "files": [_file_document(file, figures.file_bytes) for file in shown.files],
    }


def summary(shown: Shown, status: str, figures: Figures) -> Document:
    """The document without its files, for lists that change twice a second."""
    return {
        "download_id": shown.download_id,
        "title": shown.title,
        "info_hash": shown.info_hash or None,
        "status": status,
        "percent": percent(figures.done, figures.size),
        "download_rate": figures.download_rate,
        "upload_rate": figures.upload_rate,
        "eta": figures.eta,
        "seeds": figures.seeds,
        "peers": figures.peers,
        "ratio": ratio(figures.uploaded, figures.downloaded or figures.done),
        "size": figures.size,
        "path": shown.path or None,
        "error": shown.trouble.as_dict() if shown.trouble else None,
        "paused": shown.paused,
        "forced": shown.forced,
        "sequential": shown.sequential,
        "download_limit": shown.download_limit,
        "upload_limit": shown.upload_limit,
        "moving": None if figures.moving is None else round(figures.moving * 100, 1),
        "cells": figures.cells or None,
        "goals": shown.goals,
        "taste": shown.taste,
        "started_at": shown.started_at.isoformat(),
        "completed_at": shown.completed_at.isoformat() if shown.completed_at else None,
        "node": shown.node,
    }


def progress_event(document: Document) -> Document:
    """The `progress` event of a document; `speed` is its download rate."""
    return {"type": "progress", "speed": document["download_rate"], **document}


def percent(done: int, size: int) -> float:
    """How much of `size` is there, 0 to 100; never 100 before the last byte."""
    if size <= 0:
        return 0.0
    return 100.0 if done >= size else min(99.9, round(done * 100 / size, 1))


def ratio(uploaded: int, downloaded: int) -> float:
    """Bytes given for each byte taken."""
    return round(uploaded / downloaded, 3) if downloaded > 0 else 0.0


def goals_document(
    ratio: float | None, seconds: int | None, idle_seconds: int | None, at_goal: str, goal_reached: str
) -> Document:
    """A torrent's own seed goals (null: as in the settings, 0: none) and which one ended its seeding."""
    return {
        "ratio_goal": ratio,
        "seeding_goal": seconds,
        "idle_goal": idle_seconds,
        "at_goal": at_goal or None,
        "reached": goal_reached or None,
    }


def _file_document(file: ShownFile, file_bytes: Sequence[int]) -> Document:
    done = file_bytes[file.index] if file.index < len(file_bytes) else 0
    return {
        "index": file.index,
        "path": file.path,
        "size": file.size,
        "percent": 100.0 if file.size == 0 and file.wanted else percent(done, file.size),
        "wanted": file.wanted,
        "kind": file.kind,
        "refusal": file.refusal or None,
    }
