"""The picture of a whole track's spectrum: time to the right, frequency upwards, loudness as warmth."""

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from apps.library.filing import write_whole

MOST_COLUMNS = 1024
ROWS = 256
DARKEST_DB, BRIGHTEST_DB = 0.0, 100.0  # above the rounding noise of one line
PALETTE_STOPS = (
    (0.0, "#0f0c09"),
    (0.25, "#3a1c10"),
    (0.5, "#8a3d12"),
    (0.72, "#e08a1e"),
    (0.88, "#f6c766"),
    (1.0, "#fffaf0"),
)

Power = NDArray[np.float32]


@dataclass(slots=True)
class Spectrogram:
    """Gathers power spectra into at most 1024 columns of 256 bands, however long the file is."""

    _columns: list[Power] = field(default_factory=list)
    _open: list[Power] = field(default_factory=list)
    _frames_a_column: int = 1

    def add(self, power: Power) -> None:
        """The next frames' power, of shape (frames, lines); lines beyond a multiple of 256 are left out."""
        width = power.shape[1] // ROWS
        bands = power[:, : width * ROWS].reshape(len(power), ROWS, width).mean(axis=2)
        for frame in bands:
            self._open.append(frame)
            if len(self._open) == self._frames_a_column:
                self._columns.append(np.mean(self._open, axis=0))
                self._open = []
        if len(self._columns) >= 2 * MOST_COLUMNS:
            pairs = np.stack(self._columns[: 2 * MOST_COLUMNS]).reshape(MOST_COLUMNS, 2, ROWS).mean(axis=1)
            self._columns = [*pairs, *self._columns[2 * MOST_COLUMNS :]]
            self._frames_a_column *= 2

    def picture(self, noise: float) -> Image.Image | None:
        """The picture; `noise` is the power that rounding leaves in one line. None where nothing was heard."""
        if not self._columns:
            return None
        power = np.stack(self._columns, axis=1)[::-1]
        if power.shape[1] > MOST_COLUMNS:
            power = power[:, : power.shape[1] // 2 * 2].reshape(ROWS, -1, 2).mean(axis=2)
        level = 10 * np.log10(power / noise + 1e-12)
        shade = np.clip((level - DARKEST_DB) / (BRIGHTEST_DB - DARKEST_DB), 0, 1)
        image = Image.fromarray(np.rint(shade * 255).astype(np.uint8), mode="P")
        image.putpalette(palette())
        return image

    def save(self, path: Path, noise: float) -> bool:
        """Write the picture as PNG, whole or not at all; False where there is none. Raises OSError."""
        image = self.picture(noise)
        if image is None:
            return False
        write_whole(path, _png(image))
        return True


def palette() -> list[int]:
    """256 colours from warm black over saffron to paper, as R, G, B, R, G, B …"""
    places = [place for place, _colour in PALETTE_STOPS]
    parts = np.array([[int(colour[at : at + 2], 16) for at in (1, 3, 5)] for _place, colour in PALETTE_STOPS])
    steps = np.linspace(0, 1, 256)
    channels = [np.interp(steps, places, parts[:, channel]) for channel in range(3)]
    return [int(value) for value in np.rint(np.stack(channels, axis=1)).reshape(-1)]


def _png(image: Image.Image) -> bytes:
    from io import BytesIO

    out = BytesIO()
    image.save(out, "PNG", optimize=False, compress_level=6)
    return out.getvalue()
