"""Which copies may be taken while nobody looks."""

from dataclasses import replace

import pytest

from apps.search.domain import FormatPreference
from apps.search.ranking.domain import Facts, Fit
from apps.wanted.judging import judge

GOOD = Facts(
    id="1",
    title="Nine Harbours - Still Water [FLAC]",
    format="FLAC",
    size=250_000_000,
    seconds=2400,
    seeders=4,
    sources=("a", "b"),
    fit=Fit(matched=9, total=9, audio_size=249_000_000),
)


def judged(facts: Facts, *, match: float = 0.95, trust: float = 70, preference: str = "any") -> tuple[bool, bool, str]:
    found = judge(facts, match=match, trust=trust, preference=FormatPreference(preference))
    return found.is_good, found.is_certain, found.why


def test_a_whole_plausible_seeded_copy_is_taken() -> None:
    good, certain, why = judged(GOOD)
    assert good and certain
    assert "9 tracks" in why and "4 seeders" in why


def test_what_nobody_looked_into_is_good_but_not_certain() -> None:
    assert judged(replace(GOOD, fit=None))[:2] == (True, False)
    assert judged(replace(GOOD, fit=Fit(matched=0, total=0)))[:2] == (True, False)


@pytest.mark.parametrize(
    ("facts", "word"),
    [
        (replace(GOOD, is_music=False), "no music"),
        (replace(GOOD, is_video=True), "no music"),
        (replace(GOOD, trouble="Its audio is damaged."), "failed before"),
        (replace(GOOD, fit=replace(GOOD.fit or Fit(0, 0), danger="A program is inside.")), "program"),
        (replace(GOOD, fit=Fit(matched=8, total=9, audio_size=240_000_000)), "8 of 9"),
        (replace(GOOD, fit=Fit(matched=9, total=9, extra=90)), "much more"),
        (replace(GOOD, is_discography=True), "much more"),
        (replace(GOOD, size=20_000_000, fit=None), "size"),
        (replace(GOOD, seeders=0), "nobody seeds"),
        (replace(GOOD, seeders=None), "nobody seeds"),
        (replace(GOOD, seeders=9, seeders_counted=0), "nobody seeds"),
    ],
)
def test_what_speaks_against_a_copy_is_named(facts: Facts, word: str) -> None:
    good, _certain, why = judged(facts)
    assert not good
    assert word in why


def test_it_must_be_that_album_trusted_and_in_the_format_wished() -> None:
    assert not judged(GOOD, match=0.6)[0]
    assert not judged(GOOD, trust=40)[0]
    assert judged(GOOD, preference="lossless")[0]
    assert not judged(GOOD, preference="hires")[0]
    assert not judged(GOOD, preference="mp3")[0]
    assert judged(replace(GOOD, seeders=None, is_web_seeded=True))[0]
