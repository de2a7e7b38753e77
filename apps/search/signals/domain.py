"""A remark about a kind of copy, and what remarks come to for one copy."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from apps.search.likeness import folded
from apps.search.ranking.domain import Facts


@dataclass(frozen=True, slots=True)
class Remark:
    """What one post says of one kind of copy: "the 1986 CD is the best".

    The kind is told by `year`, `medium`, `remaster` and `words` (folded; any of which a copy's title has); what is
    not told is None or empty. `tone` is -1 (avoid it) to 1 (get it), `weight` 0 to 1. `where` names subreddit and
    score, `kind` the kind of copy in words.
    """

    tone: float
    weight: float
    where: str
    kind: str
    year: int | None = None
    medium: str = ""
    remaster: bool | None = None
    words: tuple[str, ...] = ()

    def is_about(self, copy: Facts) -> bool:
        """Whether the copy is of that kind, by everything that the remark tells."""
        if self.year is not None and self.year not in (copy.edition_year, None if copy.edition_year else copy.year):
            return False
        if self.medium and self.medium != copy.medium:
            return False
        if self.remaster is not None and self.remaster != copy.remaster:
            return False
        named = f" {folded(f'{copy.edition} {copy.title}')} "
        return not self.words or any(f" {word} " in named for word in self.words)

    def as_dict(self) -> dict[str, Any]:
        """Plain JSON values; `from_dict` reads them back."""
        return asdict(self)

    @classmethod
    def from_dict(cls, document: Mapping[str, Any]) -> Remark:
        """Read what `as_dict` wrote."""
        return cls(**{**document, "words": tuple(document["words"])})


def hearsay_about(copy: Facts, remarks: Iterable[Remark]) -> tuple[float, str] | None:
    """The tone of all remarks about such a copy (-1 to 1; a lone one with few votes counts less), and a clause."""
    about = [remark for remark in remarks if remark.is_about(copy)]
    if not about:
        return None
    weight = sum(remark.weight for remark in about)
    tone = sum(remark.tone * remark.weight for remark in about) / max(1.0, weight)
    told = max(about, key=lambda remark: (remark.tone * tone > 0, remark.weight))
    verb = "praise" if tone > 0 else "warn of" if tone < 0 else "disagree about"
    return tone, f"people on Reddit {verb} {told.kind} ({told.where})"
