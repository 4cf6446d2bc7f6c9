"""Reads a report from Prometheus' HTTP API, or from VictoriaMetrics, which has the same: what agents' pages said."""

import base64
import collections
import http.client
import json
import math
import urllib.error
import urllib.parse
import urllib.request

from .model import QUANTILES, AlarmChange, Drop, Outage, Path, Peer, Report, Step
from .period import SLOT, Wrong, duration

WINDOWS = {10: "10s", 60: "1min", 300: "5min", 900: "15min"}
MOST_POINTS = 10_000
AGENT = ("job", "instance")


class Tsdb:
    """The server at a URL, with the password of its user where it wants one."""

    def __init__(self, url, user=None, password=None, seconds=60):
        parts = urllib.parse.urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise Wrong(f"'{url}' is no URL of a server such as http://127.0.0.1:9090")
        self.url = url.rstrip("/")
        self._seconds = seconds
        self._headers = {}
        if user:
            self._headers["Authorization"] = "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()

    def range(self, expression, start, end, step):
        """(labels, time -> value) of each series, at the start and each step from there."""
        return [
            (series["metric"], {float(at): float(value) for at, value in series["values"]})
            for series in self._ask("query_range", query=expression, start=start, end=end, step=step)
        ]

    def raw(self, selector, seconds, at):
        """(labels, [(time, value)...]) of each series: the samples as they were stored."""
        return [
            (series["metric"], [(float(when), float(value)) for when, value in series["values"]])
            for series in self._ask("query", query=f"{selector}[{max(1, round(seconds))}s]", time=at)
        ]

    def _ask(self, call, **parameters):
        request = urllib.request.Request(
            f"{self.url}/api/v1/{call}", urllib.parse.urlencode(parameters).encode(), self._headers
        )
        try:
            # A proxy of the environment is for others.
            with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=self._seconds) as answer:
                said = json.load(answer)
        except urllib.error.HTTPError as error:
            if error.code in (401, 403):
                raise Wrong(f"{self.url} refuses: {error.code}; give --user and --password-file") from None
            text = error.read().decode(errors="replace")
            try:
                text = json.loads(text)["error"]
            except (ValueError, KeyError, TypeError):
                text = text.strip()[:200]
            raise Wrong(f"{self.url} answers {error.code} to {parameters['query'][:120]}: {text}") from None
        except (OSError, http.client.HTTPException) as error:
            reason = getattr(error, "reason", error)
            raise Wrong(f"{self.url} cannot be reached: {reason}; is it the address of Prometheus?") from None
        except ValueError:
            raise Wrong(f"{self.url} does not speak Prometheus' API; is it the address of Prometheus?") from None
        if said.get("status") != "success":
            raise Wrong(f"{self.url}: {said.get('error', 'no reason given')}")
        return said["data"]["result"]


