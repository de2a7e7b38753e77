"""Telling lossless audio from what was once lossy: found and false alarms over a set that is made offline.

`make bench` uses a part of the set; `python -m bench.trust --full --folder F` all of it, and prints the tables of
`docs/trust-measured.md`.
"""

import argparse
import json
import multiprocessing
import os
import random
import tempfile
import time
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from apps.library.trust.codec_traces import CERTAIN_Z, DOUBTFUL_Z, Read, find_trace
from apps.library.trust.decoding import BLOCK_SAMPLES
from apps.library.trust.examination import examine
from apps.library.trust.excerpts import ExcerptKeeper
from bench.trust_codecs import AFTERWARDS, HIGH, LOW, TRIPS, through
from bench.trust_sounds import MASTERS, RATE, SOUND_FONTS, Sound, midi_files, missing, render, resampled, to_16_bits
from tests.library.sounds import write

KEPT = "outcomes.jsonl"
THRESHOLDS = (4.5, 5, 5.5, 6, 7, 8, 10, 12, 16)
GENUINE, LOOKS_SUSPICIOUS, OTHER_RATES = "genuine", "genuine, looks suspicious", "genuine, other rates"
CHANGED = "changed afterwards"
HALVES = ("even pieces, on which thresholds are chosen", "odd pieces, held out")


@dataclass(frozen=True)
class Case:
    """One clip and what is done to it: nothing, a master, a rate, a trip through a codec, or more after a trip."""

    group: str
    name: str
    clip: str
    number: int


@dataclass(frozen=True)
class Outcome:
    """A case's strongest trace."""

    group: str
    name: str
    clip: str
    codec: str
    z: float
    seconds: float


def run() -> dict[str, object]:
    """Found and false alarms, %, on a part of the set; examination speed on one core."""
    with tempfile.TemporaryDirectory(prefix="trusttune-bench-trust-") as folder:
        return measure(Path(folder), full=False)


