"""From the words of a request to its candidate readings, and to the one that is answered."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from apps.search.domain import Claim, Found, ParsedQuery, Preferences, Reading
from apps.search.understand.answers import from_classical, from_split, from_words
from apps.search.understand.classical import Classical, read_classical
from apps.search.understand.descriptions import read_descriptions
from apps.search.understand.draft import Draft
from apps.search.understand.edges import strip_edges
from apps.search.understand.frames import read_frame
from apps.search.understand.known import Known, claims, decide
from apps.search.understand.languages import Role
from apps.search.understand.lines import Line, lines
from apps.search.understand.nonsense import problem_of
from apps.search.understand.phrases import Scan, scan
from apps.search.understand.splits import Split, splits
from apps.search.understand.times import read_times
from apps.search.understand.tokens import LONGEST_REQUEST, Token, clean, tokenise
from apps.search.understand.wishes import read_wishes

_MOST_READINGS = 12
_VERBATIM = -4.0
"""What speaks against taking no word of the request for anything but a name."""
_LONGEST_VERBATIM = 8
_NAMELESS = (Role.FILLER, Role.GREETING, Role.SOME, Role.ARTICLE, Role.IN, Role.AND, Role.COPY)


@dataclass(frozen=True, slots=True)
class _Request:
    text: str
    tokens: tuple[Token, ...]
    scan: Scan
    cut: bool

    def draft(self) -> Draft:
        return Draft(self.text, self.tokens, self.scan.spans, self.scan.language)


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A reading that is not written out yet: most never are."""

    score: float
    draft: Draft
    line: Line
    found: Split | Classical

    def identity(self) -> tuple[object, ...]:
        if isinstance(self.found, Classical):
            return (self.found, self.line.year)
        tokens = self.line.tokens
        spelled = (
            tuple(token.start for token in tokens[slice(*part)]) if part else ()
            for part in (self.found.artist, self.found.title)
        )
        return (*spelled, self.line.year, id(self.draft))

    def parsed(self, preferences: Preferences) -> ParsedQuery:
        if isinstance(self.found, Classical):
            return from_classical(self.draft, self.line, self.found, preferences)
        return from_split(self.draft, self.found, preferences)


def understand(text: str, preferences: Preferences | None = None, *, known: Known | None = None) -> ParsedQuery:
    """The best reading of a request. Never raises on any text; what can't be read has a `problem`.

    `known` says what exists; without it the words decide, with the names shipped in `names`.
    """
    if known is None:
        return propose(text, preferences, most=1)[0].parsed
    return readings(text, preferences, known=known)[0].parsed


def readings(text: str, preferences: Preferences | None = None, *, known: Known | None = None) -> list[Reading]:
    """Every candidate reading, best first; at least one."""
    proposed = propose(text, preferences)
    if known is None:
        return proposed
    return settle(proposed, known.look_up(claims(proposed)))


def settle(proposed: Sequence[Reading], found: Mapping[Claim, Found]) -> list[Reading]:
    """Proposed readings, decided by what `claims(proposed)` were found to name. For async callers."""
    if not claims(proposed):
        return list(proposed)
    judged = decide(proposed, found)
    scores = [reading.score for reading in judged]
    return [_with_confidence(reading, scores, 3.0 if found else 0.0) for reading in judged]


def propose(text: str, preferences: Preferences | None = None, *, most: int = _MOST_READINGS) -> list[Reading]:
    """The candidate readings by the words alone, best first; at least one and at most `most`."""
    cleaned, cut = clean(text)
    tokens = tokenise(cleaned)
    request = _Request(cleaned, tokens, scan(cleaned, tokens), cut)
    preferences = preferences or Preferences()
    best: dict[tuple[object, ...], _Candidate] = {}
    draft = _read(request)
    for candidate in _candidates(request, draft):
        identity = candidate.identity()
        if identity not in best or best[identity].score < candidate.score:
            best[identity] = candidate
    ranked = sorted(best.values(), key=lambda candidate: -candidate.score)
    if not ranked:
        return [_unreadable(request, draft, preferences)]
    scores = [candidate.score for candidate in ranked]
    written = (Reading(each.parsed(preferences), each.score) for each in ranked[:most])
    return [_finished(request, _with_confidence(reading, scores, 1.5)) for reading in written]


def _read(request: _Request) -> Draft:
    draft = request.draft()
    if request.tokens:
        strip_edges(draft)
        read_descriptions(draft)
        read_wishes(draft)
        read_times(draft)
        read_frame(draft)
    return draft


def _candidates(request: _Request, draft: Draft) -> Iterator[_Candidate]:
    if draft.said and all(draft.has(index, *_NAMELESS) for index in draft.indexes()):
        return
    for line in lines(draft):
        yield from (_Candidate(split.score, draft, line, split) for split in splits(draft, line))
        classical = read_classical(line) if line.note is None else None
        if classical is not None:
            yield _Candidate(classical.score + line.prior, draft, line, classical)
    if any(draft.used) and len(request.tokens) <= _LONGEST_VERBATIM:
        plain = request.draft()
        for line in lines(plain):
            if line.note is None and line.year is None:
                line = replace(line, prior=line.prior + _VERBATIM)
                yield from (_Candidate(split.score, plain, line, split) for split in splits(plain, line))


def _with_confidence(reading: Reading, scores: Sequence[float], even: float) -> Reading:
    """How sure: by what speaks for it (a half at a score of `even`), and how far the next one is behind."""
    behind = next((score for score in scores if score < reading.score), reading.score - 4.0)
    tied = scores.count(reading.score) > 1
    margin = 0.0 if tied else reading.score - behind
    evidence = 1 / (1 + math.exp(-(reading.score - even) / 1.8))
    confidence = max(0.02, min(0.98, evidence * (0.7 + 0.3 * min(1.0, margin / 2))))
    return replace(reading, parsed=reading.parsed.because(confidence=round(confidence, 3)))


def _finished(request: _Request, reading: Reading) -> Reading:
    """With what is wrong with the request as a whole."""
    parsed = reading.parsed
    problem = problem_of(request.tokens, request.scan.spans, parsed)
    if problem is not None:
        code, sentence, most = problem
        parsed = parsed.because(sentence, problem=code, confidence=min(parsed.confidence, most))
    if request.cut:
        sentence = f"only the first {LONGEST_REQUEST} characters were read"
        parsed = parsed.because(sentence, problem=parsed.problem or "too_long")
    return replace(reading, parsed=parsed, reasons=parsed.reasons)


def _unreadable(request: _Request, draft: Draft, preferences: Preferences) -> Reading:
    """Wishes without a name, or nothing at all."""
    fields = from_words(draft, preferences)
    if request.tokens:
        fields |= {
            "problem": "no_name",
            "confidence": 0.02,
            "reasons": (*draft.reasons, "no artist, album or song is named"),
        }
    else:
        fields |= {"problem": "empty", "reasons": ("there are no words to look for",)}
    parsed = ParsedQuery(**fields)  # type: ignore[arg-type]
    return Reading(parsed, -9.0, parsed.reasons)
