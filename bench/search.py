"""How soon a search shows results when its sources differ, and what ranking costs.

The sources are real HTTP servers in a process of their own: they answer after 50 ms, after 500 ms, and never. The
search runs as it does in a worker, over a real database and a real Valkey; times are those at which a listener on the
search's topic hears of the results.
"""

import asyncio
import os
import random
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from typing import Any

ROUNDS = 5
SOURCES = ("quick", "slow", "hangs")


def run() -> dict[str, object]:
    """Latencies in seconds, CPU in milliseconds; medians."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "trusttune.settings.test"
    with tempfile.TemporaryDirectory(prefix="trusttune-bench-") as folder:
        os.environ["TRUSTTUNE_TEST_DIR"] = folder
        import django

        django.setup()
        return {**_latencies(), **_ranking()}


def _latencies() -> dict[str, object]:
    from django.conf import settings
    from django.core.management import call_command

    from trusttune.embedded import valkey_binary, valkey_command

    command = valkey_command(valkey_binary(), settings.DATA_DIR, settings.VALKEY_PASSWORD_FILE)
    valkey = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    servers = subprocess.Popen([sys.executable, "-m", "bench.torznab_servers"], stdout=subprocess.PIPE, text=True)
    try:
        call_command("migrate", verbosity=0)
        assert servers.stdout is not None
        ports = servers.stdout.readline().split()
        settings.TORZNAB_BOOTSTRAP = " ".join(
            f"{name}=http://127.0.0.1:{port}/api?apikey=k" for name, port in zip(SOURCES, ports, strict=True)
        )
        times = [_one_search(number) for number in range(ROUNDS + 1)][1:]  # the first one warms up
    finally:
        for process in (servers, valkey):
            process.terminate()
            process.wait(timeout=10)
    firsts, both, ends = zip(*times, strict=True)
    return {
        "quickest source answers after (s)": 0.05,
        "first results heard after (s)": statistics.median(firsts),
        "first results, worst (s)": max(firsts),
        "results of both answering sources heard after (s)": statistics.median(both),
        "search over, one source hanging, after (s)": statistics.median(ends),
        "search over, worst (s)": max(ends),
    }


def _one_search(number: int) -> tuple[float, float, float]:
    from apps.search import pipeline
    from apps.search.models import Search, Source

    Source.objects.update(retry_at=None, failures_in_a_row=0)
    search_id = uuid.uuid4()
    heard = _Listener(f"search.{search_id}")
    heard.ready.wait(5)
    started = time.monotonic()
    words = f"Californication by Red Hot Chili Peppers {'in flac' * (number % 2)}"
    pipeline.run(Search.objects.create(id=search_id, query=words))
    ended = time.monotonic() - started
    heard.stop()
    told = [(moment - started, event["data"]) for moment, event in heard.events if event["type"] == "results"]
    both = next(at for at, data in told if {"quick", "slow"} <= {name for row in data for name in row["sources"]})
    return told[0][0], both, ended


class _Listener:
    """Hears a topic as a socket does, until the search is over, and notes when."""

    def __init__(self, topic: str) -> None:
        self.events: list[tuple[float, dict[str, Any]]] = []
        self.ready = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._hear(topic)), daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._thread.join(5)

    async def _hear(self, topic: str) -> None:
        from channels.layers import get_channel_layer

        layer = get_channel_layer()
        channel = await layer.new_channel()
        await layer.group_add(topic, channel)
        self.ready.set()
        while not self.events or self.events[-1][1]["type"] not in ("done", "error"):
            message = await layer.receive(channel)
            self.events.append((time.monotonic(), message["event"]))


def _ranking() -> dict[str, object]:
    """500 results of 5 sources: merged, read, ranked and explained."""
    from apps.search.copies import Merge, facts_of
    from apps.search.domain import Balance, ParsedQuery, Preferences
    from apps.search.ranking.rank import rank
    from apps.search.wishes import seconds_for, titles_wanted, wish_for

    parsed = ParsedQuery(raw="", artist="Red Hot Chili Peppers", album="Californication", format=("FLAC",))
    spent, ranked = [], []
    for seed in range(ROUNDS):
        answers = _answers(seed)
        started = time.process_time()
        merge = Merge(uuid.uuid4())
        for offers in answers:
            merge.add(offers)
        wish = wish_for(parsed, Preferences(), None, Balance.BALANCED)
        wanted = titles_wanted(wish)
        facts = []
        for copy in merge.copies.values():
            copy.read(wanted)
            facts.append(facts_of(copy, seconds=seconds_for(copy.reading, wish, None)))
        ranked = rank(facts, wish)
        spent.append((time.process_time() - started) * 1000)
    return {
        "copies merged from 500 results": len(ranked),
        "merge, read, rank and explain 500 results (ms CPU)": statistics.median(spent),
    }


def _answers(seed: int) -> list[list[Any]]:
    from apps.search.sources.domain import Offer

    draw = random.Random(seed)
    return [
        [
            Offer(
                source=f"source {number}",
                title=title(draw, seed * 1000 + number * 60 + place),
                info_hash=f"{seed * 1000 + number * 60 + place:040x}",
                size=draw.randrange(50_000_000, 900_000_000),
                seeders=draw.randrange(0, 300),
            )
            for place in range(100)
        ]
        for number in range(5)
    ]


def title(draw: random.Random, number: int) -> str:
    """A release title in one of the usual styles."""
    artist = draw.choice(["Red Hot Chili Peppers", "RHCP", "Red.Hot.Chili.Peppers", "Chilli Peppers"])
    album = draw.choice(
        ["Californication", "Californication (Remastered)", "By the Way", "Stadium Arcadium", "Discography"]
    )
    year, how = (
        draw.choice([1999, 2002, 2012, 2014]),
        draw.choice(["FLAC", "MP3 320", "V0", "24bit-96kHz FLAC", "WEB FLAC"]),
    )
    style = draw.choice(
        [
            "{artist} - {album} ({year}) [{how}]",
            "{artist} - {year} - {album} [{how}] {{Label, CAT-{number}}}",
            "{artist}-{album}-{how}-{year}-GRP{number}",
            "{artist} – {album} [{year}] [CD] [{how}] [Log 100%]",
        ]
    )
    return style.format(artist=artist, album=album, year=year, how=how, number=number)
