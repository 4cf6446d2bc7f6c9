"""Figures from interleaved runs."""

import statistics


def significant(value):
    return None if value is None else float(f"{value:.5g}")


def compared(benchmark, pairs, unit):
    """Medians of ours and the peer, and the median and range of the ratios of runs made side by side."""
    ratios = [ours / peer for ours, peer in pairs]
    return figure(
        benchmark,
        statistics.median(ours for ours, _ in pairs),
        statistics.median(peer for _, peer in pairs),
        statistics.median(ratios),
        unit,
        (min(ratios), max(ratios)),
    )


def against_limit(benchmark, values, limit, unit):
    """Ours alone against the limit that the project set itself; the spread is that of the values."""
    ours = statistics.median(values)
    return figure(benchmark, ours, limit, ours / limit, unit, (min(values), max(values)))


def figure(benchmark, ours, peer, ratio, unit, spread):
    return {
        "benchmark": benchmark,
        "ours": significant(ours),
        "peer": significant(peer),
        "ratio": significant(ratio),
        "unit": unit,
        "spread": [significant(value) for value in spread] if spread else None,
    }
