"""Runs the testbed's tests: python3 testbed/tests [--jobs N] [--summary FILE] [NAME...], see --help."""

import argparse
import json
import pathlib
import signal
import sys
import time
import unittest

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "lib")]

from pgtest.crew import Crew  # noqa: E402  its folder is known only now
from pgtest.procs import end_on_signals  # noqa: E402

# Classes that need the machine for themselves. What waits for windows and counts does not belong here.
ALONE = {
    "test_truth.QuickRunTest": "holds delays against captures within microseconds, at three hooks side by side",
    "test_agent_truth.RttTest": "holds delays against captures within 30 microseconds, at three hooks side by side",
    "test_relay.RelayTest": "has the relay send within a millisecond of its aim",
}
# What takes longest begins first, so that nothing long is left when all else is done.
LONGEST_FIRST = (
    "test_kernels.OldestKernelTest",
    "test_demo.DemoTest",
    "test_agreement.AgreementTest",
    "test_oneshot.OneShotTest",
    "test_openmetrics.OpenMetricsTest",
    "test_relay_rules.RulesTest",
    "test_bad_input.RingTest",
)


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


def run_here(suite):
    """Runs tests in this process; {"run", "failed", "skipped"}."""
    # unittest takes SystemExit for a failed test and goes on; KeyboardInterrupt it lets through.
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.default_int_handler)
    result = unittest.TextTestRunner(resultclass=Result, verbosity=2).run(suite)
    failed = set(names(result.failures) + names(result.errors) + [str(test) for test in result.unexpectedSuccesses])
    return {"run": result.testsRun, "failed": sorted(failed), "skipped": names(result.skipped)}


def each(suite):
    for test in suite:
        if isinstance(test, unittest.TestSuite):
            yield from each(test)
        else:
            yield test


def by_class(suite):
    """Names of the tests by that of their class, which holds what they share, in the order of running."""
    classes = {}
    for test in each(suite):
        classes.setdefault(test.id().rpartition(".")[0], []).append(test.id())
    rank = {name: at for at, name in enumerate(LONGEST_FIRST)}
    return {name: classes[name] for name in sorted(classes, key=lambda name: rank.get(name, len(rank)))}


def run_side_by_side(classes, jobs):
    """
    Runs each class in a process of its own, so many at once, then those of ALONE, and what failed once more by itself; as
    run_here(), with "flaky": what failed and then did not.
    """
    alone = [name for name in classes if name in ALONE]
    told = {}
    with Crew(lambda name, summary: [sys.executable, HERE, "--summary", summary, *classes[name]]) as crew:
        for group, at_once in (([name for name in classes if name not in ALONE], jobs), (alone, 1)):
            told.update(crew.run(group, at_once))
        again = dict(crew.run([name for name, one in told.items() if one["failed"]], 1))
        left = crew.remains()
    flaky = sorted({test for name in again for test in set(told[name]["failed"]) - set(again[name]["failed"])})
    last = [*(told | again).values(), {"run": len(left), "failed": left, "skipped": []}]
    total = {key: [part for one in last for part in one[key]] for key in ("failed", "skipped")}
    return total | {"run": sum(one["run"] for one in last), "flaky": flaky}


def main():
    parser = argparse.ArgumentParser(
        prog="python3 testbed/tests",
        description="Runs all tests, or those named. Classes run side by side, each in a process of its own whose output "
        "is shown when it ends; a single one runs here and shows it at once.",
        epilog="Alone run: " + "; ".join(f"{name}, which {why}" for name, why in ALONE.items()) + ".",
    )
    parser.add_argument("--jobs", type=int, default=4, help="classes at once (4)")
    parser.add_argument("--summary", type=pathlib.Path, help="where to put what became of them, JSON for testbed/test")
    parser.add_argument("name", nargs="*", help="a module, class or method: test_relay.RelayTest")
    arguments = parser.parse_args()
    loader = unittest.TestLoader()
    if arguments.name:
        suite = loader.loadTestsFromNames(arguments.name)
    else:
        suite = loader.discover(str(HERE), pattern="test_*.py")
    classes = by_class(suite)
    started = time.monotonic()
    # A module that cannot be read is a test that fails, which only this process knows.
    if len(classes) < 2 or arguments.jobs < 2 or loader.errors:
        summary = run_here(suite)
    else:
        end_on_signals()
        summary = run_side_by_side(classes, arguments.jobs)
        print(f"{summary['run']} tests of {len(classes)} classes in {time.monotonic() - started:.0f} s")
        for name in summary["flaky"]:
            print(f"flaky: {name}")
        for name in summary["failed"]:
            print(f"FAILED: {name}")
    if arguments.summary:
        arguments.summary.write_text(json.dumps(summary))
    return 1 if summary["failed"] or not summary["run"] else 0


if __name__ == "__main__":
    sys.exit(main())
