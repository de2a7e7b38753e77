"""The process that reads tags: broken files may hang it, crash it or fill its memory, and only it.

Each line of its input is a JSON list of paths (as `os.fsencode` gives them, in Latin-1), each line of its output the
list of what they say. Run as a module; it imports no Django, so that it starts quickly.
"""

import contextlib
import json
import os
import sys
from dataclasses import fields
from pathlib import Path

from apps.library.tags.metadata import Metadata, UnreadableError
from apps.library.tags.reading import read

FIELDS = tuple(field.name for field in fields(Metadata))
MOST_MEMORY = 1024 * 1024 * 1024


def main() -> None:
    """Answer until the input ends."""
    _limit_memory()
    for line in sys.stdin:
        paths = [Path(os.fsdecode(name.encode("latin-1"))) for name in json.loads(line)]
        sys.stdout.write(json.dumps([_answer(path) for path in paths]) + "\n")
        sys.stdout.flush()


def _answer(path: Path) -> dict[str, object]:
    try:
        return _document(read(path))
    except UnreadableError as error:
        return {"unreadable": str(error)}
    except MemoryError:
        return {"unreadable": "Its tags are larger than any tags should be."}


def _document(found: Metadata) -> dict[str, object]:
    return {name: getattr(found, name) for name in FIELDS}


def _limit_memory() -> None:
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))


if __name__ == "__main__":
    main()
