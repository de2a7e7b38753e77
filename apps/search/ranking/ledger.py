"""The ledger of one copy: every component with its weight, its evidence and the setting behind it."""

from apps.search.ranking.domain import Component, Facts, Ledger, Line, Wish
from apps.search.ranking.matching import match_lines
from apps.search.ranking.quality import quality_lines
from apps.search.ranking.standing import fit_lines, penalty_lines, signal_lines, swarm_lines, trust_lines


def account(copy: Facts, wish: Wish) -> Ledger:
    """What speaks for a copy and against it, held against the wish."""
    weights = wish.weights
    match = _component("match", weights.match, match_lines(copy, wish))
    return Ledger(
        (
            match,
            _component("fit", weights.fit, fit_lines(copy)),
            _component("quality", weights.quality, quality_lines(copy, wish), "format"),
            _component("swarm", weights.swarm, swarm_lines(copy), "balance"),
            _component("trust", weights.trust, trust_lines(copy), "balance"),
            _component("signals", weights.signals, signal_lines(copy)),
            _component("penalties", 1.0, penalty_lines(copy, wish, match.value)),
        )
    )


def _component(name: str, weight: float, lines: tuple[Line, ...], setting: str = "") -> Component:
    return Component(name, weight, sum(line.points for line in lines), lines, setting)