def measure(folder: Path, full: bool, processes: int | None = None) -> dict[str, object]:
    """The figures by group, the false alarms by threshold, and the speed.

    Clips and outcomes are kept in `folder`: a long run that was interrupted goes on.
    """
    if absent := missing():
        return {"skipped": absent}
    # Processes that are started anew read this before numpy does; each has one core.
    os.environ |= {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    with multiprocessing.get_context("spawn").Pool(processes or os.cpu_count()) as pool:
        pieces = list(enumerate(midi_files()))[: None if full else 24]
        clips = sorted(c for of in pool.imap_unordered(_clips, [(n, m, folder) for n, m in pieces]) for c in of)
        cases = _cases(clips, full)
        kept = _kept(folder)
        waiting = [case for case in cases if (case.group, case.name, case.clip) not in kept]
        with (folder / KEPT).open("a") as lines:
            for outcome in pool.imap_unordered(_outcome, waiting):
                lines.write(json.dumps(asdict(outcome)) + "\n")
                lines.flush()
                kept[outcome.group, outcome.name, outcome.clip] = outcome
    outcomes = [kept[case.group, case.name, case.clip] for case in cases]
    return {**figures(outcomes), "clips rendered": len(clips), "speed": _speed(clips[:24], folder)}


def _kept(folder: Path) -> dict[tuple[str, str, str], Outcome]:
    path = folder / KEPT
    rows = path.read_text().splitlines() if path.exists() else []
    return {(o.group, o.name, o.clip): o for o in (Outcome(**json.loads(row)) for row in rows)}


def _clips(piece: tuple[int, bytes, Path]) -> list[str]:
    """The paths of the piece's clips, rendered unless they were before."""
    number, midi, folder = piece
    done = folder / f"{number:03}.done"
    if not done.exists():
        for part, clip in enumerate(render(midi, folder / f"{number:03}.mid", SOUND_FONTS[number % 2])):
            np.save(folder / f"{number:03}-{part}.npy", clip.astype(np.int16))
        done.touch()
    return [str(path) for path in sorted(folder.glob(f"{number:03}-*.npy"))]


def _cases(clips: Sequence[str], full: bool) -> list[Case]:
    """Every clip as it is, and each way of treating sound on clips of its own choice, so that few clips share both.

    The order is mixed: a part of the run is a fair sample of the whole.
    """
    thinner = 1 if full else 4
    cases = [Case(GENUINE, "as rendered", clip, n) for n, clip in enumerate(clips[:: 1 if full else 2])]
    cases += _spread(clips[::thinner], LOOKS_SUSPICIOUS, tuple(MASTERS))
    cases += _spread(clips[:: 4 * thinner], OTHER_RATES, ("48 kHz", "96 kHz"))
    cases += _spread(clips, "", tuple(TRIPS), rounds=2 if full else 1)
    cases += _spread(clips[:: 2 * thinner], CHANGED, tuple(AFTERWARDS))
    random.Random(1).shuffle(cases)
    return cases


def _spread(clips: Sequence[str], group: str, names: Sequence[str], rounds: int = 1) -> list[Case]:
    """Each clip with `rounds` of the names, each name as often as any other."""
    mixed = random.Random(group).sample(clips, len(clips))
    chosen = [
        (number, clip, names[(number + turn * (len(names) // rounds)) % len(names)])
        for turn in range(rounds)
        for number, clip in enumerate(mixed)
    ]
    return [Case(group or TRIPS[name].group, name, clip, number) for number, clip, name in chosen]


def _outcome(case: Case) -> Outcome:
    started = time.process_time()
    sound = np.load(case.clip).astype(np.float32)
    with tempfile.TemporaryDirectory(prefix="trusttune-bench-trust-") as folder:
        made, rate = _made(case, sound, Path(folder))
    trace = find_trace(_reader(made, rate), rate)
    codec, z = (trace.codec, trace.z) if trace else ("", 0.0)
    return Outcome(case.group, case.name, case.clip, codec, z, time.process_time() - started)


def _made(case: Case, sound: Sound, folder: Path) -> tuple[Sound, int]:
    if case.group == GENUINE:
        return sound, RATE
    if case.group == LOOKS_SUSPICIOUS:
        return to_16_bits(MASTERS[case.name](sound), case.number), RATE
    if case.group == OTHER_RATES:
        rate = int(case.name.split()[0]) * 1000
        return to_16_bits(resampled(sound, RATE, rate), case.number), rate
    if case.name in TRIPS:
        return through(TRIPS[case.name], sound, folder), TRIPS[case.name].rate
    trip, change, rate = AFTERWARDS[case.name]
    return np.asarray(change(through(TRIPS[trip], sound, folder), TRIPS[trip].rate), np.float32), rate


def _reader(sound: Sound, rate: int) -> Read:
    keeper = ExcerptKeeper(sound.shape[1], rate)
    for start in range(0, sound.shape[1], BLOCK_SAMPLES):
        keeper.add(sound[:, start : start + BLOCK_SAMPLES].astype(np.int32))
    return keeper.read


def figures(outcomes: Iterable[Outcome]) -> dict[str, object]:
    """By group, by threshold, and the extremes between which a threshold must lie."""
    outcomes = list(outcomes)
    genuine = [o for o in outcomes if o.group in (GENUINE, LOOKS_SUSPICIOUS, OTHER_RATES)]
    found = [o for o in outcomes if o.group in (LOW, HIGH)]
    groups = dict.fromkeys(o.group for o in outcomes)
    return {
        "cases": len(outcomes),
        "named by the right codec, %": _share([o.codec == TRIPS[o.name].codec for o in found if o.z >= CERTAIN_Z]),
        "highest z of a genuine clip": round(max(o.z for o in genuine), 1),
        "lowest z at 128–192 kbit/s": round(min(o.z for o in found if o.group == LOW), 1),
        **{group: _rows([o for o in outcomes if o.group == group]) for group in groups},
        **{
            f"ROC, {name}": {f"z ≥ {at}": _roc_row([o for o in outcomes if _half(o) == half], at) for at in THRESHOLDS}
            for half, name in enumerate(HALVES)
        },
    }


def _half(outcome: Outcome) -> int:
    """0 or 1: whether the clip's piece has an even number or an odd one, which decides its instruments too."""
    return int(Path(outcome.clip).stem.split("-")[0]) % 2


def _rows(outcomes: Sequence[Outcome]) -> dict[str, object]:
    names = dict.fromkeys(o.name for o in outcomes)
    return {name: _row([o for o in outcomes if o.name == name]) for name in names}


def _row(outcomes: Sequence[Outcome]) -> str:
    certain = [o.z >= CERTAIN_Z for o in outcomes]
    doubtful = [DOUBTFUL_Z <= o.z < CERTAIN_Z for o in outcomes]
    zs = sorted(o.z for o in outcomes)
    return (
        f"{sum(certain)} of {len(outcomes)} certain, {sum(doubtful)} unknown; "
        f"z lowest {zs[0]:.1f}, median {zs[len(zs) // 2]:.1f}, highest {zs[-1]:.1f}"
    )


def _roc_row(outcomes: Sequence[Outcome], threshold: float) -> dict[str, object]:
    row: dict[str, object] = {}
    for group in dict.fromkeys(o.group for o in outcomes):
        marked = [o.z >= threshold for o in outcomes if o.group == group]
        row[group] = f"{sum(marked)} of {len(marked)} ({_share(marked)} %)"
    return row


def _share(marks: Sequence[bool]) -> float:
    return round(100 * sum(marks) / max(len(marks), 1), 1)


def _speed(clips: Sequence[str], folder: Path) -> dict[str, object]:
    """A whole examination of a 4-minute FLAC file, decoding included, in seconds of one core's time."""
    sound = np.concatenate([np.load(clip) for clip in clips], axis=1).astype(np.float32) / np.float32(32768)
    track = write(folder / "track.flac", sound)
    examine(track)
    times = []
    for _ in range(3):
        started = time.process_time()
        examine(track, folder / "picture.png")
        times.append(time.process_time() - started)
    length = sound.shape[1] / RATE
    return {
        "track, s": round(length),
        "examination, s": round(min(times), 2),
        "× real time": round(length / min(times)),
    }


def main() -> None:
    """Print the figures of the whole set, or of a part; `--folder` keeps what was made there."""
    from bench.__main__ import print_table

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--full", action="store_true")
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--processes", type=int, help="one a core where not given")
    given = parser.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    print_table(measure(given.folder, full=given.full, processes=given.processes))


if __name__ == "__main__":
    main()
