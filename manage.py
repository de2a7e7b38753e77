#!/usr/bin/env python
"""TrustTune's command line: Django's commands, and `up`, which starts everything."""

import os
import sys


def main() -> None:
    """Run one command. `up` supervises child processes and so does not load Django's apps itself."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "trusttune.settings.home")
    if sys.argv[1:2] == ["up"]:
        from trusttune.supervisor import main as up

        raise SystemExit(up())
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
