"""The part of Lucene's query language that clients of MusicBrainz and archive.org write, over small documents.

https://musicbrainz.org/doc/Indexed_Search_Syntax. Supported: words, "phrases", field:word, field:(words), AND, OR, NOT,
+, -, &&, ||, grouping, \\ escapes, wildcards * and ?, fuzzy word~, ranges [a TO b], and boosts (read and ignored).
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from fnmatch import fnmatchcase
from typing import TypeVar

from tests.sandbox.servers.words import words

T = TypeVar("T")
Document = Mapping[str, list[str]]  # field → its values
TOKEN = re.compile(
    r"""\s*(?:
      (?P<field>[A-Za-z_-]+):(?!//) |
      (?P<range>[\[{]\s*(?P<low>\S+)\s+TO\s+(?P<high>[^\]}\s]+)\s*[\]}]) |
      "(?P<phrase>(?:\\.|[^"\\])*)"(?:~[\d.]*)? |
      (?P<operator>\(|\)|\+|-(?=\S)|!|&&|\|\||AND\b|OR\b|NOT\b) |
      (?P<word>(?:\\.|[^\s()"\\:^])+)
    )(?:\^[\d.]+)?""",
    re.X | re.S,
)


class QueryError(ValueError):
    """The query cannot be read; the servers answer 400."""


@dataclass(frozen=True)
class Term:
    """A word, a phrase or a range to look for in `field` (empty: the default fields)."""

    field: str
    text: str
    phrase: bool = False
    range: tuple[str, str] | None = None


@dataclass(frozen=True)
class Clause:
    """`must`, `must not` or (neither) `should`."""

    node: "Term | Group"
    must: bool = False
    never: bool = False


@dataclass(frozen=True)
class Group:
    clauses: tuple[Clause, ...]


def parse(query: str, *, every: bool = False) -> Group:
    """`every`: a word that stands alone must be there too, unless OR joins it to another (archive.org reads it so)."""
    tokens = []
    at = 0
    while at < len(query.rstrip()):
        match = TOKEN.match(query, at)
        if match is None:
            raise QueryError(f"cannot read the query at {query[at : at + 20]!r}")
        tokens.append(match)
        at = match.end()
    group, rest = _group(tokens, 0, "", every)
    if rest != len(tokens):
        raise QueryError("a parenthesis too many")
    return group


def _group(tokens: list[re.Match[str]], at: int, field: str, every: bool) -> tuple[Group, int]:
    clauses: list[Clause] = []
    must = never = False
    either = False
    while at < len(tokens) and tokens[at]["operator"] != ")":
        operator = tokens[at]["operator"]
        if operator is None or operator == "(":
            node, at = _node(tokens, at, field, every)
            clauses.append(Clause(node, must=(must or (every and not either)) and not never, never=never))
            must = never = either = False
            continue
        if operator in ("AND", "&&"):
            must = True
            if clauses and not clauses[-1].never:
                clauses[-1] = Clause(clauses[-1].node, must=True)
        elif operator in ("OR", "||"):
            either = True
            if clauses and not clauses[-1].never:
                clauses[-1] = Clause(clauses[-1].node)
        elif operator == "+":
            must = True
        else:
            never = True
        at += 1
    return Group(tuple(clauses)), at


def _node(tokens: list[re.Match[str]], at: int, field: str, every: bool) -> tuple[Term | Group, int]:
    token = tokens[at]
    if token["field"]:
        if at + 1 >= len(tokens):
            raise QueryError(f"nothing after {token['field']}:")
        return _node(tokens, at + 1, token["field"], every)
    if token["operator"] == "(":
        group, end = _group(tokens, at + 1, field, every)
        if end >= len(tokens):
            raise QueryError("a parenthesis is not closed")
        return group, end + 1
    if token["operator"]:
        raise QueryError(f"{token['operator']} where a word is due")
    if token["range"]:
        return Term(field, "", range=(token["low"], token["high"])), at + 1
    if token["phrase"] is not None:
        return Term(field, re.sub(r"\\(.)", r"\1", token["phrase"]), phrase=True), at + 1
    return Term(field, re.sub(r"\\(.)", r"\1", token["word"])), at + 1


def score(node: Term | Group, document: Document, default: tuple[str, ...]) -> float:
    """How well a document answers: 0 for not at all, about 1 a word found, more where the field is nothing else."""
    if isinstance(node, Term):
        return max(
            (
                _match(node, value)
                for name in ([node.field] if node.field else default)
                for value in document.get(name, [])
            ),
            default=0.0,
        )
    total = 0.0
    for clause in node.clauses:
        points = score(clause.node, document, default)
        if (clause.never and points) or (clause.must and not points):
            return 0.0
        total += 0.0 if clause.never else points
    return total


def _match(term: Term, value: str) -> float:
    if term.range:
        low, high = term.range
        return float((low == "*" or value >= low) and (high == "*" or value[: len(high)] <= high))
    there = words(value)
    if term.field.endswith(("id", "date", "barcode", "catno")) or term.field in ("rgid", "country", "year"):
        return float(fnmatchcase(value.casefold(), term.text.casefold() + ("*" if term.field.endswith("date") else "")))
    fuzzy = re.fullmatch(r"(.+)~[\d.]*", term.text)
    if fuzzy and not term.phrase:
        return max(
            (ratio for word in there if (ratio := SequenceMatcher(None, words(fuzzy[1])[0], word).ratio()) > 0.6),
            default=0.0,
        )
    if "*" in term.text or "?" in term.text:
        return float(any(fnmatchcase(word, term.text.casefold()) for word in there))
    sought = words(term.text)
    if not sought:
        return float(term.text.casefold() in value.casefold()) if term.text.strip() else 0.0
    if sought == there:
        return 1.5 * len(sought)
    if any(there[start : start + len(sought)] == sought for start in range(len(there))):
        return len(sought) * (1 + 0.25 * len(sought) / len(there))
    return 0.0


def ranked(
    query: str, documents: Sequence[tuple[T, Document]], default: tuple[str, ...], *, every: bool = False
) -> list[tuple[int, T]]:
    """(score of 1 to 100, entry), the best first with 100, as at MusicBrainz. QueryError for an unreadable query."""
    parsed = parse(query, every=every)
    found = [(points, entry) for entry, document in documents if (points := score(parsed, document, default)) > 0]
    found.sort(key=lambda pair: -pair[0])
    top = found[0][0] if found else 1.0
    return [(max(1, round(100 * points / top)), entry) for points, entry in found]