class Reader:
    """One report's way through the database. agents, probes: matchers of PromQL on all series, and on those of probes."""

    def __init__(self, tsdb, period, agents="", probes=""):
        self._tsdb, self._period, self._agents, self._probes = tsdb, period, agents, probes
        self.gap = self._scrape_seconds()
        known = self._windows()
        self.step = period.step(max(min(known), self.gap))
        self._grid = period.grid(self.step)
        if not self._grid:
            raise Wrong(f"the period {period} is too short: agents' shortest window there has {self.step} s")
        self._base = max(length for length in known if length <= self.step)

    def read(self):
        """The report."""
        exact = self.step == self._base
        how = f"the agents' windows of {WINDOWS[self._base]}" if exact else "the agents' histograms"
        paths = self._paths(exact)
        if not paths:
            raise self._nothing()
        self._add_outages(paths)
        return Report(
            self._tsdb.url, self.step, how, list(paths.values()), self._drops(), self._peers(), self._alarms()
        )

    def _selector(self, name, more=""):
        probes = self._probes if name.startswith("pathgauge_probe_") else ""
        return f"{name}{{{','.join(part for part in (self._agents, probes, more) if part)}}}"

    def _scrape_seconds(self):
        """Seconds between two scrapes, the longest of any agent at the end of the period."""
        least = math.inf
        found = []
        for back in (0, self._period.seconds / 2, self._period.seconds):
            found = self._tsdb.raw(self._selector("pathgauge_agent_snapshots_total"), 600, self._period.end - back)
            if found:
                break
        for _, samples in found:
            gaps = sorted(b[0] - a[0] for a, b in zip(samples, samples[1:]))
            if gaps:
                least = min(least, gaps[len(gaps) // 2])
        return least if math.isfinite(least) else 15.0

    def _windows(self):
        """Lengths of the windows that the agents' pages showed."""
        lookback = max(SLOT, self._period.seconds / 200)
        # The last question is about the end: an agent may be younger than the time between two of them.
        start = self._period.end - self._period.seconds // lookback * lookback
        names = {
            labels["window"]
            for labels, _ in self._tsdb.range(
                f"group by (window) ({self._selector('pathgauge_probe_window_sent_packets')})",
                start, self._period.end, lookback,
            )
        }  # fmt: skip
        known = {length for length, name in WINDOWS.items() if name in names}
        if not known:
            raise self._nothing()
        return known

    def _nothing(self):
        return Wrong(
            f"{self._tsdb.url} has nothing of PathGauge's probes in whole steps of {duration(self._period.step())} from {self._period}: "
            "check the period (a shorter one has shorter steps), --probe and --instance, and that Prometheus scrapes the agents' "
            "pages (job pathgauge)"
        )

    def _on_grid(self, expression, shift=0.0):
        """(labels, values by number of the step) of each series; shift: seconds after the step's end to look."""
        grid = self._grid
        for labels, values in self._tsdb.range(expression, grid[0] + shift, grid[-1] + shift, self.step):
            yield labels, {round((at - shift - grid[0]) / self.step): value for at, value in values.items()}

    def _paths(self, exact):
        # A window is shown once its last packets are answered or given up, and then scraped.
        shift = min(self.step / 2, SLOT / 2 if self.step == SLOT else SLOT + self.gap) if exact else 0.0
        counts = collections.defaultdict(dict)
        window = f'window="{WINDOWS[self._base]}"'
        for what in ("sent", "lost"):
            gauge = self._selector(f"pathgauge_probe_window_{what}_packets", window)
            each = gauge if exact else f"sum_over_time({gauge}[{self.step}s:{self._base}s])"
            for labels, values in self._on_grid(each, shift):
                counts[_path(labels)][what] = values
        rtt = collections.defaultdict(dict)
        for name, quantile in QUANTILES.items():
            for labels, values in self._on_grid(self._rtt(name, quantile, exact, window), shift):
                rtt[_path(labels)][name] = values
        targets = self._targets()
        agents = {key[:2] for key in counts}
        return {
            key: Path(key[2], key[1] if len(agents) > 1 else "", targets.get(key, ""), list(self._steps(counts[key], rtt[key])))
            for key in sorted(counts)
        }

    def _rtt(self, name, quantile, exact, window):
        if exact and name in ("min", "max"):
            return self._selector(f"pathgauge_probe_window_rtt_{name}_seconds", window)
        if exact:
            return self._selector("pathgauge_probe_window_rtt_percentile_seconds", f'{window},percentile="{name}"')
        buckets = self._selector("pathgauge_probe_rtt_seconds_bucket")
        native = self._selector("pathgauge_probe_rtt_seconds")
        return (
            f"histogram_quantile({quantile}, sum by (job, instance, probe, le) (increase({buckets}[{self.step}s])))"
            f" or histogram_quantile({quantile}, increase({native}[{self.step}s]))"
        )

    def _steps(self, counts, rtt):
        for number, end in enumerate(self._grid):
            sent = counts.get("sent", {}).get(number)
            lost = counts.get("lost", {}).get(number)
            known = sent is not None and lost is not None
            values = {name: by[number] for name, by in rtt.items() if number in by and not math.isnan(by[number])}
            yield Step(end - self.step, end, round(sent) if known else None, round(lost) if known else None, values)

    def _targets(self):
        found = {}
        for labels, _ in self._coarse(self._selector("pathgauge_probe_info")):
            address = labels.get("address", "")
            target = labels.get("target", address)
            found[_path(labels)] = target if not address or address == target else f"{target} ({address})"
        return found

    def _coarse(self, expression, most=1000):
        step = max(self.gap, self._period.seconds / most)
        return self._tsdb.range(expression, self._period.start, self._period.end, step)

    def _add_outages(self, paths):
        step = max(1.0, self.gap, self._period.seconds / MOST_POINTS)
        silent = f'{self._selector("pathgauge_probe_state", _STATE)} == 1'
        for labels, values in self._tsdb.range(silent, self._period.start, self._period.end, step):
            path = paths.get(_path(labels))
            for first, last in _runs(sorted(values), step) if path else ():
                path.outages.append(self._outage(path, labels, first, last, step))
        for path in paths.values():
            # Two glimpses of one: the state was not read in between.
            path.outages.sort(key=lambda outage: outage.start)
            path.outages[:] = [o for n, o in enumerate(path.outages) if n == 0 or o.start >= path.outages[n - 1].end]

    def _outage(self, path, labels, first, last, step):
        """Its ends to the snapshot: from the last scraped that has a new reply until the first that has one again."""
        # The state is that of the newest complete slot: some packets' timeout and a slot late.
        margin = 3 * SLOT + 60 + 2 * step
        before = self._replies(labels, margin, first)
        after = self._replies(labels, 2 * margin, last + margin)
        start, start_off = first, step
        for (at, count), (later, more) in zip(before, before[1:]):
            if more != count:
                start, start_off = later, later - at
        end, end_off, over = last, step, False
        for (at, count), (later, more) in zip(after, after[1:]):
            if more != count and later > start:
                end, end_off, over = later, later - at, True
                break
        lost = [s for s in path.steps if s.start >= start and s.end <= end and s.lost]
        return Outage(
            path, start, max(start, end), max(start_off, end_off), over,
            lost=sum(s.lost for s in lost) or None, sent=sum(s.sent for s in lost) or None,
        )  # fmt: skip

    def _replies(self, labels, seconds, at):
        """[(time, replies so far)...] of a path. A busy agent's page may show an older snapshot, so the time is the snapshot's."""
        agent = ",".join(f"{name}={json.dumps(labels[name])}" for name in AGENT if name in labels)
        path = f"{agent},probe={json.dumps(labels['probe'])}"
        taken = self._tsdb.raw(f"pathgauge_agent_snapshot_timestamp_seconds{{{agent}}}", seconds, at)
        counts = self._tsdb.raw(f"pathgauge_probe_received_packets_total{{{path}}}", seconds, at)
        when = dict(taken[0][1]) if taken else {}
        return [(when.get(scraped, scraped), count) for scraped, count in counts[0][1]] if counts else []

    def _growth(self, name, more=""):
        """How far counters went in the period: (labels, amount). One that is new counts from 0, one that fell from 0 again."""
        step = max(self.gap, self._period.seconds / 500)
        times = [self._period.start + n * step for n in range(int(self._period.seconds / step) + 1)]
        present = {}
        for labels, values in self._tsdb.range(
            self._selector("pathgauge_agent_snapshots_total"), times[0], times[-1], step
        ):
            present[_agent(labels)] = min(values)
        for labels, values in self._tsdb.range(self._selector(name, more), times[0], times[-1], step):
            at = sorted(values)
            began = at[0] > present.get(_agent(labels), at[0]) + step / 2
            amount = values[at[0]] if began else 0.0
            for before, after in zip(at, at[1:]):
                amount += values[after] - values[before] if values[after] >= values[before] else values[after]
            yield labels, amount

    def _drops(self):
        found = []
        for name, where, reason in (
            ("pathgauge_kernel_drop_packets_total", "kernel", "reason"),
            ("pathgauge_kernel_xdp_exception_packets_total", "XDP exception", "action"),
            ("pathgauge_link_receive_drop_packets_total", "driver", None),
            ("pathgauge_queue_drop_packets_total", "queue", None),
        ):
            for labels, packets in self._growth(name):
                if round(packets):
                    what = labels.get(reason, "") if reason else {"driver": "on receiving", "queue": "on sending"}[where]
                    benign = labels.get("benign") == "true"
                    at = {"": "no interface", ":none": "no interface"}.get(labels.get("interface", ""), labels.get("interface"))
                    found.append(Drop(labels.get("instance", ""), at, where, what, benign, round(packets)))
        for labels, packets in self._growth("pathgauge_filter_rule_dropped_packets_total"):
            if round(packets):
                rule = f"rule {labels.get('rule', '')}"
                found.append(Drop(labels.get("instance", ""), "all watched", "filter", rule, False, round(packets)))
        return sorted(found, key=lambda drop: (drop.benign, -drop.packets))

    def _peers(self):
        names = {
            "opened": "pathgauge_tcp_connections_opened_total",
            "failed": "pathgauge_tcp_connections_failed_total",
            "octets_out": "pathgauge_tcp_acknowledged_bytes_total",
            "octets_in": "pathgauge_tcp_received_bytes_total",
            "segments": "pathgauge_tcp_sent_segments_total",
            "retransmitted": "pathgauge_tcp_retransmitted_segments_total",
        }
        rows = collections.defaultdict(lambda: dict.fromkeys(names, 0) | {"rtt": None})
        for field, name in names.items():
            for labels, amount in self._growth(name, 'peer!=""'):
                rows[_peer(labels)][field] += round(amount)
        for labels, values in self._coarse(self._selector("pathgauge_tcp_srtt_seconds", 'peer!=""')):
            rtts = sorted(value for value in values.values() if not math.isnan(value))
            if rtts:
                rows[_peer(labels)]["rtt"] = rtts[len(rtts) // 2]
        peers = [Peer(*key, **row) for key, row in rows.items() if any(row[field] for field in names)]
        return sorted(peers, key=lambda peer: -(peer.octets_out + peer.octets_in))

    def _alarms(self):
        times = {}
        for what in ("raised", "cleared"):
            for labels, values in self._coarse(self._selector(f"pathgauge_alarm_{what}_timestamp_seconds"), 2000):
                key = tuple(labels.get(name, "") for name in ("instance", "resource", "type", "qualifier", "severity"))
                times.setdefault(key, {"raised": set(), "cleared": set()})[what].update(values.values())
        found = []
        for key, seen in times.items():
            for raised in sorted(seen["raised"]):
                following = min((other for other in seen["raised"] if other > raised), default=math.inf)
                cleared = min((c for c in seen["cleared"] if raised <= c <= following), default=None)
                if raised <= self._period.end and (cleared is None or cleared >= self._period.start):
                    found.append(AlarmChange(*key, raised, cleared))
        return sorted(found, key=lambda change: change.raised)


_STATE = 'pathgauge_probe_state="unreachable"'


def _agent(labels):
    return tuple(labels.get(name, "") for name in AGENT)


def _path(labels):
    return (*_agent(labels), labels.get("probe", ""))


def _peer(labels):
    peer, length = labels.get("peer", ""), labels.get("prefix_length", "")
    whole = {"32": ".", "128": ":"}.get(length)
    if whole is None or whole not in peer:
        peer = f"{peer}/{length}"
    return labels.get("instance", ""), labels.get("direction", ""), peer, labels.get("port", "")


def _runs(times, step):
    """(first, last) of stretches of times that lie a step apart."""
    first = last = None
    for at in times:
        if last is not None and at - last > 1.5 * step:
            yield first, last
            first = None
        first, last = at if first is None else first, at
    if first is not None:
        yield first, last
