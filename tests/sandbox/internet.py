"""The sandbox: a little internet on 127.0.0.1 with everything that TrustTune talks to."""

import logging
import os
import signal
import subprocess
import sys
import time
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Any, Self  # Any: JSON of the control server

from tests.sandbox.cache import finished, place_of
from tests.sandbox.catalogue import Catalogue, load
from tests.sandbox.servers.archive import InternetArchive
from tests.sandbox.servers.control import Control
from tests.sandbox.servers.coverart import CoverArt
from tests.sandbox.servers.faults import Fault
from tests.sandbox.servers.musicbrainz import MusicBrainz
from tests.sandbox.servers.service import Request, Service
from tests.sandbox.servers.torznab import Indexer
from tests.sandbox.servers.tracker import HttpTracker, Swarms, UdpTracker
from tests.sandbox.shelf import Shared, Shelf
from tests.sandbox.swarm import ROOT, SeederProcess

log = logging.getLogger(__name__)

CACHE = ROOT / ".demo" / "cache"
SCALES = {"small": 0.05, "demo": 0.1}
KEYS = {"sandbox": "5a9db0c1d2e3f405162738495a6b7c8d", "cratedigger": "c0ffee00d15c0c0ffee00d15c0c0ffee"}


class Sandbox:
    """Starts everything, and surely stops it:

        with Sandbox(tmp_path) as internet:
            os.environ.update(internet.environment)
            torrent = internet["marlow-vane/half-past-summer/flac"]
            internet.fault("torznab", "hang")

    `folder` takes what this run writes (torrent files); the music comes from `cache`, made there the first time (some
    seconds). `catalogue` is `small` (a few copies, songs of 7 to 15 s) or `demo` (all of them, 15 to 40 s); `scale`
    says how much shorter than their real lengths the songs are, in the files and at MusicBrainz alike. `upload_limit`
    is bytes a second for each torrent, 0 for none.
    """

    def __init__(
        self,
        folder: Path,
        catalogue: str = "small",
        *,
        cache: Path = CACHE,
        scale: float | None = None,
        upload_limit: int = 0,
    ) -> None:
        self.folder, self.set, self.cache = folder, catalogue, cache
        self.scale = scale or SCALES[catalogue]
        self.upload_limit = upload_limit
        self._stack = ExitStack()

    def start(self) -> Self:
        started = time.monotonic()
        self.catalogue: Catalogue = load(self.scale)
        self.shelf = Shelf.open(self.catalogue, self._generate())
        with ExitStack() as stack:
            self._start_servers(stack)
            self._start_seeding(stack)
            self._stack = stack.pop_all()
        log.info("sandbox: %d torrents, ready in %.1f s", len(self.shelf.copies), time.monotonic() - started)
        return self

    def stop(self) -> None:
        self._stack.close()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def __getitem__(self, key: str) -> Shared:
        """A copy by `<artist file>/<album key>/<copy key>`."""
        return self.shelf[key]

    @property
    def environment(self) -> dict[str, str]:
        """The settings of TrustTune that point it here."""
        return {
            "TRUSTTUNE_MUSICBRAINZ_URL": self.musicbrainz.url,
            "TRUSTTUNE_COVER_ART_URL": self.coverart.url,
            "TRUSTTUNE_INTERNET_ARCHIVE_URL": self.archive.url,
            "TRUSTTUNE_TORZNAB": " ".join(f"{indexer.title}={indexer.api}" for indexer in self.indexers.values()),
            "TRUSTTUNE_TORRENT_LISTEN": "127.0.0.1:0",
            "TRUSTTUNE_DHT": "off",
            "TRUSTTUNE_UTP": "off",
        }

    @property
    def trackers(self) -> list[str]:
        return [self.tracker.announce_url, self.udp_tracker.announce_url]

    def torrent(self, key: str) -> bytes:
        """The .torrent of a copy, with the sandbox's trackers."""
        return self[key].metainfo.encode(self.trackers)

    def magnet(self, key: str) -> str:
        return self[key].metainfo.magnet(self[key].metainfo.name, self.trackers)

    def fault(self, service: str, mode: str) -> None:
        """Makes a service misbehave (`servers/faults.py` lists the modes), or behave again with `ok`.

        `service`: musicbrainz, coverart, archive, torznab (all indexers), sandbox, cratedigger (one of them), tracker
        (both kinds), or seeders, which knows `ok`, `drop` (nobody is there) and `slow:20` (that many kilobytes a
        second for each torrent). ValueError for anything else.
        """
        if service == "seeders":
            self._fault_seeders(mode)
            return
        Fault(mode)  # refuses what is unknown before anything changes
        for one in self._services(service):
            one.fault = mode
        if service == "tracker":
            self.udp_tracker.fault = "ok" if mode == "ok" else "garbage" if mode == "garbage" else "hang"

    def latency(self, service: str, seconds: float) -> None:
        for one in self._services(service):
            one.latency = seconds

    def hide(self, *keys: str) -> None:
        """Nobody lists these copies, until `reset` or `show`: as if they had not been made yet."""
        for key in keys:
            self[key]  # KeyError for one that is not there
        self.shelf.hidden.update(keys)

    def show(self, *keys: str) -> None:
        """These copies are listed (again)."""
        self.shelf.hidden.difference_update(keys)

    def reset(self) -> None:
        """No fault, no latency, no limited rate, nothing hidden, no remembered request."""
        self.shelf.hidden.clear()
        for name in ("musicbrainz", "coverart", "archive", "torznab", "tracker", "seeders"):
            self.fault(name, "ok")
        for service in self._services("all"):
            service.latency = 0.0
            service.requests.clear()
        self.musicbrainz.rate = 0

    def requests(self, service: str) -> list[Request]:
        """What was asked of a service so far, the oldest first."""
        return sorted((request for one in self._services(service) for request in one.requests), key=lambda one: one.at)

    def _services(self, name: str) -> list[Service]:
        single: dict[str, list[Service]] = {
            "musicbrainz": [self.musicbrainz],
            "coverart": [self.coverart],
            "archive": [self.archive],
            "tracker": [self.tracker],
            "torznab": [*self.indexers.values()],
            **{title: [indexer] for title, indexer in self.indexers.items()},
        }
        if name == "all":
            return [self.musicbrainz, self.coverart, self.archive, self.tracker, *self.indexers.values()]
        if name not in single:
            raise ValueError(f"there is no service {name!r}, only {', '.join([*single, 'seeders'])}")
        return single[name]

    def _fault_seeders(self, mode: str) -> None:
        kind, _, number = mode.partition(":")
        if kind not in ("ok", "drop", "slow") or (kind == "slow" and not number.isdigit()):
            raise ValueError(f"seeders know ok, drop and slow:KILOBYTES, not {mode!r}")
        if kind == "drop":
            self.swarms.away.add(self.seeder.address[1])
            self.seeder.pause()
            return
        self.seeder.limit(int(number) * 1000 if kind == "slow" else self.upload_limit)
        self.seeder.resume()
        self.swarms.away.clear()

    def _generate(self) -> Path:
        """In a process of its own: it takes the memory and time of making audio with it."""
        place = place_of(self.cache, self.set, self.scale)
        if finished(place):
            return place
        command = [sys.executable, "-m", "tests.sandbox.generate", str(self.cache), self.set, str(self.scale)]
        process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, start_new_session=True)
        try:
            output, _ = process.communicate()
        except BaseException:  # Ctrl-C: it and its workers are a group of their own
            os.killpg(process.pid, signal.SIGTERM)
            process.wait()
            raise
        if process.returncode:
            raise RuntimeError(f"the music could not be generated (exit status {process.returncode}); see above")
        return Path(output.strip())

    def _start_servers(self, stack: ExitStack) -> None:
        def up(service: Any) -> Any:
            service.start()
            stack.callback(service.stop)
            return service

        self.swarms = swarms = Swarms()
        self.tracker: HttpTracker = up(HttpTracker(swarms=swarms))
        self.udp_tracker: UdpTracker = up(UdpTracker(swarms))
        self.musicbrainz: MusicBrainz = up(MusicBrainz(catalogue=self.catalogue))
        self.coverart: CoverArt = up(CoverArt(shelf=self.shelf))
        self.archive: InternetArchive = up(InternetArchive(shelf=self.shelf, trackers=self.trackers))
        self.indexers: dict[str, Indexer] = {
            title: up(Indexer(title=title, key=key, tidy=title == "sandbox", shelf=self.shelf, trackers=self.trackers))
            for title, key in KEYS.items()
        }
        self.control: Control = up(Control(actions=self._actions(), views=self._views()))
        for shared in self.shelf.copies:
            if shared.folder and "web-seed-only" not in shared.copy.faults:
                best = max(shared.copy.listings, key=lambda listing: listing.seeders)
                for text in filter(None, (shared.metainfo.v1, (shared.metainfo.v2 or "")[:40])):
                    swarms.claims[bytes.fromhex(text)] = (best.seeders, best.leechers)

    def _start_seeding(self, stack: ExitStack) -> None:
        self.seeder = stack.enter_context(SeederProcess())
        self.swarms.residents.add(self.seeder.address[1])
        torrents = self.folder / "torrents"
        torrents.mkdir(parents=True, exist_ok=True)
        for shared in self.shelf.copies:
            path = torrents / f"{shared.slug}.torrent"
            path.write_bytes(shared.metainfo.encode(self.trackers))
            if shared.folder and "web-seed-only" not in shared.copy.faults:
                self.seeder.add(path, shared.folder.parent, self.upload_limit)

    def _actions(self) -> dict[str, Any]:
        return {
            "/control/fault": lambda body: self.fault(body["service"], body["mode"]),
            "/control/latency": lambda body: self.latency(body["service"], float(body["milliseconds"]) / 1000),
            "/control/reset": lambda body: self.reset(),
        }

    def _views(self) -> dict[str, Any]:
        return {
            "/control/state": lambda query: {
                "faults": {one.name: one.fault for one in self._services("all")},
                **self.seeder.status(),
            },
            "/control/requests": lambda query: [
                {
                    "method": one.method,
                    "path": one.path,
                    "query": one.query,
                    "headers": dict(one.headers),
                    "at": one.at,
                }
                for one in self.requests(query["service"])
            ],
        }
