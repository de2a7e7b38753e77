"""The languages that requests are read in, one module each. A new one is a new module and a line here."""

from apps.search.understand.languages import (
    arabic,
    chinese,
    dutch,
    english,
    french,
    german,
    international,
    italian,
    japanese,
    korean,
    polish,
    portuguese,
    russian,
    spanish,
    swedish,
    turkish,
)
from apps.search.understand.languages.language import Language, Role

INTERNATIONAL = international.LANGUAGE
LANGUAGES: tuple[Language, ...] = tuple(
    module.LANGUAGE
    for module in (
        english, german, french, spanish, portuguese, italian, russian, japanese, chinese, korean, swedish,
        dutch, polish, turkish, arabic,
    )
)  # fmt: skip

__all__ = ["INTERNATIONAL", "LANGUAGES", "Language", "Role"]
