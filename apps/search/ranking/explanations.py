"""Sentences made from the ledger, and nothing else: why a copy is where it is."""

from collections.abc import Sequence

from apps.search.ranking.domain import Change, Component, Facts, Ledger, Line, Wish
from apps.search.ranking.plausibility import implausible, oversized, unbelieved_claim
from apps.search.ranking.quality import format_words, is_lossless
from apps.search.ranking.standing import believed_seeders

_NEUTRAL_CODES = frozenset(
    {"not_looked", "no_signals", "seeders_unknown", "size_unknown", "age_unknown", "year_unknown"}
)
_LESS = {
    "match": "names what you asked for less exactly",
    "fit": "holds fewer of the tracks",
    "quality": "sounds worse by its title",
    "swarm": "has fewer seeders",
    "trust": "is vouched for by less",
    "signals": "was taken by fewer people",
}


def explain_best(copy: Facts, ledger: Ledger) -> str:
    """Why the first one is first: its strongest evidence, the strongest first."""
    told = _strongest(ledger)
    if not told:
        return f"The best of what was found: {format_words(copy)}."
    return f"The best copy: {_joined(told)}."


def explain_other(ledger: Ledger, best: Ledger, change: Change | None) -> str:
    """Why another one is not first: where it loses most, what speaks against it, and what would change that."""
    penalties = sorted(_lines(ledger, "penalties"), key=lambda line: line.points)[:2]
    sentences = []
    if penalties:
        sentences.append(f"Lower because {_joined([line.text for line in penalties])}.")
    else:
        name = _largest_loss(ledger, best)
        if name and _is_neutral(ledger, name):
            sentences.append(f"Lower because {_line_text(ledger, name)}.")
        elif name:
            sentences.append(f"Lower because it {_LESS[name]}: {_line_text(ledger, name)}.")
        else:
            sentences.append(f"As good as the first but for the order: {_joined(_strongest(ledger)[:2])}.")
    if change is not None:
        sentences.append(f"It would be first if {change.text}.")
    return " ".join(sentences)


def warnings_of(copy: Facts) -> tuple[str, ...]:
    """What a person should know before taking it, as sentences."""
    found = []
    if copy.trouble:
        found.append(f"It failed before: {copy.trouble}")
    if copy.fit is not None and copy.fit.danger:
        found.append(copy.fit.danger)
    elif copy.fit is not None and copy.fit.matched < copy.fit.total and not copy.is_discography:
        found.append(f"It holds only {copy.fit.matched} of {copy.fit.total} tracks.")
    if reason := implausible(copy):
        found.append(reason)
    elif oversized(copy):
        found.append("It is much larger than its title explains: look inside before taking it.")
    if claim := unbelieved_claim(copy):
        found.append(_claim_words(claim, copy.seeders_counted))
    if believed_seeders(copy) == 0 and not copy.is_web_seeded:
        found.append("Nobody seeds it right now; it may never arrive.")
    if is_lossless(copy) and copy.medium in ("FM", "DAB", "SAT", "CABLE", "STREAM"):
        found.append("It is lossless, but of a broadcast that was not.")
    return tuple(found)


def _claim_words(claim: int, counted: int | None) -> str:
    if counted is None:
        return f"One source claims {claim} seeders, far more than any other does; that is not believed."
    return f"{claim} seeders are claimed, but the trackers count {counted or 'none'}; the claim is not believed."


def tags_of(copies: Sequence[Facts], ledgers: Sequence[Ledger], wish: Wish) -> dict[str, tuple[str, ...]]:
    """`best_quality`, `fast` and `trusted` by a copy's id; only for copies of what was asked for."""
    good = [
        (copy, ledger)
        for copy, ledger in zip(copies, ledgers, strict=True)
        if ledger.value("match") >= 60.0 and ledger.value("penalties") > -15.0
    ]
    tags: dict[str, list[str]] = {}
    if good:
        best = max(good, key=lambda each: each[1].value("quality"))
        tags.setdefault(best[0].id, []).append("best_quality")
    for copy, ledger in good:
        if ledger.value("trust") >= 70.0:
            tags.setdefault(copy.id, []).append("trusted")
        if ledger.value("swarm") >= 75.0:
            tags.setdefault(copy.id, []).append("fast")
        if copy.fit is not None and copy.fit.total and copy.fit.matched == copy.fit.total:
            tags.setdefault(copy.id, []).append("complete")
    return {identifier: tuple(names) for identifier, names in tags.items()}


def _strongest(ledger: Ledger) -> list[str]:
    """Up to four clauses: the best line of each component that says something."""
    told = []
    for component in ledger.components:
        line = _best_line(component)
        if line is not None:
            told.append((component.weight * line.points, line.text))
    told.sort(key=lambda each: -each[0])
    return [text for _points, text in told[:4]]


def _best_line(component: Component) -> Line | None:
    lines = [line for line in component.lines if line.points > 0 and line.code not in _NEUTRAL_CODES]
    return max(lines, key=lambda line: line.points, default=None)


def _largest_loss(ledger: Ledger, best: Ledger) -> str:
    losses = [
        (theirs.points - own.points, own.name)
        for own, theirs in zip(ledger.components, best.components, strict=True)
        if own.name != "penalties"
    ]
    loss, name = max(losses)
    return name if loss > 0.5 else ""


def _is_neutral(ledger: Ledger, name: str) -> bool:
    """Whether it loses there only because nothing is known."""
    return all(line.code in _NEUTRAL_CODES for line in _lines(ledger, name))


def _line_text(ledger: Ledger, name: str) -> str:
    lines = _lines(ledger, name)
    weakest = min(lines, key=lambda line: line.points) if name in ("match", "trust") else lines[0]
    return weakest.text


def _lines(ledger: Ledger, name: str) -> tuple[Line, ...]:
    return next(component.lines for component in ledger.components if component.name == name)


def _joined(parts: Sequence[str]) -> str:
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} and {parts[-1]}"
