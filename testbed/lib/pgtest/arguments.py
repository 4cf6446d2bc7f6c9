"""Arguments of commands that take minutes before they need them: what is wrong with one is told at once."""

import argparse
import os
import pathlib
import sys
import tempfile

# See check_arguments in lib/setup.sh.
RIGHT = 99


def end_if_only_asked():
    """Ends the program here when it was only asked whether its arguments are right, which they are."""
    if os.environ.get("PG_ONLY_ARGUMENTS"):
        sys.exit(RIGHT)


def file_to_write(name):
    """A path for argparse; refused unless a file can be written there, which leaves none."""
    path = pathlib.Path(name)
    try:
        if path.exists():
            path.open("ab").close()
        else:
            tempfile.TemporaryFile(dir=path.parent).close()
    except OSError as failure:
        raise argparse.ArgumentTypeError(f"{name} cannot be written: {failure.strerror}") from failure
    return path
