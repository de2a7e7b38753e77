"""Who made a release: the group's name."""

import re

from apps.search.titles.kind_words import VIDEO_WORDS, WEAK_VIDEO_WORDS
from apps.search.titles.tag_words import TAG_WORDS
from apps.search.titles.word_sets import word_set

_POSTING_WORDS = word_set(
    """
    obfuscated obfuscation scrambled xpost postbot repackpost altezachen whiterev gerov nzbgeek chamele0n buymore
    asrequested rakuv rakuvfinhel pre sample rp 1
    """
)
"""What posting tools add behind the group."""

_LANGUAGES = word_set("english german french spanish italian dutch subs")
_HYPHENED_TAGS = word_set("dl hd ma rip r ray d scr x 264 265 bit ii iii 1 2 3")
"""Ends of tags that have a hyphen of their own: no group stands behind it."""

_TRAILING_BRACKETS = re.compile(r"\s*(?:\[[^\[\]]*\]|\([^()]*\)|\{[^{}]*\})\s*$")
_DECORATION = re.compile(r"[\s-]*=\{[^{}]*\}=-$")
_BEHIND_GROUP = re.compile(r"\s*[\[({].*$")
_NO_GROUP = re.compile(r"[\s()\[\]{}]")
_LEADING = re.compile(r"\[\s*([^\[\]]{2,40}?)\s*\]\s?[-_]?\s?\S")
_LAST_WORD = re.compile(r"[^\s()\[\]{}]+$")
_WORD = re.compile(r"\w+")


def without_postings(text: str) -> str:
    """A title without what posting tools and lists add behind it ("-Obfuscated", " English")."""
    if text[-2:] == "=-":
        text = _DECORATION.sub("", text)
    while True:
        head, hyphen, tail = text.rpartition("-")
        if not hyphen:
            return text
        if tail.lower() in _POSTING_WORDS:
            text = head
        elif " " in tail and tail.rpartition(" ")[2].lower() in _LANGUAGES:
            text = text.rpartition(" ")[0]
        else:
            return text


def plain_group(group: str) -> str:
    """A group's name without the mark for its own releases ("SUT_INT")."""
    group = _BEHIND_GROUP.sub("", group.strip(" -_[](){}"))
    if group[-3:].lower() == "int" and group[-4:-3] in ("_", " "):
        return group[:-4]
    return group


def last_hyphened(text: str) -> str:
    """What stands behind the last hyphen, in lower case, without looking whether it is a group."""
    return text.rpartition("-")[2].strip(" [](){}").lower()


def video_group(text: str) -> str | None:
    """A film's or broadcast's group: behind the last hyphen, last in the brackets of its tags, or in front."""
    text = without_postings(text)
    bare = text
    for _ in range(3):
        group = _behind_hyphen(bare)
        # In front of brackets a spaced dash parts the episode, where the group stands in front.
        if group is not None and (bare is text or text[0] != "[" or not bare.rpartition("-")[0].endswith(" ")):
            return group
        bracket = _TRAILING_BRACKETS.search(bare) if bare[-1:] in ")]}" else None
        if bracket is None:
            break
        if (group := _last_in_tags(bracket[0])) is not None:
            return group
        bare = bare[: bracket.start()]
    leading = _LEADING.match(text)
    if leading is not None and "." not in leading[1]:
        return leading[1]
    return _last_in_square_brackets(text)


def _behind_hyphen(text: str) -> str | None:
    before, hyphen, group = text.rpartition("-")
    group = group.strip()
    if not hyphen or not group or group.isdecimal() or _NO_GROUP.search(group) or group.lower() in _HYPHENED_TAGS:
        return None
    # A group's own hyphen stands behind a single letter: "D-Z0N3".
    head, hyphen, letter = before.rpartition("-")
    return f"{letter}-{group}" if hyphen and head and len(letter) == 1 and letter.isalpha() else group


def _last_in_tags(bracket: str) -> str | None:
    """The last word of brackets that hold video tags, unless it is one of them."""
    inner = bracket.strip(" ()[]{}")
    if "," in inner or VIDEO_WORDS.isdisjoint(_WORD.findall(inner.lower())):
        return None
    last = _LAST_WORD.search(inner)
    if last is None:
        return None
    word = last[0]
    if not VIDEO_WORDS.isdisjoint(_WORD.findall(word.lower())):
        word = word.rpartition("-")[2]
    return None if _is_tag(word) else word.lstrip("-") or None


def _last_in_square_brackets(text: str) -> str | None:
    if text[-1:] != "]":
        return None
    inner = text[text.rfind("[") + 1 : -1].strip()
    return None if not 2 <= len(inner) <= 20 or " " in inner or _is_tag(inner) else inner


def _is_tag(word: str) -> bool:
    word = word.lower()
    return word in VIDEO_WORDS or word in WEAK_VIDEO_WORDS or word in TAG_WORDS or word.replace(".", "").isdecimal()
