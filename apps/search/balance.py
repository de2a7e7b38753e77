"""What counts more than usual: in one search, else by the standing choice in Settings."""

import contextlib

from constance import config

from apps.search.domain import Balance, Preferences


def balance_for(preferences: Preferences) -> Balance:
    """The balance that copies are ranked by under these preferences. Synchronous."""
    if preferences.balance is not None:
        return preferences.balance
    with contextlib.suppress(ValueError):
        return Balance(config.SEARCH_BALANCE)
    return Balance.BALANCED
