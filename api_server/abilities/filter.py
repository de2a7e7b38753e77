"""`POST /v1/search/filter`: which MusicBrainz result is meant.

The model sees numbers in place of ids, so that it cannot name one that was not given.
"""

from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from api_server.abilities.base import Document, as_data, nullable, strict_object
from api_server.abilities.candidates import likeness, year_of
from api_server.answers import UnusableAnswer, check, plain
from api_server.prompts import IN_USE, instructions
from api_server.providers.base import Prompt
from api_server.schemas import Candidate, Parsed

MOST_SHOWN = 25
CLOSE = 0.08  # candidates whose scores differ by less are about as likely
LEAST_LIKENESS = 0.55
LONGEST_LABEL = 80
MOST_CHOICES = 5
WHICH = "Which one do you mean?"

Number = Annotated[int, Field(ge=1, le=MOST_SHOWN)]


class ModelChoice(BaseModel):
    model_config = ConfigDict(strict=True, extra="ignore")
    number: Number
    label: str = Field(min_length=1, max_length=500)


class ModelQuestion(BaseModel):
    model_config = ConfigDict(strict=True, extra="ignore")
    text: str = Field(min_length=1, max_length=500)
    choices: list[ModelChoice] = Field(min_length=2, max_length=8)


class ModelSelection(BaseModel):
    """The answer as a model may give it."""

    model_config = ConfigDict(strict=True, extra="ignore")
    selected: Number | None
    confidence: Annotated[float, Field(ge=0, le=1)]
    ranking: list[Number] = Field(max_length=MOST_SHOWN)
    question: ModelQuestion | None = None


SCHEMA = strict_object(
    {
        "selected": nullable("integer"),
        "confidence": {"type": "number"},
        "ranking": {"type": "array", "items": {"type": "integer"}},
        "question": {
            "anyOf": [
                {"type": "null"},
                strict_object(
                    {
                        "text": {"type": "string"},
                        "choices": {
                            "type": "array",
                            "items": strict_object({"number": {"type": "integer"}, "label": {"type": "string"}}),
                        },
                    }
                ),
            ]
        },
    }
)


@dataclass(frozen=True, slots=True)
class _Scored:
    candidate: Candidate
    score: float


class Filter:
    """One choice to be made."""

    def __init__(self, parsed: Parsed, candidates: list[Candidate]) -> None:
        self._parsed, self._candidates = parsed, candidates
        self._ordered = sorted(
            (_Scored(candidate, likeness(parsed, candidate)) for candidate in candidates),
            key=lambda scored: -scored.score,
        )
        self._shown = [scored.candidate for scored in self._ordered[:MOST_SHOWN]]

    def prompt(self) -> Prompt:
        shown = [{"number": at, **_facts(candidate)} for at, candidate in enumerate(self._shown, 1)]
        data = {"parsed": self._parsed.model_dump(exclude_none=True), "candidates": shown}
        return Prompt("filter", IN_USE["filter"], instructions("filter"), as_data(data), SCHEMA)

    def accept(self, text: str) -> Document:
        selection = check(ModelSelection, text, _mend)
        numbers = [selection.selected] if selection.selected else []
        numbers += selection.ranking
        asked = [choice.number for choice in selection.question.choices] if selection.question else []
        if any(number > len(self._shown) for number in (*numbers, *asked)):
            raise UnusableAnswer("Its answer names a candidate that was not given.")
        ranked = [self._shown[number - 1].mbid for number in dict.fromkeys(numbers)]
        rest = [scored.candidate.mbid for scored in self._ordered]
        return {
            "selected": self._shown[selection.selected - 1].mbid if selection.selected else None,
            "confidence": round(selection.confidence, 3),
            "ranking": list(dict.fromkeys(ranked + rest)),
            "question": self._question_of(selection.question),
        }

    def by_rules(self) -> Document:
        if not self._ordered or self._ordered[0].score < LEAST_LIKENESS:
            return {"selected": None, "confidence": 0.0, "ranking": self._ranking(), "question": None}
        best = self._ordered[0]
        close = [each for each in self._ordered if best.score - each.score < CLOSE and _differs(each, best)]
        confidence = best.score * (0.6 if close else 1.0)
        return {
            "selected": best.candidate.mbid,
            "confidence": round(min(confidence, 0.99), 3),
            "ranking": self._ranking(),
            "question": _question(WHICH, [_choice(each.candidate) for each in [best, *close][:MOST_CHOICES]])
            if close
            else None,
        }

    def _ranking(self) -> list[str]:
        return list(dict.fromkeys(scored.candidate.mbid for scored in self._ordered))

    def _question_of(self, question: ModelQuestion | None) -> Document | None:
        if question is None:
            return None
        said = {choice.number: choice.label for choice in question.choices[:MOST_CHOICES]}
        if len(said) < 2:
            return None
        choices = [_choice(self._shown[number - 1], label) for number, label in said.items()]
        return _question(plain(question.text, 200), choices)


def _mend(document: Document) -> Document:
    """No candidate written as 0, no question as an empty one, a confidence in per cent."""
    mended = dict(document)
    if mended.get("selected") == 0:
        mended["selected"] = None
    question = mended.get("question")
    if not isinstance(question, dict) or not question.get("choices"):
        mended["question"] = None
    ranking = mended.get("ranking")
    mended["ranking"] = [each for each in ranking if type(each) is int] if isinstance(ranking, list) else []
    return mended


def artist_of(candidate: Candidate) -> str:
    """The artist credit as one text."""
    if isinstance(candidate.artist, list):
        return "".join((credit.name or "") + (credit.joinphrase or "") for credit in candidate.artist)
    return candidate.artist or ""


def _facts(candidate: Candidate) -> dict[str, Any]:
    facts = {
        "title": plain(candidate.title or "", 200),
        "artist": plain(artist_of(candidate), 200),
        "year": year_of(candidate),
        "kind": candidate.kind,
        "country": candidate.country,
        "edition": plain(candidate.disambiguation or "", 200),
    }
    return {name: value for name, value in facts.items() if value}


def _differs(one: _Scored, other: _Scored) -> bool:
    """Whether a person would notice: another artist, another year, another kind."""
    a, b = one.candidate, other.candidate
    return artist_of(a).casefold() != artist_of(b).casefold() or year_of(a) != year_of(b) or a.kind != b.kind


def _question(text: str, choices: list[Document]) -> Document:
    return {"id": "album", "kind": "choice", "text": text, "default": choices[0]["id"], "choices": choices}


def _choice(candidate: Candidate, said: str = "") -> Document:
    """The title, or what a model calls it, and what sets it apart."""
    parts = [artist_of(candidate), str(year_of(candidate) or ""), candidate.disambiguation or "", candidate.kind or ""]
    return {
        "id": candidate.mbid,
        "label": plain(said or candidate.title or "", LONGEST_LABEL) or candidate.mbid,
        "detail": plain(" · ".join(part for part in parts if part), LONGEST_LABEL),
    }
