"""`make bench`: run every benchmark of this folder, print a table, and write `bench/results.json`.

Each module `bench/<name>.py` has `run() -> dict[str, object]`: names (with their unit) to figures. `make bench` runs
all of them; `python -m bench titles downloads` runs those named.
"""

import importlib
import json
import os
import platform
import sys
import time
import traceback
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
RESULTS = FOLDER / "results.json"


def names() -> list[str]:
    """Every benchmark of the folder that has a `run`."""
    return sorted(p.stem for p in FOLDER.glob("*.py") if not p.stem.startswith("_") and "\ndef run(" in p.read_text())


def main(wanted: list[str]) -> int:
    """Run `wanted`, or all; exit status 1 when one of them failed."""
    known = names()
    if unknown := [name for name in wanted if name not in known]:
        print(f"There is no benchmark called {', '.join(unknown)}; there are: {', '.join(known)}.")
        return 2
    results: dict[str, object] = {"machine": machine()}
    failed = False
    for name in wanted or known:
        print(f"\n== {name}", flush=True)
        started = time.monotonic()
        try:
            figures = importlib.import_module(f"bench.{name}").run()
        except Exception:
            traceback.print_exc()
            failed = True
            continue
        results[name] = figures
        print_table(figures)
        print(f"   ({time.monotonic() - started:.1f} s)")
    RESULTS.write_text(json.dumps(results, indent=2, ensure_ascii=False, default=str) + "\n", encoding="utf-8")
    print(f"\nWritten to {RESULTS.relative_to(FOLDER.parent)}.")
    return int(failed)


def machine() -> dict[str, object]:
    """What the figures were measured on."""
    return {"python": platform.python_version(), "system": platform.system(), "cpus": os.cpu_count()}


def print_table(figures: dict[str, object], indent: str = "   ") -> None:
    """Figures in two columns; a figure that is itself a dictionary becomes a part of its own."""
    width = max((len(str(name)) for name in figures), default=0)
    for name, value in figures.items():
        if isinstance(value, dict):
            print(f"{indent}{name}")
            print_table(value, indent + "   ")
        else:
            shown = f"{value:,.3f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)
            print(f"{indent}{name!s:<{width}}  {shown}")


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
