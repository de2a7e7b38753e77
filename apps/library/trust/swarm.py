"""What the swarm says of an album: it holds the same bytes as everybody else, for how long, and in how many places."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from apps.core.figures import counted
from apps.library.trust.domain import Finding, Verdict

MONTH_DAYS, YEAR_DAYS = 30.4, 365.25


@dataclass(frozen=True, slots=True)
class SwarmEvidence:
    """What the sender of a download knows of its torrent; it travels as `origin["swarm"]`.

    `pieces` were each compared with the torrent's hash (`piece_hash`, "SHA-1" or "SHA-256"). `created_at` is what the
    torrent says, `published_at` what indexers say, `first_seen_at` when our own index of the DHT met it (all ISO 8601,
    "" where unknown). `same_size` counts other torrents of exactly as many bytes that were found beside it.
    """

    pieces: int = 0
    piece_hash: str = ""
    created_at: str = ""
    published_at: str = ""
    first_seen_at: str = ""
    seeders: int | None = None
    indexers: tuple[str, ...] = ()
    same_size: int = 0

    def as_dict(self) -> dict[str, Any]:
        """Plain JSON values; `from_dict` reads them back."""
        return {**asdict(self), "indexers": list(self.indexers)}

    @classmethod
    def from_dict(cls, document: Mapping[str, Any]) -> "SwarmEvidence":
        """Read what `as_dict` wrote; names that this version does not know are left out."""
        known = {name: value for name, value in document.items() if name in cls.__dataclass_fields__}
        return cls(**{**known, "indexers": tuple(known.get("indexers") or ())})


def judge_swarm(evidence: SwarmEvidence, now: datetime) -> list[Finding]:
    """What is worth a line: that every byte is what the torrent names, and that others hold it to be worth sharing.

    Many people may share a bad copy, so this never outweighs what is heard, and its lack is no reproach.
    """
    found = []
    if evidence.pieces:
        pieces = "Its one piece has" if evidence.pieces == 1 else f"All {evidence.pieces:,} pieces have"
        message = f"{pieces} the {evidence.piece_hash} that the torrent names: it is what everybody in the swarm has."
        found.append(Finding("swarm_pieces", Verdict.GENUINE, message, evidence.pieces))
    if said := _said(evidence, now):
        message = f"{said[0][:1].upper()}{said[0][1:]}{''.join(f'; {part}' for part in said[1:])}."
        found.append(Finding("swarm", Verdict.GENUINE, message, evidence.seeders))
    return found


def _said(evidence: SwarmEvidence, now: datetime) -> list[str]:
    said = []
    known_since = min(filter(None, map(_moment, _dates(evidence))), default=None)
    if known_since is not None and known_since < now:
        said.append(f"the torrent has been around for {_age((now - known_since).days)}")
    if evidence.seeders:
        said.append(f"{counted(evidence.seeders, 'seeder')} shared it when it was found")
    if len(evidence.indexers) > 1:
        said.append(f"{len(evidence.indexers)} sources list it")
    if evidence.same_size:
        said.append(f"{counted(evidence.same_size, 'other torrent')} of exactly this size was found beside it")
    return said


def _dates(evidence: SwarmEvidence) -> tuple[str, str, str]:
    return evidence.created_at, evidence.published_at, evidence.first_seen_at


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _age(days: int) -> str:
    if days < 2:
        return "less than two days"
    if days < 2 * MONTH_DAYS:
        return f"{days} days"
    if days < 2 * YEAR_DAYS:
        return f"{days / MONTH_DAYS:.0f} months"
    return f"{days / YEAR_DAYS:.0f} years"
