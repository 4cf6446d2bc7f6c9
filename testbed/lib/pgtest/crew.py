"""Groups of tests side by side, each in a process of its own that is surely ended and cleaned up behind."""

import contextlib
import ctypes
import json
import os
import pathlib
import re
import signal
import subprocess
import sys
import tempfile
import time

from .procs import STATE, TESTBED, run

LONGEST = 900  # seconds that a group may take on a slow machine
PATIENCE = 90  # seconds for a group that was told to end, while it removes what it made
_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True)


def _tell_with_parent():
    """Lets a group know when we are killed, so that it cleans up."""
    _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


class Group:
    """Tests at work in a process."""

    def __init__(self, name, command, folder):
        self.name = name
        self._summary = folder / f"{name}.json"
        self._output = folder / f"{name}.txt"
        self.started = time.monotonic()
        with self._output.open("wb") as sink:
            # A session of its own: Ctrl-C at the terminal is ours to pass on.
            self.process = subprocess.Popen(
                [str(part) for part in command(name, self._summary)],
                stdin=subprocess.DEVNULL,
                stdout=sink,
                stderr=subprocess.STDOUT,
                preexec_fn=_tell_with_parent,
                start_new_session=True,
            )

    def done(self):
        if self.process.poll() is None and time.monotonic() - self.started > LONGEST:
            self.end()
        return self.process.poll() is not None

    def end(self):
        """Lets it clean up behind itself, which a kill would not."""
        self.tell()
        try:
            self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def tell(self):
        if self.process.poll() is None:
            self.process.terminate()

    def show(self):
        """Prints all that it said, in one piece."""
        seconds = time.monotonic() - self.started
        text = self._output.read_text(errors="replace").rstrip()
        print(f"\n== {self.name}, {seconds:.0f} s\n{text}", flush=True)

    def summary(self):
        """{"run", "failed", "skipped"}; a group without one has failed."""
        with contextlib.suppress(FileNotFoundError):
            return json.loads(self._summary.read_text())
        status = self.process.returncode
        why = f"not done within {LONGEST} s" if time.monotonic() - self.started > LONGEST else f"exit status {status}"
        return {"run": 1, "failed": [f"{self.name}: ended without a word ({why})"], "skipped": []}


class Crew:
    """Runs groups. Ends with the context, however that ends, and then no group is at work any more."""

    def __init__(self, command):
        """command(name, summary): the command line of a group that writes its summary there."""
        self._command = command
        self._running = []
        self._before = set(orphans())
        self._stack = contextlib.ExitStack()

    def __enter__(self):
        self._folder = pathlib.Path(self._stack.enter_context(tempfile.TemporaryDirectory(prefix="pgcrew")))
        self._stack.callback(self._end)
        return self

    def __exit__(self, *error):
        return self._stack.__exit__(*error)

    def run(self, names, at_once):
        """Runs all, in order, so many at once; yields each one's name and summary as it ends."""
        waiting = list(names)
        while waiting or self._running:
            while waiting and len(self._running) < at_once:
                self._running.append(Group(waiting.pop(0), self._command, self._folder))
            for group in [group for group in self._running if group.done()]:
                self._running.remove(group)
                group.show()
                yield group.name, group.summary()
            time.sleep(0.1)

    def remains(self):
        """Removes networks that ended groups have left, and names them: a test that leaves any is wrong."""
        left = [prefix for prefix in orphans() if prefix not in self._before]
        for prefix in left:
            run(TESTBED / "topology", "down", "--prefix", prefix)
        return [f"a network was left behind: {prefix}" for prefix in left]

    def _end(self):
        # A second signal must not stop this half-way.
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        for group in self._running:
            group.tell()
        for group in self._running:
            group.end()
            group.show()
        for line in self.remains():
            print(line, file=sys.stderr)


def orphans():
    """Prefixes of this tree's networks (unique_prefix) whose maker is not there any more."""
    for folder in (STATE / "topology").glob("pg*"):
        maker = re.fullmatch(r"pg(\d+)[a-z]", folder.name)
        if maker and not os.path.exists(f"/proc/{maker[1]}"):
            yield folder.name
