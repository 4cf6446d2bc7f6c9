"""Comparisons, held against the bounds of the metric catalogue."""

import json

from pgtest.procs import REPO, Failed

CATALOGUE = REPO / "agent" / "src" / "main" / "metrics" / "catalogue.json"


class Bounds:
    """How far a published value may be from the true one, as the catalogue of metrics says; never chosen here."""

    def __init__(self):
        subjects = json.loads(CATALOGUE.read_text())["subjects"]
        entries = (e for s in subjects for part in s.values() if isinstance(part, list) for e in part)
        self._entries = {entry["id"]: entry for entry in entries if isinstance(entry, dict)}

    def allowed(self, metric, expected):
        """max(absolute, relative x expected), in the metric's unit; 0 for what must be equal."""
        bound = self._entries.get(metric, {}).get("bound")
        if bound is None:
            raise Failed(f"{CATALOGUE}: {metric} has no bound, so nothing can be held against it: add one")
        if bound.get("exact"):
            return 0
        return max(bound.get("absolute", 0), bound.get("relative", 0) * abs(expected))

    def least(self, metric):
        """The absolute part of a bound alone, which no size of the value widens."""
        return self._entries[metric]["bound"]["absolute"]

    def member(self, metric):
        """Where "pathgauge show --json" has the metric: names of members, outermost first."""
        return self._entries[metric]["show"].split(".")


class Report:
    """The worst comparison of each metric at one hook and family, over all its probes and slots."""

    def __init__(self, hook, family, bounds):
        self._hook, self._family, self._bounds = hook, family, bounds
        self._lines = {}
        self._rank = {}
        self.compared = 0

    def add(self, metric, expected, measured, allowed=None):
        """Compares a published value with what it should be; None is what must be absent, and nothing else. Whether it is.

        allowed: narrower than the catalogue's bound for this value, as part of it.
        """
        defined = expected is not None and measured is not None
        if allowed is None:
            allowed = 0 if expected is None else self._bounds.allowed(metric, expected)
        off = abs(expected - measured) if defined else 0
        within = off <= allowed if defined else expected is measured
        # The worst is shown; among equals, what says most.
        rank = (not within, off / allowed if allowed else off, defined, abs(expected or 0))
        self.compared += 1
        if metric not in self._rank or rank > self._rank[metric]:
            self._rank[metric] = rank
            self._lines[metric] = {
                "hook": self._hook,
                "family": self._family,
                "metric": metric,
                "expected": rounded(expected),
                "measured": rounded(measured),
                "bound": rounded(allowed),
                "within": within,
            }
        return within

    def allowed(self, metric, expected):
        return self._bounds.allowed(metric, expected)

    def least(self, metric):
        return self._bounds.least(metric)

    def member(self, metric, shown):
        """A metric's value in what "pathgauge show --json" said of its subject; None when absent."""
        for name in self._bounds.member(metric):
            shown = shown.get(name) if shown is not None else None
        return shown

    def lines(self):
        return [self._lines[metric] for metric in sorted(self._lines)]

    def has(self, metric):
        return metric in self._lines


def rounded(value):
    return round(value, 1) if isinstance(value, float) else value
