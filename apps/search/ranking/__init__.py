"""Ranking as a ledger: pure rules, without Django, a database or a network."""
