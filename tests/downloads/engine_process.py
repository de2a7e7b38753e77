"""An engine in a process of its own, so that it can be killed. Arguments: the database, the folder, the node, options.

It prints `ready` and runs until its input ends (a clean stop) or it is killed. It follows the rows by itself, and at
once where a line of input names a download; each line is answered with the number of torrents in its session. Options
are JSON: `lease` (LeaseTerms), and `watchdog`, false for a system without one.
"""

import json
import os
import sys
from pathlib import Path
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "trusttune.settings.test")


def main(database: str, base: Path, node: str, choices: dict[str, Any]) -> None:
    import django
    from django.conf import settings

    settings.DATABASES["default"]["NAME"] = database
    settings.NODE = node
    settings.INCOMPLETE_DIR = base / "incomplete"
    django.setup()

    import dataclasses

    from apps.downloads.engine.boot_step import options_from_settings
    from apps.downloads.engine.engine import Engine
    from apps.downloads.engine.watchdog import Watchdog
    from apps.downloads.leases import LeaseTerms

    if not choices.get("watchdog", True):
        Watchdog._make = lambda self: False  # type: ignore[method-assign]
    terms = LeaseTerms(**choices.get("lease", {}))
    options = dataclasses.replace(options_from_settings(), folder=base / f"engine-{node}", lease=terms)
    engine = Engine(options)
    engine.start()
    print("ready", flush=True)
    for line in sys.stdin:
        if line.strip():
            engine.sync(line.strip())
        print(len(engine.session.get_torrents()), flush=True)
    engine.stop(7.0)
    print("stopped", flush=True)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), sys.argv[3], json.loads(sys.argv[4]))
