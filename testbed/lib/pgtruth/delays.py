"""Statistics of delays, each from its definition."""

import math

PERCENTILES = {"p50": 500_000, "p90": 900_000, "p95": 950_000, "p99": 990_000, "p99.9": 999_000}


def percentile(values, sent, ppm):
    """Nearest rank over all packets sent, lost ones infinite (RFC 7679, section 5.1); None when it is undefined.

    values: round-trip times of what was received. Undefined with fewer than 1/(1-p) packets, or among lost ones.
    """
    if sent * (1_000_000 - ppm) < 1_000_000:
        return None
    rank = max(1, -(-sent * ppm // 1_000_000))
    return sorted(values)[rank - 1] if rank <= len(values) else None


def moments(values):
    """(mean, population standard deviation)."""
    mean = sum(values) / len(values)
    return mean, math.sqrt(sum((value - mean) ** 2 for value in values) / len(values))


def rfc3550_jitter(rtts):
    """J += (|D| - J) / 16 over round-trip times in order of arrival (RFC 3550, A.8), after each of them."""
    jitter, last, course = 0.0, None, []
    for rtt in rtts:
        if last is not None:
            jitter += (abs(rtt - last) - jitter) / 16
        last = rtt
        course.append(jitter)
    return course


def pdv(values):
    """(95th percentile, maximum) of delay less the smallest delay (RFC 5481, section 4.2), nearest rank."""
    ordered = sorted(value - min(values) for value in values)
    return ordered[-(-len(ordered) * 95 // 100) - 1], ordered[-1]


def histogram(values, per_octave):
    """bucket -> count: 0 below 2^10, then per_octave equal steps in each of 24 octaves, then the rest."""
    counts = {}
    for value in values:
        octave = value.bit_length() - 11
        if octave < 0:
            bucket = 0
        elif octave >= 24:
            bucket = 24 * per_octave + 1
        else:
            bucket = 1 + octave * per_octave + (value * per_octave >> (octave + 10)) - per_octave
        counts[bucket] = counts.get(bucket, 0) + 1
    return counts
