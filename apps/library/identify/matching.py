"""Files against editions: each file to a track, and the edition that fits best.

Costs and distances run from 0 (the same) to 1 (nothing in common). Each is a weighted mean over the evidence that is
there, so that a missing tag costs nothing by itself. Weights say how much a kind of evidence is worth.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from apps.library.domain import Certainty, EditionDetails, MediumDetails, TrackDetails
from apps.library.identify.assignment import assign
from apps.library.identify.likeness import likeness
from apps.library.identify.local_files import LocalFile, commonest

MOST_PAIR_COST = 0.7
SURE_BELOW = 0.12
LIKELY_BELOW = 0.35
CLEAR_MARGIN = 0.015
ASKED_BONUS = 0.02
SAME_LENGTH_SECONDS = 3.0
OTHER_LENGTH_SECONDS = 30.0
STRANGERS = 1.5
MOST_NAME_COST = 0.5
VARIOUS_ARTISTS_MBID = "89ad4ac3-39f7-470e-963a-56509c546377"

Evidence = tuple[float, float]  # cost, weight


@dataclass(frozen=True, slots=True)
class Reason:
    """One kind of evidence: what it is called, a sentence, what it cost and its weight."""

    check: str
    message: str
    cost: float
    weight: float


@dataclass(frozen=True, slots=True)
class Pairing:
    """A file and the track that it is."""

    file: LocalFile
    medium: MediumDetails
    track: TrackDetails
    cost: float


@dataclass(frozen=True, slots=True)
class EditionMatch:
    """How well files fit an edition. `extra` files belong to no track, `missing` tracks have no file."""

    edition: EditionDetails
    pairs: tuple[Pairing, ...]
    extra: tuple[LocalFile, ...]
    missing: tuple[TrackDetails, ...]
    distance: float
    reasons: tuple[Reason, ...]
    asked: bool = False

    @property
    def score(self) -> int:
        """The likeness in percent, for people."""
        return round(100 * (1 - self.distance))


@dataclass(frozen=True, slots=True)
class Identified:
    """The edition that fits best, how sure that is, and the other editions, the likeliest first."""

    best: EditionMatch
    certainty: Certainty
    others: tuple[EditionMatch, ...]


def identify(
    files: Sequence[LocalFile], editions: Iterable[EditionDetails], asked: EditionDetails | None = None
) -> Identified | None:
    """The best of `editions` for `files`; None where there is nothing to compare. `asked` was wanted by a person."""
    wanted = asked.release_mbid if asked else ""
    unique = {edition.release_mbid: edition for edition in editions if edition.track_count}
    if not files or not unique:
        return None
    matches = [match_edition(files, edition, asked=mbid == wanted) for mbid, edition in unique.items()]
    matches.sort(key=lambda match: match.distance - (ASKED_BONUS if match.asked else 0.0))
    best, *others = matches
    return Identified(best, _certainty(best, others), tuple(others))


def match_edition(files: Sequence[LocalFile], edition: EditionDetails, *, asked: bool = False) -> EditionMatch:
    """Pair the files with the edition's tracks and weigh everything that speaks for or against it."""
    places = [(medium, track) for medium in edition.media for track in medium.tracks]
    various = edition.artist_mbid == VARIOUS_ARTISTS_MBID
    costs = np.array(
        [
            [_pair_cost(file, place, index, len(edition.media), various) for index, place in enumerate(places)]
            for file in files
        ]
    ).reshape(len(files), len(places))
    pairs = tuple(
        Pairing(files[row], *places[column], float(costs[row, column]))
        for row, column in assign(costs)
        if costs[row, column] <= MOST_PAIR_COST
    )
    paired_files, paired_tracks = {id(pair.file) for pair in pairs}, {id(pair.track) for pair in pairs}
    extra = tuple(file for file in files if id(file) not in paired_files)
    missing = tuple(track for _medium, track in places if id(track) not in paired_tracks)
    reasons = tuple(_reasons(files, edition, pairs, len(extra), len(missing)))
    return EditionMatch(edition, pairs, extra, missing, _weighted((r.cost, r.weight) for r in reasons), reasons, asked)


def _pair_cost(
    file: LocalFile, place: tuple[MediumDetails, TrackDetails], index: int, media: int, various: bool
) -> float:
    medium, track = place
    evidence: list[Evidence] = []
    if file.title:
        evidence.append((name_cost(file.title, track.title), 3.0))
    if file.duration and track.length:
        evidence.append((length_cost(file.duration, track.length), 2.0))
    evidence.append(_place_evidence(file, medium, track, index, media))
    if various and file.artist and track.artist_credit:
        evidence.append((name_cost(file.artist, track.artist_credit), 1.0))
    evidence += _mbid_evidence(file, track)
    return _weighted(evidence)


def name_cost(a: str, b: str) -> float:
    """What a difference in names costs. Strangers share a third of their letters by chance, so that counts nothing."""
    return min((1 - likeness(a, b)) * STRANGERS, 1.0)


def length_cost(a: float, b: float) -> float:
    """What a difference in length costs: nothing up to three seconds, everything from half a minute on."""
    beyond = abs(a - b) - SAME_LENGTH_SECONDS
    return min(max(beyond / (OTHER_LENGTH_SECONDS - SAME_LENGTH_SECONDS), 0.0), 1.0)


