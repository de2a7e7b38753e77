"""Planning how an album becomes another edition: its tags, its names, and the moves that give it those names."""

from collections.abc import Iterable
from dataclasses import replace

from apps.library.domain import Certainty, EditionDetails
from apps.library.identify.local_files import local_files
from apps.library.identify.matching import Identified, match_edition
from apps.library.importing.committing import free_folder
from apps.library.importing.finished import naming_template
from apps.library.importing.planning import plan_album
from apps.library.importing.plans import AlbumPlan, PlannedCompanion
from apps.library.importing.staging import COVER_NAME
from apps.library.models import Album
from apps.library.naming import path_key
from apps.library.paths import in_music_folder
from apps.library.refiling.standing import gathered_album

Moves = list[tuple[str, str]]


def plan_change(album: Album, edition: EditionDetails) -> tuple[AlbumPlan, Moves]:
    """The plan for the album as this edition. A person chose it, so it is sure. Raises NotStandingError and OSError."""
    finished, gathered = gathered_album(album)
    match = match_edition(local_files(gathered.audio, gathered.images), edition, asked=True)
    chosen = Identified(match, Certainty.SURE, ())
    plan = plan_album(gathered, finished, chosen, naming_template())
    plan = replace(
        plan,
        placement=album.placement,
        alternatives=tuple(row for row in album.alternatives if row.get("release_mbid") != edition.release_mbid),
        companions=tuple(_where_it_belongs(companion) for companion in plan.companions),
    )
    if path_key(plan.folder) != path_key(album.folder):
        plan = replace(plan, folder=free_folder(plan))
    else:
        plan = replace(plan, folder=album.folder)
    pairs = {track.source: track.name for track in plan.tracks}
    pairs |= {companion.source: companion.name for companion in plan.companions if companion.text is None}
    wanted = [(f"{album.folder}/{source}", f"{plan.folder}/{name}") for source, name in pairs.items()]
    return plan, in_order(_without_strangers(wanted))


def _where_it_belongs(companion: PlannedCompanion) -> PlannedCompanion:
    return replace(companion, name=COVER_NAME) if companion.source == COVER_NAME else companion


def _without_strangers(wanted: Iterable[tuple[str, str]]) -> Moves:
    """The moves; a file whose new name belongs to a file that stays keeps its own name in the new folder."""
    pairs = list(wanted)
    leaving = {path_key(source) for source, _target in pairs}
    taken: set[str] = set()
    moves: Moves = []
    for source, target in pairs:
        base, dot, suffix = target.rpartition(".")
        copy = 2
        while path_key(target) in taken or (
            path_key(target) not in leaving and in_music_folder(target).exists() and source != target
        ):
            target, copy = f"{base} ({copy}){dot}{suffix}", copy + 1
        taken.add(path_key(target))
        moves.append((source, target))
    return moves


def in_order(moves: Moves) -> Moves:
    """The same moves so that each finds its target free: in a ring of names one file steps aside first."""
    waiting = [(source, target) for source, target in moves if source != target]
    ordered: Moves = []
    while waiting:
        held = {path_key(source) for source, _target in waiting}
        free = next((move for move in waiting if path_key(move[1]) not in held or _same(*move)), None)
        if free is None:
            source, target = waiting.pop(0)
            aside = f"{source.rpartition('/')[0]}/.aside-{source.rpartition('/')[2]}"
            ordered.append((source, aside))
            waiting.append((aside, target))
            continue
        waiting.remove(free)
        ordered.append(free)
    return ordered


def _same(source: str, target: str) -> bool:
    return path_key(source) == path_key(target)
