"""Adds up what all test runners reported, names each failure, and prints "N passed, N failed"."""

import json
import os
import pathlib
import sys
import xml.etree.ElementTree as xml


def surefire(repo):
    """(passed, names of failed, names of skipped with why, names of flaky) of the reports of Maven's tests."""
    passed, failed, skipped, flaky = 0, [], [], []
    for report in sorted(repo.glob("*/target/surefire-reports/TEST-*.xml")):
        for case in xml.parse(report).getroot().iter("testcase"):
            name = f"{case.get('classname')}.{case.get('name')}"
            skip = case.find("skipped")
            if case.find("failure") is not None or case.find("error") is not None:
                failed.append(name)
            elif skip is not None:
                skipped.append(f"{name} ({skip.get('message') or 'no reason given'})")
            else:
                passed += 1
                if case.find("flakyFailure") is not None or case.find("flakyError") is not None:
                    flaky.append(name)
    return passed, failed, skipped, flaky


def main(repo, results):
    passed, failed, skipped, flaky = surefire(repo)
    if passed + len(failed) == 0:
        failed.append("Maven ran no test at all (.testbed/log/verify.log)")
    for step in ("shellcheck", "maven"):
        verdict = results / step
        if verdict.exists() and verdict.read_text().strip() == "ok":
            passed += 1
        else:
            failed.append(f"{step} (.testbed/log/{'verify' if step == 'maven' else step}.log)")
    for name, whose in (("testbed", "the testbed's own tests"), ("nms", "the proofs of nms-integration")):
        summary = results / f"{name}.json"
        if summary.exists():
            own = json.loads(summary.read_text())
            passed += own["run"] - len(own["failed"]) - len(own["skipped"])
            failed += own["failed"]
            skipped += own["skipped"]
            flaky += own.get("flaky", [])
        else:
            failed.append(f"{whose} did not run to their end")
    if os.environ.get("CI") == "true":
        # There everything can be had, so a skipped test hides something.
        failed += [f"skipped: {name}" for name in skipped]
    else:
        for name in skipped:
            print(f"skipped: {name}")
    for name in flaky:
        print(f"flaky: {name} (failed beside others, passed when run again: a fault of the test or of ours, to be mended)")
    for name in failed:
        print(f"FAILED: {name}")
    print(f"{passed} passed, {len(failed)} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])))
