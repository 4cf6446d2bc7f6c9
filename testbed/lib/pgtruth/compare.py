"""Holds windows, results and totals of the agent against the course of the packets."""

import datetime

from .course import Slot
from .delays import PERCENTILES, histogram, moments, pdv, percentile, rfc3550_jitter
from .packets import text

RTT_PER_OCTAVE = 8
IPDV_PER_OCTAVE = 4
# What has no value where nothing was received, and is compared as absent then.
FROM_RTTS = ["window.rtt-min", "window.rtt-max", "window.rtt-mean", "window.rtt-stddev"] + [
    f"window.rtt-{name}" for name in PERCENTILES
]


def nanos(instant):
    """Nanoseconds since 1970 of an RFC 3339 instant in UTC."""
    whole, _, fraction = instant.rstrip("Z").partition(".")
    seconds = datetime.datetime.fromisoformat(whole).replace(tzinfo=datetime.timezone.utc).timestamp()
    return int(seconds) * 10**9 + int(fraction.ljust(9, "0") or 0)


class ProbeTruth:
    """One probe: its course by the captures, and packet by packet what the agent says of it."""

    def __init__(self, course, results):
        """results: sequence -> (sent in ns, outcome, round-trip time in ns or None), from the probe's start on."""
        self.course = course
        self.results = results
        self.received = {s: rtt for s, (_, outcome, rtt) in results.items() if outcome == "received"}
        by_arrival = sorted(self.received, key=lambda s: results[s][0] + self.received[s])
        self.jitter = dict(zip(by_arrival, rfc3550_jitter([self.received[s] for s in by_arrival])))
        self.by_arrival = by_arrival
        self.stood_in = set()

    def captured_rtts(self, sequences, report):
        """Round-trip times by capture of what was received.

        Between the capture's stamp and the program's the machine may pause; compare_results() lets at most one packet in
        a hundred be hit. Where one was, its own result stands in, so that no extreme is made of the pause; those are
        kept in stood_in and told.
        """
        rtts = []
        for s in sequences:
            rtt = self.course.fates[s].rtt
            own = self.received.get(s, rtt)
            if abs(rtt - own) > report.allowed("result.rtt", rtt):
                rtt = own
                self.stood_in.add(s)
            rtts.append(rtt)
        return rtts


