"""Compares every published number with independent witnesses: one JSON object a metric on standard output."""

import argparse
import contextlib
import json
import pathlib
import sys
import tempfile

from pgtest.procs import Child, Failed, await_true, end_on_signals
from pgtruth import hook as hook_run

HOOKS = ("xdp-native", "xdp-generic", "tcx")
KEYS = ("hook", "family", "metric", "expected", "measured", "bound", "within")
LEAST_METRICS = 25
QUICK_SLOTS = 2
FULL_SLOTS = 7  # so that a minute ends in between
FULL_RUNS = 3
RUN_SECONDS = 300


def run_all(seed, slots):
    """(all lines, how many runs failed) of one seed: the hooks side by side, each in a process of its own."""
    lines, failed = [], []
    with tempfile.TemporaryDirectory(prefix="pgtruth") as folder, contextlib.ExitStack() as stack:
        children = {}
        for hook in HOOKS:
            out = pathlib.Path(folder) / hook
            with out.open("wb") as sink:
                command = [sys.executable, __file__, "--seed", seed, "--hook", hook, "--slots", slots]
                children[hook] = stack.enter_context(Child(*command, stdout=sink, stderr=sys.stderr))
        for hook, child in children.items():
            with contextlib.suppress(Failed):
                await_true(f"{hook} is done", lambda one=child: not one.alive(), RUN_SECONDS, every=0.2)
            if child.alive():
                failed.append(f"{hook}: not done within {RUN_SECONDS} s")
                continue
            mine = [json.loads(line) for line in (pathlib.Path(folder) / hook).read_text().splitlines()]
            lines += mine
            if not mine or child.process.returncode not in (0, 1):
                failed.append(f"{hook}: no comparison, exit {child.process.returncode}")
    return lines, failed


def summary(lines, failed, seeds):
    """A table on standard error; how many things are wrong."""
    for hook, family in sorted({(line["hook"], line["family"]) for line in lines}):
        mine = [line for line in lines if (line["hook"], line["family"]) == (hook, family)]
        names = {line["metric"] for line in mine}
        bad = sorted({line["metric"] for line in mine if not line["within"]})
        verdict = f"VIOLATED: {', '.join(bad)}" if bad else "all within bounds"
        print(f"{hook:12} {family:5} {len(names):3} metrics  {verdict}", file=sys.stderr)
        if family != "both" and len(names) < LEAST_METRICS:
            failed.append(f"{hook} {family}: only {len(names)} metrics")
    wrong = [line for line in lines if not line["within"]]
    for line in wrong:
        print(
            f"VIOLATED {line['hook']} {line['family']} {line['metric']}: expected {line['expected']}, "
            f"measured {line['measured']}, bound {line['bound']}",
            file=sys.stderr,
        )
    for what in failed:
        print(f"FAILED {what}", file=sys.stderr)
    told = ", ".join(str(seed) for seed in seeds)
    print(f"seed {told}: {len(lines)} metrics compared, {len(wrong)} violated, {len(failed)} failed", file=sys.stderr)
    return len(wrong) + len(failed)


def main():
    parser = argparse.ArgumentParser(
        prog="testbed/truth",
        description="Breaks paths by a seed, probes them at every ingress hook with IPv4 and IPv6, and holds each "
        "published number against packet captures computed offline and against the counts of who broke the path. "
        f"One JSON object a metric with {', '.join(KEYS)}: the worst of all probes and slots. "
        "Bounds are those of agent/src/main/metrics/catalogue.json. Exit status 1 on any violation.",
    )
    parser.add_argument("--seed", type=int, default=1, help="decides what is done to the paths (1)")
    parser.add_argument("--quick", action="store_true", help="one seed, two slots of ten seconds: for each change")
    parser.add_argument("--hook", choices=HOOKS, help="only this one")
    parser.add_argument("--slots", type=int, help="complete slots of ten seconds that are compared")
    arguments = parser.parse_args()
    end_on_signals()
    slots = arguments.slots or (QUICK_SLOTS if arguments.quick else FULL_SLOTS)
    if arguments.hook:
        try:
            return hook_run.main(arguments.hook, arguments.seed, slots)
        except Failed as failure:
            print(f"{arguments.hook}: {failure}", file=sys.stderr)
            return 2
    seeds = [arguments.seed] if arguments.quick else range(arguments.seed, arguments.seed + FULL_RUNS)
    lines, failed = [], []
    for seed in seeds:
        print(f"seed {seed}:", file=sys.stderr)
        more, wrong = run_all(seed, slots)
        for line in more:
            print(json.dumps(line), flush=True)
        lines += more
        failed += wrong
    return 1 if summary(lines, failed, seeds) else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit("interrupted")
