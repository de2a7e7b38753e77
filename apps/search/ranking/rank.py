"""Putting copies in order, with the reasons."""

from collections.abc import Sequence
from dataclasses import replace

from apps.search.ranking.changes import first_if_seeders, first_if_settings
from apps.search.ranking.domain import Facts, Ranked, Wish
from apps.search.ranking.explanations import explain_best, explain_other, tags_of, warnings_of
from apps.search.ranking.ledger import account
from apps.search.ranking.standing import believed_seeders

EXPLAINED_IN_FULL = 50  # so many of the first get "would be first if it had more seeders" worked out


def rank(copies: Sequence[Facts], wish: Wish) -> list[Ranked]:
    """Every copy in its place. The order is the score's; of equal ones the more seeders, then the title, decide."""
    accounted = [(copy, account(copy, wish)) for copy in copies]
    accounted.sort(key=lambda each: (-each[1].score, -(believed_seeders(each[0]) or 0), each[0].title, each[0].id))
    facts = [copy for copy, _ledger in accounted]
    ledgers = [ledger for _copy, ledger in accounted]
    changes = first_if_settings(facts, ledgers, wish)
    tags = tags_of(facts, ledgers, wish)
    ranked = []
    for index, (copy, ledger) in enumerate(accounted):
        change = changes.get(copy.id) if index else None
        if index and change is None and index < EXPLAINED_IN_FULL:
            change = first_if_seeders(copy, ledger, wish, ledgers[0].score)
        explanation = explain_other(ledger, ledgers[0], change) if index else explain_best(copy, ledger)
        ledger = replace(ledger, first_if=change) if change else ledger
        ranked.append(Ranked(copy, index + 1, ledger, explanation, tags.get(copy.id, ()), warnings_of(copy)))
    return ranked
