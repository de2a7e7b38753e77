"""A result's ledger as a picture: bars that begin where the one before ends, so that they are seen to add up."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from apps.search.claims import seeder_claims
from apps.search.domain import Balance
from apps.search.models import SearchResult

NAMES = {
    "match": "What was asked for",
    "fit": "Tracks inside",
    "quality": "Sound",
    "swarm": "People who have it",
    "trust": "Trust",
    "signals": "Signals",
    "penalty": "Taken off",
    "penalties": "Taken off",
}


SETTINGS = {"format": "the wishes under the search line", "balance": "what counts more, below"}
BALANCES = (
    (Balance.BALANCED, "Everything"),
    (Balance.SOUND, "Sound"),
    (Balance.SPEED, "Speed"),
    (Balance.SAFETY, "Safety"),
)


@dataclass(frozen=True)
class LedgerLine:
    """A component. `start`, `width` and `room` (what it could have given) are in points of 100, left to right."""

    name: str
    points: float
    start: float
    width: float
    room: float
    why: str
    setting: str


def ledger_context(row: SearchResult) -> dict[str, Any]:
    """What the ledger's partial is rendered with."""
    ledger: Mapping[str, Any] = row.ledger or {}
    lines = ledger_lines(ledger.get("components") or [])
    change = ledger.get("first_if")
    first_if = [_sentence(str(change["text"]))] if change and row.rank != 1 else []
    return {
        "row": row,
        "lines": lines,
        "total": float(ledger.get("score") or row.score),
        "first_if": first_if,
        "settable": change if change and change["name"] in ("format", "balance") else None,
        "claims": seeder_claims(row.offers, row.facts),
        "counted": row.facts.get("seeders_counted"),
        "balances": BALANCES,
        "balance": row.search.wish.get("balance", Balance.BALANCED),
    }


def ledger_lines(components: list[Mapping[str, Any]]) -> list[LedgerLine]:
    """The components as bars: each begins at the sum of those before it; what is taken off goes back from there."""
    lines: list[LedgerLine] = []
    reached = 0.0
    for component in components:
        points = float(component["points"])
        name = str(component["name"])
        begin = min(reached, reached + points)
        lines.append(
            LedgerLine(
                name=NAMES.get(name, name.replace("_", " ").capitalize()),
                points=points,
                start=round(max(begin, 0), 2),
                width=round(abs(points), 2),
                room=_room(component, points),
                why=_why(component),
                setting=_setting(str(component.get("setting") or "")),
            )
        )
        reached += points
    return lines


def _room(component: Mapping[str, Any], points: float) -> float:
    """What it could have given; what is taken off has no such bound."""
    if points < 0 or component["name"] == "penalties":
        return 0
    return round(max(float(component.get("weight") or 0) * 100, points), 2)


def _why(component: Mapping[str, Any]) -> str:
    text = "; ".join(str(line["text"]) for line in component.get("lines") or [])
    return f"{text[:1].upper()}{text[1:]}." if text else ""


def _setting(name: str) -> str:
    return SETTINGS.get(name, name.replace("_", " "))


def _sentence(text: str) -> str:
    words = text if text.lower().startswith("would be first") else f"Would be first if {text}"
    return words[:1].upper() + words[1:].rstrip(".") + "."
