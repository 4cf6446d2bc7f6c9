"""Runs the testbed's tests: python3 testbed/tests [--summary FILE] [NAME...]. The summary is JSON for testbed/test."""

import argparse
import json
import pathlib
import signal
import sys
import time
import unittest

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "lib")]


class Result(unittest.TextTestResult):
    """Tells each test's name and time, and keeps who failed or was skipped."""

    def startTest(self, test):
        self._began = time.monotonic()
        super().startTest(test)

    def stopTest(self, test):
        if self.showAll:
            self.stream.writeln(f"      {time.monotonic() - self._began:.1f} s")
        super().stopTest(test)


def names(pairs):
    return [str(getattr(test, "test_case", test)) for test, _ in pairs]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--summary", type=pathlib.Path)
    parser.add_argument("name", nargs="*", help="a module, class or method: test_relay.RelayTest")
    arguments = parser.parse_args()
    # unittest takes SystemExit for a failed test and goes on; KeyboardInterrupt it lets through.
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.default_int_handler)
    loader = unittest.TestLoader()
    if arguments.name:
        suite = loader.loadTestsFromNames(arguments.name)
    else:
        suite = loader.discover(str(HERE), pattern="test_*.py")
    result = unittest.TextTestRunner(resultclass=Result, verbosity=2).run(suite)
    failed = sorted(set(names(result.failures) + names(result.errors)))
    if arguments.summary:
        arguments.summary.write_text(
            json.dumps({"run": result.testsRun, "failed": failed, "skipped": names(result.skipped)})
        )
    return 0 if result.wasSuccessful() else 1


if __name__ == "__main__":
    sys.exit(main())
