"""Swarm, trust, fit and signals: whether a copy will arrive, and whether to believe it."""

import math
from dataclasses import replace

from apps.search.ranking.domain import Facts, Line, Wish
from apps.search.ranking.plausibility import bytes_a_second, implausible, liar, oversized, unbelieved_claim

NEUTRAL = 50.0


def believed_seeders(copy: Facts) -> int | None:
    """The seeders that count: what the trackers told, else of claims that contradict each other the second highest."""
    if copy.seeders_counted is not None:
        return copy.seeders_counted
    if liar(copy.seeders_claimed):
        return sorted(copy.seeders_claimed, reverse=True)[1]
    return copy.seeders


def swarm_value(seeders: int | None, *, web_seeded: bool = False) -> float:
    """0 to 100: one seeder is 30, ten are 65, a hundred 100. A web seed is as good as five."""
    if seeders is None:
        return 68.0 if web_seeded else 40.0
    counted = seeders + (5 if web_seeded else 0)
    return 0.0 if counted <= 0 else min(100.0, 30.0 + 35.0 * math.log10(counted))


def swarm_lines(copy: Facts) -> tuple[Line, ...]:
    """What the seeders give."""
    seeders = believed_seeders(copy)
    value = swarm_value(seeders, web_seeded=copy.is_web_seeded)
    if seeders is None:
        text = "it has a web seed" if copy.is_web_seeded else "nobody told how many seeders it has"
        return (Line("seeders_unknown", value, text),)
    words = f"{seeders} seeder{'' if seeders == 1 else 's'}"
    if copy.seeders_counted is not None:
        words += ", counted just now"
    return (Line("seeders", value, f"it has {words} and a web seed" if copy.is_web_seeded else f"it has {words}"),)


def trust_lines(copy: Facts) -> tuple[Line, ...]:
    """Size (30), sources (25), rip (15), age (15), where it is from (15)."""
    return (_size_line(copy), _sources_line(copy), _rip_line(copy), _age_line(copy), _place_line(copy))


def fit_lines(copy: Facts) -> tuple[Line, ...]:
    """What the files inside give; neutral while nobody looked."""
    fit = copy.fit
    if fit is None:
        return (Line("not_looked", NEUTRAL, "nobody has looked inside yet"),)
    if not fit.total:
        return (Line("no_track_list", NEUTRAL, "there is no track list to hold its files against"),)
    share = fit.matched / fit.total
    words = f"{fit.matched} of {fit.total} tracks" + (f" of {fit.named}" if fit.named else "")
    lines = [Line("tracks", 100.0 * share, f"it holds {words}")]
    if fit.extra and not copy.is_discography:
        lines.append(Line("extra", -min(20.0, 3.0 * fit.extra) * share, f"{fit.extra} files more than that"))
    return tuple(lines)


def signal_lines(copy: Facts) -> tuple[Line, ...]:
    """What others did with it, and, half and half where that is known, what they say of such copies."""
    if copy.grabs is None:
        taken = Line("no_signals", NEUTRAL, "nothing is known of what others made of it")
    else:
        points = min(100.0, 20.0 + 30.0 * math.log10(1 + copy.grabs))
        taken = Line("grabs", points, f"it was taken {copy.grabs} times")
    if copy.hearsay is None:
        return (taken,)
    said = Line("hearsay", NEUTRAL * (1 + max(-1.0, min(1.0, copy.hearsay))) / 2, copy.hearsay_words)
    return (replace(taken, points=taken.points / 2), said)


def _size_line(copy: Facts) -> Line:
    if implausible(copy):
        return Line("size_impossible", 0.0, "its size contradicts its title")
    if oversized(copy):
        return Line("size_large", 12.0, "it is larger than its title explains")
    if bytes_a_second(copy) is None:
        return Line("size_unknown", 17.0, "its size can't be held against a length")
    return Line("size_plausible", 30.0, "its size fits its title")


