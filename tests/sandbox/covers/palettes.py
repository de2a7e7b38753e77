"""Colours of the covers: `ground` runs from top to bottom, `inks` go on it, `type` is for the lettering."""

from dataclasses import dataclass

Colour = tuple[int, int, int]


@dataclass(frozen=True)
class Palette:
    ground: tuple[Colour, Colour]
    inks: tuple[Colour, ...]
    type: Colour


def _rgb(text: str) -> Colour:
    return int(text[0:2], 16), int(text[2:4], 16), int(text[4:6], 16)


def _palette(ground: str, inks: str, type: str) -> Palette:
    top, bottom = (_rgb(one) for one in ground.split())
    return Palette((top, bottom), tuple(_rgb(one) for one in inks.split()), _rgb(type))


PALETTES = {
    "harbour": _palette("0f2a3a 1f4f5f", "2e6f7e 4d98a0 8cc4bd e6d9b8 e9a25b", "f2e8d0"),
    "dusk": _palette("2b1e3d 8a4a5b", "f6c177 eb8f5e d9607a 9b4f86 ffe3b0", "fff0d8"),
    "saffron": _palette("f9b233 f26b3a", "fff3d6 ffd77a e2433a 7a2340 2c1a3a", "2c1a2e"),
    "ink": _palette("11141a 1b2129", "f1efe8 cfd4d6 9aa5ad 5c6a75 2b343d", "f1efe8"),
    "slate": _palette("cdd3d4 8f9ea4", "6f8188 526770 3b5059 273b45 16262f", "16262f"),
    "moss": _palette("e9e4d0 cdd0ad", "8a9a5b 5f7443 3c5233 24382a c9733f", "24382a"),
    "neon": _palette("12061f 3a0f4a", "ff3d81 ff8a5c 29e0d6 7b4dff fff06b", "ffe9f5"),
    "lagoon": _palette("052f3b 0b6e6e", "13a89e 7fe0c2 f3f7d4 ffb86b 0a4a57", "eafbf0"),
    "midnight": _palette("070b1f 1b2550", "f7d794 f19066 778beb 546de5 cfd8ff", "e8ecff"),
    "rowan": _palette("f3e9dc dcc4a8", "b3261e d9573f f0a35e 5b1a18 2f3e46", "3a1412"),
    "frost": _palette("dfe9f0 a9c3d6", "ffffff eef5fa 7fa3bd 476b87 1f3b52", "1f3b52"),
    "plum": _palette("1d0f2b 5a2150", "ff9eb5 ffd3a5 c86fc9 7c4dcc ffe6c9", "ffe6ef"),
    "azulejo": _palette("f6f3ea e6e3d6", "1f4e9c 3c78c8 89b4e3 f0c64a 16305e", "16305e"),
    "ember": _palette("140b0b 3b1410", "ff6a2b ffb454 d93a2b 7d1d1a fff0d0", "ffe7c9"),
    "parchment": _palette("f0e6d2 d9c6a0", "8c5a2b b98b4f 5b3a1e 2f2116 a33b2a", "2f2116"),
    "wine": _palette("3a0d1c 6b1d33", "d98a7a f1c8a5 a8364d 2a0713 f7e7d3", "f7e7d3"),
    "aurora": _palette("04101c 0d2b3a", "3ef0b2 6ad7ff b18cff e9fff6 1d6f6a", "e9fff6"),
    "bluenote": _palette("f2ead8 e8dcc0", "0f4c81 e4572e 17bebb 1b1b1e ffc914", "1b1b1e"),
    "cobalt": _palette("081a4a 123a9c", "f5efe0 ffd166 3f7cff 0a1030 ef476f", "f5efe0"),
    "psalm": _palette("1a1030 4b1d6b", "ffcf56 ff7eb6 7ee8fa f9f5ff 2a1650", "fff6d8"),
    "bleu": _palette("16305e 5b86c9", "f8efe6 f4c9b8 9bb8e8 2a4a8a e88873", "f8efe6"),
}
