"""How many of the copies found so far are of each answer to the question: what a person may want to know first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from apps.search.likeness import likeness
from apps.search.models import SearchResult
from apps.search.question import EDITION

SAME_NAME = 0.9

Question = Mapping[str, Any]  # the contract's question (JSON)


def with_copies(question: Question, rows: Iterable[SearchResult]) -> Question:
    """The question with `copies` in each of its choices; as it is where nothing was found yet."""
    found = list(rows)
    if not found or question["id"] == EDITION:  # that one is put with its counts
        return question
    choices: Sequence[Mapping[str, Any]] = question["choices"]
    counted = [{**choice, "copies": _count(choice, choices, found)} for choice in choices]
    return {**question, "choices": counted}


def _count(choice: Mapping[str, Any], choices: Sequence[Mapping[str, Any]], rows: Sequence[SearchResult]) -> int:
    alike = sum(_same_names(choice, other) for other in choices) > 1
    return sum(_is_of(choice, row, by_year=alike) for row in rows)


def _same_names(a: Mapping[str, Any], b: Mapping[str, Any]) -> bool:
    return bool(a.get("artist") == b.get("artist") and a.get("title") == b.get("title"))


def _is_of(choice: Mapping[str, Any], row: SearchResult, *, by_year: bool) -> bool:
    facts = row.facts
    album, artist = str(facts.get("album") or ""), str(facts.get("artist") or "")
    if likeness(str(choice.get("title") or choice["label"]), album) < SAME_NAME:
        return False
    if likeness(str(choice.get("artist") or ""), artist) < SAME_NAME:
        return False
    return not by_year or choice.get("year") in (facts.get("year"), facts.get("edition_year"))
