"""The story of a search in sentences: what was read, who answered, what was found, what to do next.

Takes the contract's search document (`queries.search_document`) and answers with what the page shows.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Document = Mapping[str, Any]  # a part of the contract's search document (JSON)

ANSWERED = frozenset({"ok", "cached"})
SILENT = frozenset({"timeout", "failed"})
ROWS = 12
WORTH_SHOWING = 0.62  # of the best score; what is below is folded under "why not these"
LEAST_MATCH = 0.5  # how sure it must be that a copy is what was asked for
LEAST_TRUST = 40  # of 100

STATUS_WORDS = {
    "pending": "asking",
    "ok": "answered",
    "cached": "known from before",
    "skipped": "not asked",
    "timeout": "did not answer in time",
    "failed": "failed",
}


@dataclass(frozen=True)
class SourceLine:
    """One source: who, how it went, and a sentence where it went wrong. `elapsed` is in seconds."""

    name: str
    status: str
    words: str
    count: int
    elapsed: float | None
    message: str


@dataclass(frozen=True)
class Story:
    """Everything on the results page apart from the results themselves."""

    reading: "Reading | None"
    sources: list[SourceLine]
    sources_sentence: str
    best: Document | None
    is_exact: bool
    others: list[Document]
    folded: list[Document]
    more: int
    told: int
    question: Document | None
    busy: bool
    ending: "Ending | None"
    worth_waiting: bool


@dataclass(frozen=True)
class Reading:
    """How the words were understood: what, by whom, when; `sure` is false where nothing was found by these names."""

    what: str
    by: str
    year: int | None
    wishes: list[str]
    reasons: list[str]
    sure: bool
    problem: str
    mbid: str


@dataclass(frozen=True)
class Ending:
    """A search that leaves nothing to choose from: what happened and what to do."""

    title: str
    message: str
    failed: bool


def tell(document: Document) -> Story:
    """The story so far."""
    results = list(document.get("results") or [])
    shown, folded = _sorted_out(results)
    count = max(int(document.get("results_count") or 0), len(results))
    busy = document["status"] == "processing"
    asking = document["status"] == "asking" and document.get("questions")
    sources = [_source_line(source) for source in document.get("sources") or []]
    return Story(
        reading=_reading(document),
        sources=sources,
        sources_sentence=_sources_sentence(sources, count, busy),
        best=shown[0] if shown else None,
        is_exact=bool(shown) and _confidence(shown[0]) >= LEAST_MATCH,
        others=shown[1 : ROWS + 1],
        folded=folded,
        more=count - len(results),
        told=len(results),
        question=document["questions"][0] if asking else None,
        busy=busy,
        ending=_ending(document, bool(results), busy or bool(asking)),
        worth_waiting=bool(results) and not busy and not asking and not _is_good(results[0]),
    )


def _sorted_out(results: list[Document]) -> tuple[list[Document], list[Document]]:
    if not results:
        return [], []
    best, rest = results[0], results[1:]
    bar = WORTH_SHOWING * _score(best)
    shown = [best, *(row for row in rest if _score(row) >= bar and _is_fair(row))][: ROWS + 1]
    kept = {row["result_id"] for row in shown}
    return shown, [row for row in results if row["result_id"] not in kept]


def _is_good(row: Document) -> bool:
    """Whether nothing speaks against taking it: it is what was asked for, trusted, there, and without a warning."""
    return _is_fair(row) and bool(row.get("seeders")) and not row.get("warnings")


def _score(row: Document) -> float:
    return float(row.get("score") or 0)


def _is_fair(row: Document) -> bool:
    return _confidence(row) >= LEAST_MATCH and float(row.get("trust_score") or 0) >= LEAST_TRUST


def _confidence(row: Document) -> float:
    known = (row.get("match") or {}).get("confidence")
    return 1.0 if known is None else float(known)


def _reading(document: Document) -> Reading | None:
    parsed: Document = document.get("parsed") or {}
    if not parsed:
        return None
    match: Document = document.get("match") or {}
    what = match.get("title") or parsed.get("track") or parsed.get("album") or ""
    by = match.get("artist_credit") or match.get("artist") or parsed.get("artist") or ""
    return Reading(
        what=str(what or by),
        by=str(by if what else ""),
        year=match.get("year") or parsed.get("year"),
        wishes=_wishes(parsed.get("preferences") or {}),
        reasons=[str(reason) for reason in parsed.get("reasons") or []],
        sure=bool(match),
        problem=str(parsed.get("problem") or ""),
        mbid=str(match.get("release_group_mbid") or ""),
    )


def _wishes(preferences: Document) -> list[str]:
    words: list[str] = []
    for name, value in preferences.items():
        text = _wish(name, value)
        if text:
            words.append(text)
    return words


def _wish(name: str, value: object) -> str:
    if isinstance(value, list):
        joined = " or ".join(str(each) for each in value)
        return f"not {joined}" if name.startswith("exclude_") else joined
    if name.startswith("exclude_"):
        return f"not {value}"
    units = {"bitrate": "kbit/s", "bit_depth": "bit", "sample_rate_khz": "kHz"}
    if name in units:
        return f"{value:g} {units[name]}" if isinstance(value, int | float) else str(value)
    switches = {"live": "live", "remaster": "remastered", "log": "with a rip log"}
    if name in switches:
        return switches[name] if value else f"not {switches[name]}"
    return {"hires": "high resolution", "best": "the best there is"}.get(str(value), str(value))


def _source_line(source: Document) -> SourceLine:
    status = str(source.get("status") or "pending")
    error: Document = source.get("error") or {}
    return SourceLine(
        name=str(source.get("name") or ""),
        status=status,
        words=STATUS_WORDS.get(status, status),
        count=int(source.get("count") or 0),
        elapsed=source.get("elapsed"),
        message=str(error.get("message") or ""),
    )


def _sources_sentence(sources: list[SourceLine], copies: int, busy: bool) -> str:
    asked = [source for source in sources if source.status != "skipped"]
    if not asked:
        return ""
    answered = sum(source.status in ANSWERED for source in asked)
    silent = [source.name for source in asked if source.status in SILENT]
    found = f"{copies} cop{'y' if copies == 1 else 'ies'}" if copies else "nothing yet" if busy else "no copies"
    sentence = f"{answered} of {len(asked)} sources answered, {found}"
    return sentence + (f". Without {_and(silent)}" if silent else "")


def _and(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _ending(document: Document, has_results: bool, going_on: bool) -> Ending | None:
    error: Document | None = document.get("error")
    if error and error.get("code") == "nothing_found" and not has_results and not going_on:
        return Ending("Nothing found", str(error.get("message") or ""), failed=False)
    if document["status"] == "failed" or (error and not has_results and not going_on):
        message = str((error or {}).get("message") or "Try again in a moment.")
        return Ending("That search did not get far", message, failed=True)
    if going_on or has_results:
        return None
    message = str(document.get("message") or "Nobody offers this right now. Try fewer words, or another edition.")
    return Ending("Nobody has this right now", message, failed=False)
