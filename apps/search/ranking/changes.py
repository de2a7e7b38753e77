"""What would have to be otherwise for a copy to come first: a setting that a person can change, or more seeders."""

from collections.abc import Sequence
from dataclasses import astuple, replace
from operator import mul

from apps.search.domain import Balance, FormatPreference
from apps.search.ranking.domain import Change, Facts, Ledger, Wish
from apps.search.ranking.ledger import account
from apps.search.ranking.quality import format_points
from apps.search.ranking.standing import believed_seeders, swarm_value

_FORMATS = {
    FormatPreference.LOSSLESS: "you preferred lossless",
    FormatPreference.HIRES: "you preferred high resolution",
    FormatPreference.MP3: "you preferred MP3",
    FormatPreference.ANY: "any format would do",
}
_BALANCES = {
    Balance.SOUND: "sound counted more",
    Balance.SPEED: "speed counted more",
    Balance.SAFETY: "safety counted more",
    Balance.BALANCED: "everything counted evenly",
}
_SEEDERS = (1, 2, 3, 5, 10, 20, 50, 100)


def apply_change(change: Change, wish: Wish) -> Wish:
    """The wish with a setting changed. A change of a fact leaves the wish as it is."""
    if change.name == "format":
        return replace(wish, preference=FormatPreference(str(change.value)))
    if change.name == "balance":
        return replace(wish, balance=Balance(str(change.value)))
    return wish


def apply_to_copy(change: Change, copy: Facts) -> Facts:
    """The copy with a fact changed. A change of a setting leaves the copy as it is."""
    return (
        replace(copy, seeders=int(change.value), seeders_claimed=(), seeders_counted=None)
        if change.name == "seeders"
        else copy
    )


def first_if_settings(copies: Sequence[Facts], ledgers: Sequence[Ledger], wish: Wish) -> dict[str, Change]:
    """For each setting that could be otherwise: the copy (by id) that would come first, if another does now.

    `copies` are in their order of rank. A format changes the format's points alone, a balance the weights alone.
    """
    found: dict[str, Change] = {}
    values = [tuple(component.value for component in ledger.components) for ledger in ledgers]
    scores = [ledger.score for ledger in ledgers]
    points = [format_points(copy, wish) for copy in copies]
    for change in _possible(wish):
        changed = apply_change(change, wish)
        if change.name == "format":
            weight = wish.weights.quality
            new = [s + weight * (format_points(c, changed) - p) for s, c, p in zip(scores, copies, points, strict=True)]
        else:
            weights = astuple(changed.weights)
            new = [_weighed(each, weights) for each in values]
        best = max(range(len(new)), key=new.__getitem__, default=0)
        if best and new[best] > max(new[:best] + new[best + 1 :]) + 1e-9:
            found.setdefault(copies[best].id, change)
    return found


def first_if_seeders(copy: Facts, ledger: Ledger, wish: Wish, leading: float) -> Change | None:
    """The least number of seeders with which this copy would come first; None if no number would do."""
    weight = wish.weights.swarm
    now = believed_seeders(copy) or 0
    if ledger.score - weight * ledger.value("swarm") + 12.0 + weight * 100.0 <= leading:
        return None
    for seeders in _SEEDERS:
        if seeders <= now:
            continue
        gain = weight * (swarm_value(seeders, web_seeded=copy.is_web_seeded) - ledger.value("swarm"))
        if ledger.score + gain + (12.0 if now == 0 else 0.0) <= leading:
            continue
        change = Change("seeders", seeders, f"it had {seeders} seeder{'' if seeders == 1 else 's'}")
        if account(apply_to_copy(change, copy), wish).score > leading + 1e-9:
            return change
    return None


def _possible(wish: Wish) -> list[Change]:
    formats = [Change("format", name.value, text) for name, text in _FORMATS.items() if name is not wish.preference]
    return formats + [Change("balance", b.value, text) for b, text in _BALANCES.items() if b is not wish.balance]


def _weighed(values: tuple[float, ...], weights: tuple[float, ...]) -> float:
    """The score of a ledger's values, the last of which are the penalties, under other weights."""
    weighed: float = sum(map(mul, values, weights))
    return weighed + values[-1]