def compare_results(truths, report):
    """Each packet's result with its capture: every outcome, and the round-trip times' error.

    At most one in a hundred may be out of its bound. Half of them must be within the bound's absolute part: on a long
    path 1 % would hide what is added to every packet.
    """
    agreed, total, errors = 0, 0, []
    for truth in truths:
        for sequence, (_, outcome, rtt) in truth.results.items():
            total += 1
            agreed += (outcome == "received") == truth.course.received(sequence)
            if outcome == "received" and truth.course.received(sequence):
                captured = truth.course.fates[sequence].rtt
                errors.append((captured, rtt))
    report.add("result.outcome", total, agreed)
    if errors:
        by_size = sorted(errors, key=lambda pair: abs(pair[1] - pair[0]))
        by_bound = sorted(errors, key=lambda pair: abs(pair[1] - pair[0]) / report.allowed("result.rtt", pair[0]))
        report.add("result.rtt", *by_bound[-(-len(errors) * 99 // 100) - 1])
        report.add("result.rtt", *by_size[-(-len(errors) // 2) - 1], report.least("result.rtt"))


def compare_window(window, truth, interval, report):
    """One window of any length. What the witness doubts is left out; returns why."""
    slot = Slot(truth.course, nanos(window["start"]), nanos(window["end"]))
    doubts = slot.doubts()
    if any(s not in truth.results for s in slot.sequences):
        doubts["all"] = "its results are not complete"
    if "all" in doubts:
        return doubts
    for metric, expected in slot.counts().items():
        if metric not in doubts:
            report.add(metric, expected, report.member(metric, window))
    unsent = slot.unsent(interval)
    if unsent is not None:
        report.add("window.unsent", unsent, report.member("window.unsent", window))
    received = [s for s in slot.sequences if truth.course.received(s)]
    compare_round_trips(window, truth, slot, received, report)
    compare_variation(window, truth, received, report)
    return doubts


def compare_total_histograms(totals, end, truth, report):
    """Histograms of all slots since the start, as published when the slot that ends at end, ns, was the newest."""
    fates = truth.course.fates
    own = {s: rtt for s, rtt in truth.received.items() if s in fates and fates[s].sent < end}
    sizes = [abs(rtt - truth.received[s - 1]) for s, rtt in own.items() if s - 1 in truth.received]
    for metric, values, per_octave, shown in (
        ("total-rtt-histogram.count", list(own.values()), RTT_PER_OCTAVE, totals["rttHistogram"]),
        ("total-ipdv-histogram.count", sizes, IPDV_PER_OCTAVE, totals["ipdvHistogram"]),
    ):
        compare_histogram(metric, histogram(values, per_octave), shown, report)


def compare_round_trips(window, truth, slot, received, report):
    expected = dict.fromkeys(FROM_RTTS)
    if received:
        rtts = truth.captured_rtts(received, report)
        mean, deviation = moments(rtts)
        expected |= {
            "window.rtt-min": min(rtts),
            "window.rtt-max": max(rtts),
            "window.rtt-mean": mean,
            "window.rtt-stddev": deviation,
        }
        # Of the single results: a bucket is 6.25 % wide each way, and the capture's own error would come on top.
        own = [truth.received.get(s, rtt) for s, rtt in zip(received, rtts)]
        for name, ppm in PERCENTILES.items():
            expected[f"window.rtt-{name}"] = percentile(own, len(slot.sequences), ppm)
    for metric, value in expected.items():
        report.add(metric, value, report.member(metric, window))


def compare_variation(window, truth, received, report):
    """What follows from the single results, each already held against its capture: exact, or to 1 us."""
    own = {s: truth.received[s] for s in received if s in truth.received}
    values = list(own.values())
    report.add("window.rtt-sum", sum(values), report.member("window.rtt-sum", window))
    squares = sum((value * value + 500_000) // 1_000_000 for value in values)
    report.add("window.rtt-sum-squares", squares, report.member("window.rtt-sum-squares", window))
    ipdv = [rtt - truth.received[s - 1] for s, rtt in own.items() if s - 1 in truth.received]
    sizes = [abs(value) for value in ipdv]
    last = max(own, key=lambda s: truth.results[s][0] + own[s], default=None)
    p95, most = pdv(values) if values else (None, None)
    expected = {
        "window.ipdv-min": min(ipdv, default=None),
        "window.ipdv-max": max(ipdv, default=None),
        "window.ipdv-mean-abs": sum(sizes) / len(sizes) if sizes else None,
        "window.rfc3550-jitter": truth.jitter.get(last),
        "window.pdv-p95": p95,
        "window.pdv-max": most,
    }
    for metric, value in expected.items():
        report.add(metric, value, report.member(metric, window))
    compare_histogram("rtt-histogram.count", histogram(values, RTT_PER_OCTAVE), window["rttHistogram"], report)
    compare_histogram("ipdv-histogram.count", histogram(sizes, IPDV_PER_OCTAVE), window["ipdvHistogram"], report)


def compare_histogram(metric, expected, shown, report):
    """Every bucket, one by one, those that should be empty as well."""
    published = {bucket["bucket"]: bucket["count"] for bucket in shown}
    for bucket in expected.keys() | published.keys():
        report.add(metric, expected.get(bucket, 0), published.get(bucket, 0))


def compare_totals(shown, truth, errors, report):
    """Counters since the start, read while nothing was sent; shown: the probe, errors: (sender, type, code) -> count."""
    verdicts = truth.course.verdicts
    expected = {"probe.sent": len(truth.course.requests)}
    for metric, verdict in (
        ("received", "received"),
        ("late", "late"),
        ("duplicates", "duplicate"),
        ("corrupt", "corrupt"),
        ("forged", "forged"),
        ("stale", "stale"),
    ):
        expected[f"probe.{metric}"] = verdicts[verdict]
    expected["probe.reordered"] = len(truth.course.reordered)
    expected["probe.icmp-errors"] = sum(errors.values())
    expected["probe.samples-lost"] = 0
    values = list(truth.received.values())
    expected["probe.rtt-sum"] = sum(values)
    expected["probe.rtt-sum-squares"] = sum((value * value + 500_000) // 1_000_000 for value in values)
    newest = truth.by_arrival[-1] if truth.by_arrival else None
    expected["probe.last-rtt"] = truth.received.get(newest)
    expected["probe.rfc3550-jitter"] = truth.jitter.get(newest)
    for metric, value in expected.items():
        report.add(metric, value, report.member(metric, shown))
    published = {(text(e["sender"]), e["type"], e["code"]): e["count"] for e in shown["icmpErrors"]}
    for key in errors.keys() | published.keys():
        report.add("icmp-error.count", errors.get(key, 0), published.get(key, 0))


def compare_interface(shown, courses, errors, report):
    """Counters of the watched interface with all probes' packets; errors: how many ICMP errors, and their octets."""
    packets = {name: sum(c.verdicts[name] for c in courses) for name in ("received", "late", "duplicate")}
    packets |= {name: sum(c.verdicts[name] for c in courses) for name in ("corrupt", "forged", "stale")}
    octets = {name: sum(c.octets[name] for c in courses) for name in packets}
    requests = sum(len(c.requests) for c in courses)
    report.add("interface.stamped", requests, report.member("interface.stamped", shown))
    report.add("interface.dropped-packets", packets["received"], report.member("interface.dropped-packets", shown))
    report.add("interface.dropped-octets", octets["received"], report.member("interface.dropped-octets", shown))
    for metric in ("interface.egress-forged", "interface.egress-unknown"):
        report.add(metric, 0, report.member(metric, shown))
    names = {"received": "probe-reply", "late": "late-reply", "duplicate": "duplicate-reply"}
    names |= {name: f"{name}-reply" for name in ("corrupt", "forged", "stale")}
    reasons = {reason["reason"]: reason for reason in shown["ingress"]}
    for name, reason in names.items():
        report.add("verdict.packets", packets[name], reasons[reason]["packets"])
        report.add("verdict.octets", octets[name], reasons[reason]["octets"])
    report.add("verdict.packets", errors[0], reasons["icmp-error"]["packets"])
    report.add("verdict.octets", errors[1], reasons["icmp-error"]["octets"])
