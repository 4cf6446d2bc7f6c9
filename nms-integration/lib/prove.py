"""Runs the proofs of the NMSs, each in a process of its own: prove.py [--list] [--summary FILE] [NMS...]."""

import argparse
import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
FOLDER = HERE.parent
REPO = FOLDER.parent
sys.path[:0] = [str(HERE), str(REPO / "testbed" / "lib")]

from pgtest.procs import STATE, Child, Failed, end_on_signals  # noqa: E402

LOGS = STATE / "log" / "nms"
LONGEST_SECONDS = 420
# They wait for most of their time. What takes longest begins first, so that it is not left over at the end.
AT_ONCE = 5
LONGEST_FIRST = ("zabbix", "fleet", "cacti", "grafana", "smokeping", "prometheus", "report", "lighty")
COLUMNS = "{:<14} {:<11} {:>13} {:>14} {:>16} {:>20} {:>7}"


def available():
    """Names of the folders that hold a proof, in the order of running."""
    rank = {name: at for at, name in enumerate(LONGEST_FIRST)}
    names = sorted(path.parent.name for path in FOLDER.glob("*/proof.py"))
    return sorted(names, key=lambda name: rank.get(name, len(rank)))


def lacking(name):
    """Debian packages that the NMS's folder names and this machine does not have."""
    file = FOLDER / name / "packages"
    if not file.exists() or not shutil.which("dpkg-query"):
        return []
    wanted = [line.partition("#")[0].strip() for line in file.read_text().splitlines()]
    asked = ["dpkg-query", "-W", "-f", "${db:Status-Status} ${Package}\\n", *filter(None, wanted)]
    known = subprocess.run(asked, stdin=subprocess.DEVNULL, capture_output=True, text=True).stdout.splitlines()
    return [package for package in filter(None, wanted) if f"installed {package}" not in known]


class Running:
    """A proof at work. It ends itself in order, or is told to."""

    def __init__(self, name, results):
        self.name = name
        self.log = LOGS / f"{name}.log"
        self.result = results / f"{name}.json"
        self._began = time.monotonic()
        self._deadline = time.monotonic() + LONGEST_SECONDS
        with self.log.open("wb") as log:
            self.child = Child("/usr/bin/python3", HERE / "one.py", name, self.result, stdout=log, stderr=log)

    def done(self):
        """Whether it has ended; ends it when it takes too long."""
        if self.child.alive() and time.monotonic() > self._deadline:
            self.stop()
        return not self.child.alive()

    def stop(self):
        # It has an agent, networks and an NMS to take down.
        self.child.stop(patience=60)

    def told(self):
        """What became of it."""
        try:
            told = json.loads(self.result.read_text())
        except (OSError, ValueError):
            told = {"why": "it ended without a word"}
        if not told.get("proven") and time.monotonic() > self._deadline:
            told["why"] = f"not done within {LONGEST_SECONDS} s"
        return told | {"seconds": time.monotonic() - self._began}


def seconds(value):
    return "-" if value is None else f"{value:.1f} s"


def line(name, told):
    """The line of a proof."""
    cost = told.get("poll_milliseconds")
    verdict = "proven" if told.get("proven") else "skipped" if told.get("skipped") else "NOT PROVEN"
    return COLUMNS.format(
        name,
        verdict,
        seconds(told.get("first_value")),
        seconds(told.get("alert")),
        seconds(told.get("cleared")),
        "-" if cost is None else f"{cost:.1f} ms",
        f"{told['seconds']:.0f} s" if "seconds" in told else "-",
    )


def prove(names, at_once, tell):
    """Runs the proofs; name -> what became of it. tell(name, told, log) is called as each ends."""
    LOGS.mkdir(parents=True, exist_ok=True)
    told, running, waiting = {}, [], list(names)
    with tempfile.TemporaryDirectory(prefix="pgprove") as folder:
        try:
            while waiting or running:
                while waiting and len(running) < at_once:
                    running.append(Running(waiting.pop(0), pathlib.Path(folder)))
                for proof in [proof for proof in running if proof.done()]:
                    running.remove(proof)
                    told[proof.name] = proof.told()
                    tell(proof.name, told[proof.name], proof.log)
                time.sleep(0.1)
        except BaseException:
            if running:
                print(f"Taking down what {', '.join(proof.name for proof in running)} started ...", file=sys.stderr, flush=True)
            raise
        finally:
            for proof in running:
                proof.child.process.send_signal(signal.SIGTERM)
            for proof in running:
                proof.stop()
    return told


def say(name, told, log=None):
    print(line(name, told), flush=True)
    if not told.get("proven"):
        print(f"  {told.get('why')}", flush=True)
        if log:
            print(f"  log: {log.relative_to(REPO)}", flush=True)
    for remark in told.get("remarks", []):
        print(f"  {remark}", flush=True)


def main():
    parser = argparse.ArgumentParser(prog="nms-integration/prove")
    parser.add_argument("--list", action="store_true", help="name the proofs")
    parser.add_argument("--summary", type=pathlib.Path, help="file for the counts, JSON")
    parser.add_argument("--at-once", type=int, default=AT_ONCE, help=f"so many side by side ({AT_ONCE})")
    parser.add_argument("name", nargs="*")
    arguments = parser.parse_args()
    known = available()
    if arguments.list:
        print("\n".join(known))
        return 0
    unknown = sorted(set(arguments.name) - set(known))
    if unknown:
        parser.error(f"no proof of {', '.join(unknown)}; there are: {', '.join(known)}")
    if os.geteuid() != 0:
        parser.error("this needs root (network namespaces, eBPF)")
    end_on_signals()
    names = list(dict.fromkeys(arguments.name)) or known
    began = time.monotonic()
    print(COLUMNS.format("NMS", "", "first value", "broken, alert", "mended, cleared", "agent's CPU a poll", "in all"), flush=True)
    told = {}
    for name in names:
        missing = lacking(name)
        if missing:
            told[name] = {"skipped": True, "why": f"not installed: {', '.join(missing)}; nms-integration/setup {name} says why"}
            say(name, told[name])
    told |= prove([name for name in names if name not in told], max(1, arguments.at_once), say)
    flaky = []
    again = [name for name in names if not told[name].get("proven") and not told[name].get("skipped")]
    if again and len(names) > 1:
        print("Once more, by themselves:", flush=True)
        told |= prove(again, 1, say)
        flaky = [f"nms-integration {name}" for name in again if told[name].get("proven")]
    skipped = [f"nms-integration {name} ({told[name]['why']})" for name in names if told[name].get("skipped")]
    failed = [f"nms-integration {name}" for name in names if not told[name].get("proven") and not told[name].get("skipped")]
    if os.environ.get("CI") == "true":
        # There everything can be had, so what was skipped hides something.
        failed, skipped = failed + skipped, []
    if arguments.summary:
        arguments.summary.write_text(json.dumps({"run": len(names), "failed": failed, "skipped": skipped, "flaky": flaky}))
    proven = len(names) - len(failed) - len(skipped)
    print(f"{proven} of {len(names)} proven in {time.monotonic() - began:.0f} s")
    # Who asked for a proof and got none must see it.
    return 1 if failed or not proven else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (Failed, subprocess.SubprocessError) as failure:
        sys.exit(f"prove: {failure}")
    except KeyboardInterrupt:
        print("prove: interrupted", file=sys.stderr)
        sys.exit(130)
