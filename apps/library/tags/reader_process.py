"""The process that reads tags: broken files may hang it, crash it or fill its memory, and only it.

It takes one path a line on its input (JSON, as `os.fsencode` in Latin-1) and answers one line each. Run as a module;
it imports no Django, so that it starts quickly.
"""

import contextlib
import json
import os
import sys
from dataclasses import asdict
from pathlib import Path

from apps.library.tags.metadata import UnreadableError
from apps.library.tags.reading import read

MOST_MEMORY = 1024 * 1024 * 1024


def main() -> None:
    """Answer until the input ends."""
    _limit_memory()
    for line in sys.stdin:
        path = Path(os.fsdecode(json.loads(line).encode("latin-1")))
        sys.stdout.write(json.dumps(_answer(path)) + "\n")
        sys.stdout.flush()


def _answer(path: Path) -> dict[str, object]:
    try:
        return asdict(read(path))
    except UnreadableError as error:
        return {"unreadable": str(error)}
    except MemoryError:
        return {"unreadable": "Its tags are larger than any tags should be."}


def _limit_memory() -> None:
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))


if __name__ == "__main__":
    main()
