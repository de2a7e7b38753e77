"""The Community AI API beside LiteLLM's proxy, in front of the same fake provider.

`python -m bench.community` measures ours, and LiteLLM if its virtualenv is there; `--install-litellm` makes that
virtualenv first (it is large), `--quick` takes a fifth of the time. One worker each, and everything on one machine:
trust the ratios. LiteLLM keeps its keys in PostgreSQL through an engine that its ORM downloads at run time, so here it
runs with its master key and its router's limits alone; ours has everything on: quota, rate, metrics and logs.
"""

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import platformdirs

from bench.community_servers import Litellm, Ours, Server, Upstream, load

LITELLM = ("litellm[proxy]==1.106.2", "opentelemetry-api", "opentelemetry-sdk")
DELAY = 0.1
CLIENTS = (1, 10, 100)


def litellm_folder() -> Path:
    """The virtualenv of the comparison, outside the checkout."""
    return Path(platformdirs.user_cache_dir("trusttune")) / "bench-litellm"


def run(*, quick: bool = False, install: bool = False) -> dict[str, object]:
    """Every figure: the bare provider, ours, the peer, and how they compare."""
    seconds = 3.0 if quick else 15.0
    figures: dict[str, object] = {}
    if install:
        install_litellm()
    with tempfile.TemporaryDirectory(prefix="trusttune-bench-") as name:
        folder = Path(name)
        with Upstream(DELAY) as upstream, Ours(folder, upstream.port) as ours:
            bare = {clients: load(upstream, clients=clients, seconds=seconds / 3) for clients in CLIENTS}
            figures["bare provider"] = {f"{clients} clients": _times(bare[clients]) for clients in CLIENTS}
            figures["ours"] = own = measured(ours, upstream, bare, seconds)
            if (litellm_folder() / "bin" / "litellm").exists():
                with Litellm(litellm_folder(), folder, upstream.port) as peer:
                    figures["litellm 1.106.2"] = other = measured(peer, upstream, bare, seconds)
                figures["compared"] = targets(own) | compared(own, other)
            else:
                figures["compared"] = targets(own)
                figures["litellm 1.106.2"] = "not installed; python -m bench.community --install-litellm"
        with Upstream(0.3) as slow, Ours(folder, slow.port) as ours:
            users = load(ours, clients=100, think=1.0, seconds=60.0 * (0.2 if quick else 1.0), warm_up=2.0)
            figures["100 users, a second apart, a provider of 300 ms"] = users
    return figures


def measured(server: Server, upstream: Server, bare: dict[int, dict[str, Any]], seconds: float) -> dict[str, Any]:
    """Added latency closed loop, latency open loop, saturation, processor time and memory of one server."""
    load(server, clients=20, seconds=seconds / 3)  # connections, caches, code: nobody measures the first seconds
    figures: dict[str, Any] = {"MB idle": round(server.resident_mb(), 1)}
    for clients in CLIENTS:
        report = load(server, clients=clients, seconds=seconds)
        report["added_p50_ms"] = round(report["p50_ms"] - bare[clients]["p50_ms"], 2)
        report["added_p95_ms"] = round(report["p95_ms"] - bare[clients]["p95_ms"], 2)
        figures[f"{clients} clients"] = report
    figures["open loop, 100 a second"] = load(server, rate=100.0, seconds=seconds)
    figures["saturated, 200 clients"] = load(server, clients=200, seconds=seconds)
    figures["MB after"] = round(server.resident_mb(), 1)
    return figures


def targets(ours: dict[str, Any]) -> dict[str, float]:
    """What ours is held to by itself: its processor time at every level of load, and its answers in an open loop."""
    levels = {name: part["cpu_ms_a_request"] for name, part in ours.items() if isinstance(part, dict)}
    figures = {f"processor time a request, ms, {name} (target: at most 4)": value for name, value in levels.items()}
    return figures | {
        "processor time a request, ms, the highest of these (target: at most 4)": max(levels.values()),
        "open loop at 100 a second, p95 ms (target: at most 150)": ours["open loop, 100 a second"]["p95_ms"],
    }


def compared(ours: dict[str, Any], peer: dict[str, Any]) -> dict[str, float]:
    """The targets' ratios: ours divided by the peer's."""
    most = "saturated, 200 clients"
    return {
        "requests a second, ours / litellm (target: at least 5)": _ratio(ours, peer, most, "per_second"),
        "added p95 at 100 clients, ours / litellm (target: at most 0.2)": _ratio(
            ours, peer, "100 clients", "added_p95_ms"
        ),
        "processor time a request, ours / litellm": _ratio(ours, peer, most, "cpu_ms_a_request"),
        "memory, ours / litellm (target: at most 0.4)": round(ours["MB after"] / peer["MB after"], 3),
    }


def _ratio(ours: dict[str, Any], peer: dict[str, Any], part: str, name: str) -> float:
    return round(float(ours[part][name]) / float(peer[part][name]), 3)


def _times(report: dict[str, Any]) -> dict[str, Any]:
    return {name: report[name] for name in ("per_second", "p50_ms", "p95_ms")}


def install_litellm() -> None:
    """Make the virtualenv of the comparison; does nothing when it is there."""
    folder = litellm_folder()
    if (folder / "bin" / "litellm").exists():
        return
    folder.parent.mkdir(parents=True, exist_ok=True)
    subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
    pip = [str(folder / "bin" / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, *LITELLM], check=True)


def main() -> None:
    """Measure and print."""
    from bench.__main__ import print_table

    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="a fifth of the time")
    parser.add_argument("--install-litellm", action="store_true", help="make the peer's virtualenv first")
    chosen = parser.parse_args()
    print_table(run(quick=chosen.quick, install=chosen.install_litellm))


if __name__ == "__main__":
    main()
