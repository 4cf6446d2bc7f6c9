"""Reads a report from an agent's own history, where no database is: by "pathgauge show history"."""

import datetime
import fnmatch
import json
import math
import subprocess

from .model import Path, Report, Step
from .period import SLOT, Wrong

_RTT = {"min": "rttMinNanos", "p50": "rttP50Nanos", "p90": "rttP90Nanos", "p95": "rttP95Nanos", "p99": "rttP99Nanos", "max": "rttMaxNanos"}


def read(period, names, program, state):
    """The report. names: patterns of probes; program: the agent's command line; state: its directory."""

    def pathgauge(*arguments):
        command = [program, *arguments, "--state", state]
        try:
            return subprocess.run(command, capture_output=True, text=True, timeout=300)
        except FileNotFoundError:
            raise Wrong(f"there is no {program}: name the agent's command line with --pathgauge") from None

    wanted = _probes(pathgauge, names)
    step = period.step(SLOT)
    paths = []
    for name, target in wanted:
        path = _path(pathgauge, name, target, period, step)
        if path:
            paths.append(path)
    if not paths:
        raise Wrong(f"the history in {state} has nothing of {', '.join(n for n, _ in wanted)} from {period}: check period and names")
    return Report(f"the agent's history in {state}", step, "the history's slots, joined", paths)


def _probes(pathgauge, names):
    """(name, target) of the probes. A stopped agent lists none, so they must be named in full."""
    shown = pathgauge("show", "probes", "--json")
    if shown.returncode == 0:
        said = json.loads(shown.stdout)
        listed = said["probes"] if isinstance(said, dict) else said
        known = [(p["name"], str(p.get("target", ""))) for p in listed if "name" in p]
        found = [(n, t) for n, t in known if not names or any(fnmatch.fnmatchcase(n, pattern) for pattern in names)]
        found += [(n, "") for n in names if n not in dict(found) and not set(n) & set("*?[")]
        if found:
            return found
        raise Wrong(f"the agent has no probe {', '.join(names)}" if names else "the agent has no probe")
    exact = [name for name in names if not set(name) & set("*?[")]
    if not exact:
        raise Wrong(f"no agent runs there that would list its probes ({shown.stderr.strip()}): name each with --probe")
    return [(name, "") for name in exact]


def _path(pathgauge, name, target, period, step):
    windows = _windows(pathgauge, name, period, step)
    if windows is None:
        return None
    path = Path(name, "", target, _steps(windows, period, step))
    fine = SLOT if step > SLOT and period.seconds <= 86_400 else step
    if fine == step:
        path.outages = path.silent(step)
    else:
        path.outages = Path(name, "", target, _steps(_windows(pathgauge, name, period, fine) or [], period, fine)).silent(fine)
        path.outages = [type(o)(path, o.start, o.end, o.accuracy, o.over, lost=o.lost, sent=o.sent) for o in path.outages]
    return path


def _windows(pathgauge, name, period, step):
    begin, end = (_iso(at) for at in (period.grid(step)[0] - step, period.grid(step)[-1]))
    shown = pathgauge("show", "history", name, "--from", begin, "--to", end, "--resolution", f"{step:.0f}s", "--json")
    if shown.returncode == 0:
        return json.loads(shown.stdout)["windows"]
    if "There is no history" in shown.stderr:
        return None
    raise Wrong(f"pathgauge show history {name}: {shown.stderr.strip()}")


def _steps(windows, period, step):
    """The whole grid; what the history has nothing of is a step of which nothing is known."""
    ends = period.grid(step)
    by_end = {}
    for window in windows:
        # A window of a stretch that is not whole ends with its last slot.
        began = _seconds(window["start"])
        by_end[math.floor((began - (ends[0] - step)) / step)] = window
    return [_step(end - step, end, by_end.get(number)) for number, end in enumerate(ends)]


def _step(start, end, window):
    if window is None:
        return Step(start, end)
    rtt = {name: _delay(window[key]) for name, key in _RTT.items() if key in window}
    return Step(start, end, window["sent"], window["lost"], rtt)


def _delay(value):
    return math.inf if isinstance(value, str) else value / 1e9


def _seconds(value):
    return datetime.datetime.fromisoformat(value).timestamp() if isinstance(value, str) else float(value)


def _iso(seconds):
    return datetime.datetime.fromtimestamp(seconds, datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
