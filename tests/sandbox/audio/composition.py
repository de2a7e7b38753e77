"""What an ensemble plays: chords, a melody, a bass line and drums, drawn from a seed, mixed in stereo.

The same seed at another sample rate is the same performance, so that a 24/96 copy and a 16/44.1 copy agree.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tests.sandbox.audio import instruments
from tests.sandbox.audio.instruments import Samples

Stereo = npt.NDArray[np.float32]  # (2, samples)
Voice = Callable[[float, float, int, np.random.Generator], Samples]

SCALES = {"major": (0, 2, 4, 5, 7, 9, 11), "minor": (0, 2, 3, 5, 7, 8, 10), "dorian": (0, 2, 3, 5, 7, 9, 10)}
PROGRESSIONS = (
    (0, 5, 3, 4),
    (0, 3, 4, 3),
    (5, 3, 0, 4),
    (0, 4, 5, 3),
    (1, 4, 0, 0),
    (0, 2, 3, 4),
    (5, 4, 3, 4),
)


@dataclass(frozen=True)
class Ensemble:
    tempo: tuple[int, int]
    scales: tuple[str, ...]
    chords: Voice | None
    melody: Voice
    low: Voice
    steps: int  # melody notes a bar
    rest: float  # the chance that a melody step stays silent
    drums: dict[str, str]  # instrument → sixteen steps, x is a stroke
    echo: float


DRUMS: dict[str, Callable[[int, np.random.Generator], Samples]] = {
    "kick": instruments.kick,
    "snare": instruments.snare,
    "hat": instruments.hat,
    "open": lambda rate, rng: instruments.hat(rate, rng, open=True),
    "ride": instruments.ride,
    "brush": instruments.brush,
}
I = instruments  # noqa: E741  (the table below is read as a table)
ENSEMBLES = {
    "folk": Ensemble((84, 104), ("major", "dorian"), I.pad, I.pluck, I.bass, 8, 0.2,
                     {"brush": "....x.......x...", "hat": "..x...x...x...x."}, 0.18),
    "pop": Ensemble((96, 118), ("major",), I.keys, I.pluck, I.bass, 8, 0.3,
                    {"kick": "x.....x.x.......", "snare": "....x.......x...", "hat": "x.x.x.x.x.x.x.xx"}, 0.2),
    "postrock": Ensemble((68, 84), ("minor", "major"), I.pad, I.lead, I.bass, 8, 0.15,
                         {"kick": "x.........x.....", "snare": "........x.......", "ride": "x...x...x...x..."}, 0.42),
    "electronic": Ensemble((104, 122), ("minor", "dorian"), I.pad, I.lead, I.bass, 16, 0.35,
                           {"kick": "x...x...x...x...", "open": "..x...x...x...x.", "snare": "....x.......x..x"}, 0.35),
    "jazz": Ensemble((112, 138), ("dorian", "minor"), I.keys, I.lead, I.bass, 6, 0.3,
                     {"ride": "x...x.x.x...x.x.", "brush": "....x.......x...", "kick": "x..............."}, 0.12),
    "chamber": Ensemble((58, 70), ("minor", "dorian"), I.bowed, I.pluck, I.bowed, 4, 0.25,
                        {"brush": "x..............."}, 0.45),
    "solo": Ensemble((60, 76), ("minor", "major"), None, I.bowed, I.bowed, 6, 0.05, {}, 0.3),
}  # fmt: skip


def compose(ensemble: str, seed: int, seconds: float, rate: int) -> Stereo:
    """A song of exactly `round(seconds * rate)` samples, peak at -1 dBFS, with energy up to the Nyquist frequency."""
    return _Player(ENSEMBLES[ensemble], seed, seconds, rate).play()


class _Player:
    def __init__(self, ensemble: Ensemble, seed: int, seconds: float, rate: int) -> None:
        self.ensemble, self.rate, self.seconds = ensemble, rate, seconds
        self.score = np.random.default_rng(seed)  # what is played: must not depend on the sample rate
        self.sound = np.random.default_rng([seed, rate])  # noise: may
        self.mix = np.zeros((2, round(seconds * rate)), np.float32)
        self.notes: dict[tuple[Voice, int, float], Samples] = {}
        self.beat = 60 / int(self.score.integers(*ensemble.tempo))
        self.root = int(self.score.integers(45, 57))
        self.scale = SCALES[str(self.score.choice(ensemble.scales))]
        self.progression = PROGRESSIONS[int(self.score.integers(len(PROGRESSIONS)))]

    def play(self) -> Stereo:
        bar = 4 * self.beat
        strokes = {name: DRUMS[name](self.rate, self.sound) for name in self.ensemble.drums}
        degree = 7
        for index in range(int(np.ceil(self.seconds / bar))):
            start, chord = index * bar, self.progression[index % len(self.progression)]
            self.harmony(start, bar, chord)
            degree = self.melody(start, bar, chord, degree)
            if index >= 1 or self.seconds < 4 * bar:
                self.drums(start, bar, strokes)
        return self.master()

    def note(self, degree: int) -> int:
        return self.root + 12 * (degree // 7) + self.scale[degree % 7]

    def add(self, at: float, wave: Samples, gain: float, pan: float) -> None:
        """Adds at `at` seconds; `pan` from -1 (left) to 1 (right)."""
        first = round(at * self.rate)
        part = wave[: max(0, self.mix.shape[1] - first)]
        if len(part):
            self.mix[0, first : first + len(part)] += part * np.float32(gain * (1 - max(0.0, pan)))
            self.mix[1, first : first + len(part)] += part * np.float32(gain * (1 + min(0.0, pan)))

    def voice(self, voice: Voice, midi: int, seconds: float) -> Samples:
        key = (voice, midi, round(seconds, 3))
        if key not in self.notes:
            self.notes[key] = voice(midi, seconds, self.rate, self.sound)
        return self.notes[key]

    def harmony(self, start: float, bar: float, chord: int) -> None:
        self.add(start, self.voice(self.ensemble.low, self.note(chord) - 12, bar / 2), 0.34, 0.0)
        self.add(start + bar / 2, self.voice(self.ensemble.low, self.note(chord + 4) - 24, bar / 2), 0.28, 0.0)
        if self.ensemble.chords:
            for third, pan in zip((0, 2, 4), (-0.6, 0.6, 0.1), strict=True):
                self.add(
                    start,
                    self.voice(self.ensemble.chords, self.note(chord + third) + 12, bar * 1.05),
                    0.15,
                    pan,
                )

    def melody(self, start: float, bar: float, chord: int, degree: int) -> int:
        """A walk over the scale that comes back to the chord; gives the degree it ends on."""
        step = bar / self.ensemble.steps
        for position in range(self.ensemble.steps):
            move, silent = int(self.score.integers(-2, 3)), self.score.random() < self.ensemble.rest
            degree = min(15, max(5, chord + 7 + 2 * int(self.score.integers(0, 3)) if position == 0 else degree + move))
            if not silent:
                length = step * (2 if self.ensemble.melody is not I.bowed else 1)
                wave = self.voice(self.ensemble.melody, self.note(degree) + 12, length)
                self.add(start + position * step, wave, 0.26, 0.35 if position % 2 else -0.35)
        return degree

    def drums(self, start: float, bar: float, strokes: dict[str, Samples]) -> None:
        for name, pattern in self.ensemble.drums.items():
            pan = {"hat": 0.3, "open": -0.3, "ride": 0.4, "brush": -0.2}.get(name, 0.0)
            for position, step in enumerate(pattern):
                if step == "x":
                    self.add(start + position * bar / 16, strokes[name], 0.4 - 0.08 * (position % 4 > 0), pan)

    def master(self) -> Stereo:
        mix, count = self.mix, self.mix.shape[1]
        for beats, cross in ((0.75, 1), (1.5, -1)):
            delay = round(beats * self.beat * self.rate)
            if delay < count:
                mix[:, delay:] += mix[::cross, :-delay] * np.float32(self.ensemble.echo / (1 + beats / 2))
        mix += self.sound.standard_normal(mix.shape, dtype=np.float32) * np.float32(2e-4)  # the room
        edge = min(count // 2, round(0.02 * self.rate))
        tail = min(count // 2, round(1.2 * self.rate))
        mix[:, :edge] *= np.linspace(0, 1, edge, dtype=np.float32)
        mix[:, count - tail :] *= np.linspace(1, 0, tail, dtype=np.float32)
        np.tanh(mix, out=mix)
        mix *= np.float32(0.891 / max(1e-9, float(np.abs(mix).max())))
        return mix
