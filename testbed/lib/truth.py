"""Compares every published number with independent witnesses: one JSON object a metric on standard output."""

import argparse
import contextlib
import json
import pathlib
import sys
import tempfile

from pgtest import arguments as given
from pgtest.procs import Child, Failed, await_true, end_on_signals
from pgtruth import hook as hook_run
from pgtruth import passing_drops, passing_filter, passing_patterns, passing_tcp

HOOKS = ("xdp-native", "xdp-generic", "tcx")
KEYS = ("hook", "family", "metric", "expected", "measured", "bound", "within")
LEAST_METRICS = 25
QUICK_SLOTS = 2
FULL_SLOTS = 7  # so that a minute ends in between
FULL_RUNS = 3
RUN_SECONDS = 300


# part of the traffic -> where it is compared, and how
TRAFFIC = {
    "tcp": (("tcx",), lambda hook, seed, quick: passing_tcp.run_part(seed, quick)),
    "drops": (("tcx",), lambda hook, seed, quick: passing_drops.run_part()),
    "filter": (HOOKS, lambda hook, seed, quick: passing_filter.run_part(hook)),
    "patterns": (("xdp-native", "tcx"), lambda hook, seed, quick: passing_patterns.run_part(hook, quick)),
}


def side_by_side(commands):
    """(all lines, what failed) of several runs, by name, each in a process of its own."""
    lines, failed = [], []
    with tempfile.TemporaryDirectory(prefix="pgtruth") as folder, contextlib.ExitStack() as stack:
        children = {}
        for name, options in commands.items():
            with (pathlib.Path(folder) / name).open("wb") as sink:
                command = [sys.executable, __file__, *options]
                children[name] = stack.enter_context(Child(*command, stdout=sink, stderr=sys.stderr))
        for name, child in children.items():
            with contextlib.suppress(Failed):
                await_true(f"{name} is done", lambda one=child: not one.alive(), RUN_SECONDS, every=0.2)
            if child.alive():
                failed.append(f"{name}: not done within {RUN_SECONDS} s")
                continue
            mine = [json.loads(line) for line in (pathlib.Path(folder) / name).read_text().splitlines()]
            lines += mine
            if not mine or child.process.returncode not in (0, 1):
                failed.append(f"{name}: no comparison, exit {child.process.returncode}")
    return lines, failed


def probes(seed, slots):
    """Probes of one seed, at all hooks."""
    commands = {hook: ("--seed", seed, "--hook", hook, "--slots", slots) for hook in HOOKS}
    lines, failed = side_by_side(commands)
    for hook, family in sorted({(line["hook"], line["family"]) for line in lines}):
        names = {line["metric"] for line in lines if (line["hook"], line["family"]) == (hook, family)}
        if family != "both" and len(names) < LEAST_METRICS:
            failed.append(f"{hook} {family}: only {len(names)} metrics")
    return lines, failed


def traffic(seed, quick):
    """Passing traffic of one seed: all parts."""
    how = ("traffic", "--seed", seed, *(["--quick"] if quick else []))
    parts = [(part, hook) for part, (hooks, _) in TRAFFIC.items() for hook in hooks]
    return side_by_side({f"{part}.{hook}": (*how, "--part", part, "--hook", hook) for part, hook in parts})


def traffic_part(part, hook, seed, quick):
    """One part of the traffic, at one hook; the exit status."""
    lines = TRAFFIC[part][1](hook, seed, quick)
    for line in lines:
        print(json.dumps(line), flush=True)
    return 0 if all(line["within"] for line in lines) else 1


def summary(lines, failed, seeds):
    """A table on standard error; how many things are wrong."""
    for hook, family in sorted({(line["hook"], line["family"]) for line in lines}):
        mine = [line for line in lines if (line["hook"], line["family"]) == (hook, family)]
        names = {line["metric"] for line in mine}
        bad = sorted({line["metric"] for line in mine if not line["within"]})
        verdict = f"VIOLATED: {', '.join(bad)}" if bad else "all within bounds"
        print(f"{hook:12} {family:5} {len(names):3} metrics  {verdict}", file=sys.stderr)
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
        description="probes: breaks paths by a seed, probes them at every ingress hook with IPv4 and IPv6, and holds each "
        "published number against packet captures computed offline and against the counts of who broke the path. "
        "traffic: makes connections, drops, hits of rules, floods and scans of known number, and holds what is published "
        "of passing traffic against the applications, captures and droppers. "
        f"One JSON object a metric with {', '.join(KEYS)}: the worst of all of its comparisons. "
        "Bounds are those of agent/src/main/metrics/catalogue.json. Exit status 1 on any violation.",
    )
    parser.add_argument("what", nargs="?", choices=("probes", "traffic"), help="only these (both)")
    parser.add_argument("--seed", type=int, default=1, help="decides what is done to the paths (1)")
    parser.add_argument("--quick", action="store_true", help="one seed, two slots of ten seconds: for each change")
    parser.add_argument("--hook", choices=HOOKS, help="only this one, of probes or of a part")
    parser.add_argument("--part", choices=TRAFFIC, help="only this part of traffic")
    parser.add_argument("--slots", type=int, help="complete slots of ten seconds in which probes are compared")
    arguments = parser.parse_args()
    if arguments.slots is not None and arguments.slots < 1:
        parser.error("--slots needs a number from 1 on")
    given.end_if_only_asked()
    end_on_signals()
    slots = arguments.slots or (QUICK_SLOTS if arguments.quick else FULL_SLOTS)
    if arguments.hook or arguments.part:
        part = arguments.part or arguments.hook
        try:
            if arguments.part:
                hook = arguments.hook or TRAFFIC[part][0][0]
                return traffic_part(part, hook, arguments.seed, arguments.quick)
            return hook_run.main(arguments.hook, arguments.seed, slots)
        except Failed as failure:
            print(f"{part}: {failure}", file=sys.stderr)
            return 2
    seeds = [arguments.seed] if arguments.quick else range(arguments.seed, arguments.seed + FULL_RUNS)
    lines, failed = [], []
    for seed in seeds:
        print(f"seed {seed}:", file=sys.stderr)
        runs = [] if arguments.what == "traffic" else [lambda of=seed: probes(of, slots)]
        runs += [] if arguments.what == "probes" else [lambda of=seed: traffic(of, arguments.quick)]
        for run in runs:
            more, wrong = run()
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