def _place_evidence(file: LocalFile, medium: MediumDetails, track: TrackDetails, index: int, media: int) -> Evidence:
    if not file.number:
        return min(abs(file.order - index) / 5, 1.0), 0.7
    if file.number == index + 1 and not file.disc:
        return 0.0, 1.0  # counted through all discs
    if file.number != track.position:
        return 1.0, 1.2
    if media == 1 or file.disc == medium.position:
        return 0.0, 1.2
    return (0.3, 1.0) if not file.disc else (1.0, 1.2)


def _mbid_evidence(file: LocalFile, track: TrackDetails) -> list[Evidence]:
    found: list[Evidence] = []
    for tag, mbid in (
        ("musicbrainz_recordingid", track.recording_mbid),
        ("musicbrainz_releasetrackid", track.track_mbid),
    ):
        tagged = file.metadata.first(tag)
        if tagged and mbid:
            # Another id speaks weakly against it: one song has a recording for each mix, and tags go stale.
            found.append((0.0, 5.0) if tagged == mbid else (1.0, 0.5))
    if file.recordings and track.recording_mbid:
        # Not every recording is known there under every MBID, so a stranger's sound counts less than the same one.
        found.append((0.0, 4.0) if track.recording_mbid in file.recordings else (1.0, 1.0))
    return found


def _reasons(
    files: Sequence[LocalFile], edition: EditionDetails, pairs: Sequence[Pairing], extra: int, missing: int
) -> Iterable[Reason]:
    mean = sum(pair.cost for pair in pairs) / len(pairs) if pairs else 1.0
    yield Reason("tracks", f"{len(pairs)} of {len(files)} files fit a track", mean, 6.0)
    if missing:
        share = missing / edition.track_count
        yield Reason("missing", f"{missing} of {edition.track_count} tracks have no file", share, 2.0)
    if extra:
        yield Reason("extra", f"{extra} files belong to no track", extra / len(files), 3.0)
    album = commonest(file.metadata.first("album") for file in files)
    if album:
        yield Reason("album", f"the tags say “{album}”", name_cost(album, edition.title), 2.0)
    artist = commonest(file.metadata.text("albumartist") or file.artist for file in files)
    if artist and edition.artist_mbid != VARIOUS_ARTISTS_MBID:
        yield Reason("artist", f"the tags say “{artist}”", name_cost(artist, edition.artist_credit), 2.0)
    heard = [pair for pair in pairs if pair.file.recordings]
    if heard:
        same = sum(pair.track.recording_mbid in pair.file.recordings for pair in heard)
        yield Reason("acoustid", f"{same} of {len(heard)} files sound like their track", 1 - same / len(heard), 2.0)
    yield from _edition_reasons(files, edition)


def _edition_reasons(files: Sequence[LocalFile], edition: EditionDetails) -> Iterable[Reason]:
    """What tells editions of one album apart."""
    tagged = commonest(file.metadata.first("musicbrainz_albumid") for file in files)
    if tagged:
        same = tagged == edition.release_mbid
        yield Reason(
            "mbid",
            "the tags name this release" if same else "the tags name another release",
            0.0 if same else 1.0,
            4.0 if same else 0.6,
        )
    for name, value, weight in (
        ("barcode", edition.barcode, 1.0),
        ("catalognumber", edition.catalog_number, 1.0),
        ("label", edition.label, 0.4),
        ("releasecountry", edition.country, 0.3),
    ):
        said = commonest(file.metadata.first(name) for file in files)
        if said and value:
            yield Reason(name, f"the tags say “{said}”", name_cost(said, value), weight)
    if not any(medium.format for medium in edition.media):
        # Such releases are often drafts of others that are told in full.
        yield Reason("media", "the release does not say what it came on", 1.0, 0.2)
    year = commonest(file.metadata.first("date")[:4] for file in files)
    years = {edition.edition_date[:4], edition.date[:4], str(edition.year or "")} - {""}
    if year and years:
        cost = 0.0 if year == edition.edition_date[:4] else 0.3 if year in years else 1.0
        yield Reason("year", f"the tags say {year}", cost, 0.5)


def _weighted(evidence: Iterable[Evidence]) -> float:
    pairs = list(evidence)
    total = sum(weight for _cost, weight in pairs)
    return sum(cost * weight for cost, weight in pairs) / total if total else 1.0


def _certainty(best: EditionMatch, others: Sequence[EditionMatch]) -> Certainty:
    """How sure the best one is. Missing tracks say nothing against it: a person may want one song alone."""
    distance = _weighted((reason.cost, reason.weight) for reason in best.reasons if reason.check != "missing")
    if not best.pairs or distance > LIKELY_BELOW or _are_strangers(best.pairs):
        return Certainty.UNCONFIRMED
    clear = best.asked or not others or others[0].distance - best.distance >= CLEAR_MARGIN
    if distance <= SURE_BELOW and not best.extra and clear:
        return Certainty.SURE
    return Certainty.LIKELY


def _are_strangers(pairs: Sequence[Pairing]) -> bool:
    """Whether the files have titles, and mostly others than the tracks: numbers and lengths can agree by chance."""
    costs = [name_cost(pair.file.title, pair.track.title) for pair in pairs if pair.file.title]
    return bool(costs) and sum(costs) / len(costs) > MOST_NAME_COST
