"""The process that examines audio: a broken file may hang it, crash it or fill its memory, and only it.

It gives way to everything else on the machine, so that playing never waits for it. One request a line on its input,
one answer a line. Run as a module; it imports no Django, so that it starts quickly.
"""

import contextlib
import json
import os
import sys
from pathlib import Path

MOST_MEMORY = 2 * 1024**3
THREAD_VARIABLES = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")


def main() -> None:
    """Answer until the input ends."""
    _give_way()
    from apps.library.trust.examination import examine

    for line in sys.stdin:
        request = json.loads(line)
        try:
            report = examine(_path(request["path"]), _path(request["picture"])).as_dict()
        except (OSError, MemoryError) as error:
            report = {"failed": type(error).__name__}
        sys.stdout.write(json.dumps(report) + "\n")
        sys.stdout.flush()


def _path(text: str) -> Path:
    """A path travels as `os.fsencode` in Latin-1, so that names that are no text arrive too."""
    return Path(os.fsdecode(text.encode("latin-1")))


def _give_way() -> None:
    """Lowest priority (reading from disks follows it on Linux), and bounded memory."""
    with contextlib.suppress(ImportError, AttributeError, ValueError, OSError):
        import resource

        os.nice(19)
        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))


if __name__ == "__main__":
    main()
