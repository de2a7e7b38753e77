"""What a scrape is about: the swarm of a torrent, counted by a tracker."""

from __future__ import annotations

from dataclasses import dataclass

MOST_PEERS = 1_000_000


@dataclass(frozen=True, slots=True)
class SwarmCount:
    """How many peers a tracker knows of: seeders have everything, leechers do not."""

    seeders: int
    leechers: int

    @property
    def is_sane(self) -> bool:
        """Whether such a swarm can be."""
        return 0 <= self.seeders <= MOST_PEERS and 0 <= self.leechers <= MOST_PEERS


class ScrapeFailed(Exception):
    """A tracker told nothing. Its message names no address: that of a private tracker holds a key.

    `code` is one of `timeout`, `unreachable`, `malformed`, `refused`, `unsupported`. `permanent`: asking again the
    same way fails again.
    """

    def __init__(self, code: str, message: str, *, permanent: bool) -> None:
        super().__init__(message)
        self.code, self.message, self.permanent = code, message, permanent