def _sources_line(copy: Facts) -> Line:
    claim = unbelieved_claim(copy)
    if claim is not None and copy.seeders_counted is not None:
        words = f"it is claimed to have {claim} seeders, and the trackers count {copy.seeders_counted}"
        return Line("seeders_contradict", 0.0, words)
    if claim is not None:
        return Line("seeders_contradict", 0.0, "its sources contradict each other about seeders")
    count = len(copy.sources)
    if count >= 3:
        return Line("sources", 25.0, f"{count} sources have it")
    return Line("sources", 20.0 if count == 2 else 10.0, "two sources have it" if count == 2 else "one source has it")


def _rip_line(copy: Facts) -> Line:
    if copy.log_score is not None:
        return Line("log", 15.0 * copy.log_score / 100, f"its rip log scores {copy.log_score} %")
    if copy.log or copy.medium == "WEB":
        return Line("log", 10.0, "it has a rip log" if copy.log else "it comes from a shop")
    return Line("no_log", 5.0, "nothing documents the rip")


def _age_line(copy: Facts) -> Line:
    if copy.age_days is None:
        return Line("age_unknown", 6.0, "its age is not known")
    if copy.age_days >= 365 and (believed_seeders(copy) or 0) >= 3:
        return Line("old_and_kept", 15.0, "people have kept sharing it for over a year")
    return Line(
        "age", 10.0 if copy.age_days >= 14 else 5.0, "it has stood for weeks" if copy.age_days >= 14 else "it is new"
    )


def _place_line(copy: Facts) -> Line:
    if copy.is_private or copy.is_web_seeded:
        text = "it is from a private tracker" if copy.is_private else "it is from an archive"
        return Line("curated", 15.0, text)
    return Line("public", 7.0, "anyone can upload where it is from")


def penalty_lines(copy: Facts, wish: Wish, match: float) -> tuple[Line, ...]:
    """What speaks against it whatever else is good; points below zero, straight off the score."""
    lines = []
    if not copy.is_music or copy.is_video:
        lines.append(Line("not_music", -60.0, "its title says that it is no music"))
    if match < 55.0:
        lines.append(Line("not_asked_for", -0.8 * (55.0 - match), "it is not what was asked for"))
    if copy.trouble:
        lines.append(Line("failed_before", -80.0, f"it failed before: {copy.trouble}"))
    if copy.fit is not None and copy.fit.danger:
        lines.append(Line("danger", -60.0, "what is inside is not what it claims"))
    if implausible(copy):
        lines.append(Line("impossible", -25.0, "its size contradicts its title"))
    if believed_seeders(copy) == 0 and not copy.is_web_seeded:
        lines.append(Line("nobody_seeds", -12.0, "nobody seeds it now"))
    lines += _wish_penalties(copy, wish)
    return tuple(lines)


def _wish_penalties(copy: Facts, wish: Wish) -> list[Line]:
    lines = []
    if wish.formats and copy.format and copy.format not in wish.formats:
        lines.append(Line("format_not_said", -22.0, f"{' or '.join(wish.formats)} was asked for"))
    if copy.format in wish.excluded_formats or copy.medium in wish.excluded_media:
        lines.append(Line("excluded", -30.0, f"{copy.format or copy.medium} was ruled out"))
    if wish.remaster is False and copy.remaster:
        lines.append(Line("remaster", -18.0, "it is a remaster, and that was ruled out"))
    if wish.remaster and not copy.remaster:
        lines.append(Line("no_remaster", -6.0, "it is not said to be the remaster"))
    is_live = copy.release_type in ("live album", "concert recording")
    if is_live and not wish.live and wish.release_type != copy.release_type:
        lines.append(Line("live", -18.0, "it is a live recording, which was not asked for"))
    if wish.live and not is_live:
        lines.append(Line("not_live", -10.0, "it is not said to be live"))
    named = f"{copy.edition} {copy.title}".lower()
    if refused := next((word for word in wish.excluded_words if word.lower() in named), ""):
        lines.append(Line("edition_excluded", -18.0, f"it is the {refused} edition, and that was ruled out"))
    if wish.edition and wish.edition.lower() not in named:
        lines.append(Line("edition", -8.0, f"it does not name the edition ({wish.edition})"))
    return lines
