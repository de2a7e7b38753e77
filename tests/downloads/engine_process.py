"""An engine in a process of its own, so that it can be killed. Arguments: the database, the folder, the node.

It prints `ready` and runs until its input ends (a clean stop) or it is killed. It follows the rows by itself.
"""

import os
import sys
from pathlib import Path

os.environ["DJANGO_SETTINGS_MODULE"] = "trusttune.settings.test"


def main(database: str, base: Path, node: str) -> None:
    import django
    from django.conf import settings

    settings.DATABASES["default"]["NAME"] = database
    settings.NODE = node
    settings.INCOMPLETE_DIR = base / "incomplete"
    django.setup()

    import dataclasses

    from apps.downloads.engine.boot_step import options_from_settings
    from apps.downloads.engine.engine import Engine

    options = dataclasses.replace(options_from_settings(), folder=base / f"engine-{node}")
    engine = Engine(options)
    engine.start()
    print("ready", flush=True)
    sys.stdin.read()
    engine.stop(7.0)
    print("stopped", flush=True)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), sys.argv[3])
