"""Words of names as search engines see them: no case, no accents, Chinese and Japanese letter by letter."""

import re
import unicodedata

LETTER_BY_LETTER = "[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]"
WORD = re.compile(rf"{LETTER_BY_LETTER}|[^\W_]+?(?={LETTER_BY_LETTER}|[\W_]|$)")
NO_DECOMPOSITION = str.maketrans(
    {"þ": "th", "ð": "d", "ø": "o", "æ": "ae", "œ": "oe", "ß": "ss", "ł": "l", "đ": "d", "ё": "е"}
)


def words(text: str) -> list[str]:
    folded = unicodedata.normalize("NFKD", text.casefold().replace("'", "").replace("’", ""))
    plain = "".join(letter for letter in folded if not unicodedata.combining(letter))
    return WORD.findall(unicodedata.normalize("NFC", plain).translate(NO_DECOMPOSITION))
