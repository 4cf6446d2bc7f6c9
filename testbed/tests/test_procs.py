"""What is being taken down is taken down to its end, however often somebody presses Ctrl-C."""

import pathlib
import signal
import subprocess
import sys
import tempfile
import unittest

from pgtest.procs import TESTBED, await_true

HELD = """
import pathlib, sys, time
sys.path.insert(0, sys.argv[1])
from pgtest.procs import end_on_signals
folder = pathlib.Path(sys.argv[2])
end_on_signals()
try:
    (folder / "up").touch()
    time.sleep(30)
finally:
    (folder / "ending").touch()
    while not (folder / "go").exists():
        time.sleep(0.01)
    (folder / "down").touch()
"""


class SignalsTest(unittest.TestCase):
    def test_a_second_signal_does_not_cut_the_end_short(self):
        for first, second, status in ((signal.SIGINT, signal.SIGINT, None), (signal.SIGTERM, signal.SIGTERM, 143), (signal.SIGHUP, signal.SIGINT, 129)):
            with self.subTest(first.name), tempfile.TemporaryDirectory(prefix="pgsignals") as name:
                folder = pathlib.Path(name)
                command = [sys.executable, "-c", HELD, TESTBED / "lib", folder]
                with subprocess.Popen(command, stderr=subprocess.DEVNULL) as held:
                    await_true("it is up", (folder / "up").exists)
                    held.send_signal(first)
                    await_true("it ends", (folder / "ending").exists)
                    held.send_signal(second)
                    held.send_signal(second)
                    (folder / "go").touch()
                    held.wait(20)
                self.assertTrue((folder / "down").exists())
                # Python ends itself by the signal of Ctrl-C.
                self.assertEqual(-signal.SIGINT if status is None else status, held.returncode)


if __name__ == "__main__":
    unittest.main()
