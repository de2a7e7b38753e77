"""Release titles: how many of the fields are right, by field, and how many titles a second on one core."""

import time
from pathlib import Path

from apps.search.titles import read_title
from tests.search import title_rows

SHARED_DATA = Path(__file__).resolve().parent.parent.parent / "shared" / "data"
ROUNDS = 5
REPEATS = 8


def run() -> dict[str, object]:
    """Percent of the fields right (all, and each), titles read a second of CPU time (the best of five rounds)."""
    if not SHARED_DATA.is_dir():
        return {"skipped": "the real test data (../shared/data) is not beside this checkout"}
    rows = title_rows.rows(SHARED_DATA)
    right, total = title_rows.tally(rows)
    shares = {f"{field} ({total[field]}), %": round(100 * right[field] / total[field], 1) for field in sorted(total)}
    kinds = title_rows.kinds(rows)
    music = [row["title"] for row in rows if row["expect"].get("is_music")]
    return {
        "type with one word for one kind, %": round(100 * kinds[0] / kinds[1], 1),
        "all fields right, %": round(100 * right.total() / total.total(), 2),
        "titles/s": titles_a_second([row["title"] for row in rows]),
        "titles/s, music only": titles_a_second(music),
        "fields": shares,
    }


def titles_a_second(titles: list[str]) -> int:
    """How many titles one core reads in a second of its time."""
    best = 0.0
    for _ in range(ROUNDS):
        started = time.process_time()
        for _ in range(REPEATS):
            for title in titles:
                read_title(title)
        best = max(best, REPEATS * len(titles) / (time.process_time() - started))
    return round(best)


def main() -> None:
    """Print the figures."""
    for name, value in run().items():
        if isinstance(value, dict):
            print(*(f"  {field}: {share}" for field, share in value.items()), sep="\n")
        else:
            print(f"{name}: {value}")


if __name__ == "__main__":
    main()
