"""What the page shows of a download from close by, made of its row and of what the engine tells."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from asgiref.sync import async_to_sync

from apps.core import figures
from apps.downloads.contacts.trackers import TrackerWish, text_of_tiers
from apps.downloads.contacts.trackers import read_wish as read_trackers
from apps.downloads.destinations import places
from apps.downloads.details.domain import Details, PieceMap, Speeds
from apps.downloads.details.options import HOUR, KILOBYTE, shown
from apps.downloads.details.watching import look
from apps.downloads.models import Download
from apps.downloads.seeding.goals import REASON_WORDS, Reason
from apps.library.trust.report_page import CHECK_WORDS, KINDS, MARKS, Check

FIRST_LOOK_WITHIN = 0.3
MOST_LIVE_FILES = 300
FLAG_WORDS = {
    "D": "we take from it",
    "d": "we want, it does not give",
    "U": "it takes from us",
    "u": "it wants, we do not give",
    "O": "tried out",
    "S": "slow to answer",
    "I": "it called us",
    "H": "found by the DHT",
    "X": "found by other peers",
    "L": "found on the local network",
    "E": "encrypted",
    "e": "encrypted greeting",
    "P": "µTP",
    "W": "web seed",
}


@dataclass(frozen=True)
class Closeup:
    """Everything about one download. `seen` is empty where the engine does not answer, and `answered` False."""

    id: str
    seen: Details
    answered: bool
    download: Download
    document: dict[str, Any]
    files: list[dict[str, Any]] = field(default_factory=list)

    @property
    def peers(self) -> list[dict[str, Any]]:
        """Rows of the table, with each flag in words."""
        return [peer.as_dict() | {"flag_words": flag_words(peer.flags)} for peer in self.seen.peers]

    @property
    def pieces_words(self) -> str:
        """The piece map in words."""
        return pieces_words(self.seen.pieces)

    @property
    def speeds_words(self) -> str:
        """The graph in words."""
        return speeds_words(self.seen.speeds)

    @property
    def tracker_text(self) -> str:
        """What the field for the trackers starts with: the wish, else those that the torrent uses."""
        wish = read_trackers(self.download.trackers)
        if wish is None:
            wish = tuple(TrackerWish(tracker.url, tracker.tier) for tracker in self.seen.trackers)
        return text_of_tiers(wish)

    @property
    def web_seed_text(self) -> str:
        """What the field for the web seeds starts with."""
        return "\n".join(self.seen.web_seeds if self.download.web_seeds is None else self.download.web_seeds)

    @property
    def taste_checks(self) -> list[Check]:
        """What was found in the track that was tasted, a line a check."""
        found = self.download.taste_report.get("findings", [])
        return [
            Check(
                CHECK_WORDS.get(each["check"], each["check"].replace("_", " ").capitalize()),
                MARKS[each["verdict"]],
                KINDS[each["verdict"]],
                each["verdict"],
                each["message"],
            )
            for each in found
        ]

    @property
    def download_limit(self) -> str:
        """In kB/s, '' for none."""
        return shown(self.download.download_limit or None, KILOBYTE)

    @property
    def upload_limit(self) -> str:
        """In kB/s, '' for none."""
        return shown(self.download.upload_limit or None, KILOBYTE)

    @property
    def ratio_goal(self) -> str:
        """'' leaves it to the settings, as for the other goals."""
        return shown(self.download.ratio_goal)

    @property
    def seeding_hours(self) -> str:
        return shown(self.download.seeding_goal, HOUR)

    @property
    def idle_hours(self) -> str:
        return shown(self.download.idle_goal, HOUR)

    @property
    def goal_words(self) -> str:
        """Why it no longer seeds, if a goal ended that."""
        return REASON_WORDS.get(Reason(self.download.goal_reached), "")

    @property
    def places(self) -> list[tuple[str, str]]:
        """The folders it may be moved to: value and words."""
        return places(self.download.destination)


def closeup(download: Download, document: dict[str, Any], seen: Details | None = None) -> Closeup:
    """Look at a download; with `seen` the engine is not asked again."""
    if seen is None:
        seen = async_to_sync(look)(download.node, download.id, FIRST_LOOK_WITHIN)
    present = seen or Details(str(download.id))
    return Closeup(str(download.id), present, seen is not None, download, document, document["files"])


def flag_words(flags: str) -> str:
    """The letters of a peer's flags in words."""
    return ", ".join(FLAG_WORDS[letter] for letter in flags if letter in FLAG_WORDS)


def pieces_words(pieces: PieceMap | None) -> str:
    """`412 of 800 pieces of 1.0 MB`."""
    if pieces is None:
        return "The pieces are not known yet."
    return f"{pieces.here} of {pieces.count} pieces of {figures.size(pieces.length)}"


def speeds_words(speeds: Speeds) -> str:
    """The quickest and the present speed, each way."""
    if not any(speeds.download) and not any(speeds.upload):
        return "Nothing moved in the last ten minutes."
    parts = [_way("in", speeds.download), _way("out", speeds.upload)]
    return "Last ten minutes: " + ", ".join(part for part in parts if part)


def _way(word: str, rates: tuple[int, ...]) -> str:
    return f"up to {figures.rate(max(rates))} {word}" if any(rates) else ""
