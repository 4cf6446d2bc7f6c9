"""Whether all views say the same: each value of each against its peers, through the catalogue."""

import re

from .catalogue import rounded
from .views import hyphened, nanos_of_octets, nanos_of_text

GAUGE_MAX = 2**32 - 1
NAME_OCTETS = {"PathGaugeName": 255, "PathGaugeText": 1023}


class Agreement:
    """The comparison of readings of one snapshot. What differs gathers in faults; compared counts values by entry, and
    telling those of them that are more than nothing: any entry of another agent would agree with a 0."""

    def __init__(self, catalogue, mib, readings):
        self.catalogue = catalogue
        self.mib = mib
        self.readings = {reading.view: reading for reading in readings}
        self.faults = []
        self.compared = {}
        self.telling = set()
        for reading in readings:
            self.faults += [f"{reading.view} has what no entry of the catalogue names: {left}" for left in reading.left_over]
        for subject in catalogue.subjects.values():
            self._subject(subject)
        self._counts()
        for reading in readings:
            self._repeated(reading)
        if {"openmetrics", "yang"} <= self.readings.keys():
            self._histograms(self.readings["openmetrics"], self.readings["yang"])

    def _repeated(self, reading):
        """What a view says in several places, it says alike."""
        for subject, key, entry, value, place in reading.same:
            if reading.rows[subject][key].get(entry) != value:
                self.faults.append(f"{entry} of {key}: {reading.view} has it otherwise elsewhere than in {place}")

    def _subject(self, subject):
        name = subject["subject"]
        rows = {view: reading.rows[name] for view, reading in self.readings.items()}
        for key in sorted({key for keyed in rows.values() for key in keyed}):
            row = {view: keyed.get(key, {}) for view, keyed in rows.items()}
            for entry in subject["entries"]:
                self._entry(subject, entry, key, row)

    def _entry(self, subject, entry, key, row):
        has = [v for v in self.readings if v in entry and not (v == "openmetrics" and "_bucket" in entry[v])]
        values = {view: row[view].get(entry["id"]) for view in has}
        where = f"{entry['id']} of {'/'.join(key) or 'the agent'}"
        try:
            bases = {view: self._base(view, entry, row, value) for view, value in values.items()}
        except (ValueError, KeyError, TypeError) as error:
            self.faults.append(f"{where}: {values}: {error!r}")
            return
        defined = {view: base for view, base in bases.items() if base is not None}
        if not defined:
            return
        absent = [view for view in has if bases[view] is None]
        if absent:
            self.faults.append(f"{where}: not in {', '.join(absent)}, but {defined}")
        if len(defined) > 1:
            self.compared[entry["id"]] = self.compared.get(entry["id"], 0) + 1
            if any(base not in (0, "", "false") for base in defined.values()):
                self.telling.add(entry["id"])
        # YANG and the command line have base units: the others must be what they round to.
        exact = next((view for view in ("yang", "show", "mib") if view in defined), None)
        for view, base in defined.items():
            if exact and not self._same(view, entry, row, defined[exact], base):
                self.faults.append(f"{where}: {view} has {values[view]!r}, {exact} has {values[exact]!r}")

    def _base(self, view, entry, row, value):
        """The value in base units, as exactly as the view has it; None where it is absent."""
        kind = entry["type"]
        if value is None:
            value = entry.get("absentAs", {}).get(view)
            if value is None and view == "yang":
                value = entry.get("default")
            if value is None:
                return None
        if view in entry.get("names", {}):
            label = self.mib.labels(entry["mib"]).get(value) if view == "mib" else str(value).lower()
            return entry["names"][view][label]
        if kind == "limit" and view != "openmetrics":
            return int(value) * self._limit_per(view, row)
        if kind == "time":
            return {"mib": nanos_of_octets, "openmetrics": lambda v: v * 1e9}.get(view, nanos_of_text)(value)
        if kind in ("text", "address"):
            return value.decode() if isinstance(value, bytes) else str(value)
        if kind == "window":
            return self.catalogue.types["window"]["mib"][str(value)] if view == "mib" else value
        if kind == "boolean":
            return self._boolean(view, entry, value)
        if kind == "enum":
            return hyphened(self.mib.labels(entry["mib"])[value]) if view == "mib" else re.sub(r"\.", "", value)
        if kind == "limit":
            return value
        per = self.catalogue.per(entry, view)
        return value * per if isinstance(value, float) else int(value) * per

    def _boolean(self, view, entry, value):
        if view != "mib":
            return str(value).lower()
        if "bit" in entry:
            bit = next(n for n, label in self.mib.labels(entry["mib"]).items() if label == entry["bit"])
            return str(bool(value[bit // 8] & 0x80 >> bit % 8)).lower()
        return {1: "true", 2: "false"}[value]

    def _limit_per(self, view, row):
        """Base units in one unit of an alarm's limits and value, of which only delays have another in each view."""
        unit = self.mib.labels("pathGaugeAlarmUnit")[row["mib"]["alarm.unit"]]
        return self.catalogue.types["delay"][view]["per"] if unit == "nanoseconds" else 1

    def _same(self, view, entry, row, exact, base):
        kind = entry["type"]
        if view == "openmetrics" and isinstance(base, float):
            # Doubles have 53 bits; each of the two conversions may cost half of the last one.
            return abs(base - exact) <= abs(exact) * 2.0**-51 + 1e-6
        if view != "mib":
            return base == exact
        if kind == "time":
            return base == exact // 10**8 * 10**8
        if kind == "text":
            limit = NAME_OCTETS[self.mib.syntax[entry["mib"]]]
            return base == exact.encode()[:limit].decode(errors="ignore")
        if isinstance(exact, int):
            per = self._limit_per(view, row) if kind == "limit" else self.catalogue.per(entry, view)
            return base == self._clamped(entry, rounded(exact, per)) * per
        return base == exact

    def _clamped(self, entry, value):
        limits = self.catalogue.types[entry["type"]].get("mib", {})
        gauge = self.mib.syntax.get(entry["mib"], "").startswith(("Gauge32", "Unsigned32"))
        most = limits.get("max", GAUGE_MAX if gauge else value)
        return max(limits.get("min", value), min(most, value))

    def _counts(self):
        """Entries that count rows of another subject."""
        for entry in self.catalogue.entries.values():
            for view in (v for v in self.readings if "counts" in entry and v in entry):
                counted = entry["counts"]
                rows = [
                    {e: self._base(view, self.catalogue.entries[e], {view: row}, row.get(e)) for e in counted.get("with", {})}
                    for row in self.readings[view].rows[counted["subject"]].values()
                ]
                expected = sum(row == counted.get("with", {}) for row in rows)
                told = self.readings[view].rows[entry["id"].split(".")[0]][()].get(entry["id"])
                if expected:
                    self.telling.add(entry["id"])
                if told != expected:
                    self.faults.append(f"{entry['id']}: {view} tells {told}, and shows {expected}")
                self.compared[entry["id"]] = self.compared.get(entry["id"], 0) + 1

    def _histograms(self, page, yang):
        """Classic histograms have some of our bounds; up to each they must count what our buckets below it do."""
        for subject in (s for s in self.catalogue.subjects.values() if "total" in s):
            name, counter = subject["subject"], subject["total"]
            rows = {key[0] for key in yang.rows[name]} | {key[0] for key in page.buckets[name]}
            for row_key in sorted(rows):
                ours = [row for key, row in yang.rows[name].items() if key[0] == row_key]
                classic = page.buckets[name][(row_key,)]
                for bound, count in classic.items():
                    below = [r for r in ours if bound == float("inf") or _upper(r, name) <= bound * 1e9 * (1 + 2**-51)]
                    expected = sum(int(row[f"{name}.count"]) for row in below)
                    if expected != count:
                        self.faults.append(f"{name} of {row_key}: {count} up to {bound} s, our buckets have {expected}")
                total = page.rows[counter.split(".")[0]][(row_key,)].get(counter)
                if not classic or classic.get(float("inf")) != total:
                    self.faults.append(f"{name} of {row_key}: the page counts {total} and has the buckets {classic}")
                self.compared[f"{name}.count"] = self.compared.get(f"{name}.count", 0) + len(classic)

    def never_compared(self):
        """Entries that at least two views have, and of which no value was seen in two."""
        return [
            identifier
            for identifier, entry in self.catalogue.entries.items()
            if sum(view in entry for view in self.readings) > 1 and identifier not in self.compared
        ]


def _upper(row, subject):
    """The first value above a bucket of ours, ns."""
    return int(row.get(f"{subject}.upper-bound", 2**63))
