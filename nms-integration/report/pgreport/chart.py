"""Draws a path's RTT as SmokePing does, as SVG: the median in the colour of the loss, the percentiles as smoke behind it."""

import html
import math

WIDTH, HEIGHT = 920, 210
LEFT, RIGHT, TOP, BOTTOM = 62, 14, 10, 44
STRIP = 10
# The lightest from the least RTT to the greatest; each within the one before.
SMOKE = (("min", "max", "#e8eaed"), ("min", "p99", "#d3d7dd"), ("min", "p95", "#b7bdc7"), ("min", "p90", "#969eac"))
# Loss up to this ratio has this colour; told apart by lightness, too.
LOSS = (
    (0.0, "#1f8a4c", "none"),
    (0.01, "#2f6fd0", "to 1 %"),
    (0.05, "#7b4fc9", "to 5 %"),
    (0.2, "#e08a00", "to 20 %"),
    (0.999999, "#d4351c", "above 20 %"),
    (1.0, "#7a0019", "all"),
)
_TIME_STEPS = (10, 20, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400, 172800, 604800, 1209600)


def loss_colour(ratio):
    return next(colour for most, colour, _ in LOSS if ratio <= most + 1e-12)


def seconds(value):
    """A delay with three digits and a unit: 41.3 µs, 12.0 ms; a dash when it is not defined."""
    if value is None:
        return "–"
    if math.isinf(value):
        return "∞"
    for size, unit in ((1, "s"), (1e-3, "ms"), (1e-6, "µs")):
        if value >= size or unit == "µs":
            number = value / size
            return f"{number:.{0 if number >= 100 else 1 if number >= 10 else 2}f} {unit}"
    raise AssertionError(value)


def legend():
    """What the colours mean, as SVG."""
    parts, x = [], 2
    for _, _, colour in SMOKE:
        parts.append(f'<rect x="{x}" y="3" width="16" height="12" fill="{colour}"/>')
        x += 16
    parts.append(f'<text x="{x + 6}" y="13">least RTT to greatest, p99, p95, p90</text>')
    x += 226
    parts.append(f'<text x="{x}" y="13">median, by loss:</text>')
    x += 98
    for _, colour, name in LOSS:
        parts.append(f'<rect x="{x}" y="5" width="14" height="8" fill="{colour}"/><text x="{x + 18}" y="13">{name}</text>')
        x += 30 + 6.6 * len(name)
    parts.append(f'<rect x="{x}" y="3" width="14" height="12" fill="url(#unknown)"/><text x="{x + 18}" y="13">no data</text>')
    return f'<svg class="legend" viewBox="0 0 {WIDTH} 18" role="img" aria-label="Legend">{_PATTERN}{"".join(parts)}</svg>'


_PATTERN = (
    '<defs><pattern id="unknown" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    '<rect width="6" height="6" fill="#f5f5f5"/><rect width="2" height="6" fill="#cfcfcf"/></pattern></defs>'
)


def smoke(path, period, number):
    """The chart of a path. number: makes its ids unique in the page."""
    plot = _Plot(path, period)
    body = [
        f'<clipPath id="plot{number}"><rect x="{LEFT}" y="{TOP}" width="{plot.width:.1f}" height="{plot.height:.1f}"/></clipPath>',
        plot.axes(),
        plot.unknown(),
        f'<g clip-path="url(#plot{number})">{plot.bands()}{plot.medians()}</g>',
        plot.above(),
        plot.strip(),
        f'<rect x="{LEFT}" y="{TOP}" width="{plot.width:.1f}" height="{plot.height:.1f}" fill="none" stroke="#555"/>',
    ]
    title = html.escape(f"RTT and loss of {path.name}")
    return f'<svg class="chart" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{title}">{"".join(body)}</svg>'


class _Plot:
    def __init__(self, path, period):
        self.steps = path.steps
        self.period = period
        self.width = WIDTH - LEFT - RIGHT
        self.height = HEIGHT - TOP - BOTTOM
        known = sorted(v for step in path.steps if (v := step.shown("p95")) is not None)
        greatest = max((v for step in path.steps if (v := step.shown("max")) is not None), default=None)
        # A few spikes must not flatten all else: the axis ends a little above nearly all 95th percentiles.
        usual = known[min(len(known) - 1, int(len(known) * 0.98))] * 1.4 if known else 1e-3
        self.tick = _nice((min(usual, greatest * 1.05) if greatest else usual) / 4)
        self.top = self.tick * math.ceil(min(usual, greatest * 1.05 if greatest else usual) / self.tick)
        self.has_values = bool(known)

    def x(self, at):
        return LEFT + self.width * (at - self.period.start) / self.period.seconds

    def y(self, value):
        return TOP + self.height * (1 - value / self.top)

    def axes(self):
        parts = []
        for n in range(round(self.top / self.tick) + 1):
            y = self.y(n * self.tick)
            if n:
                parts.append(f'<line x1="{LEFT}" x2="{LEFT + self.width}" y1="{y:.1f}" y2="{y:.1f}" stroke="#e3e3e3"/>')
            label = seconds(n * self.tick) if n else "0"
            parts.append(f'<text x="{LEFT - 6}" y="{y + 4:.1f}" text-anchor="end">{label}</text>')
        if not self.has_values:
            parts.append(f'<text x="{LEFT + self.width / 2}" y="{TOP + self.height / 2}" text-anchor="middle">no reply in this period</text>')
        return "".join(parts) + self._times()

    def _times(self):
        width = next((s for s in _TIME_STEPS if self.period.seconds / s <= 9), _TIME_STEPS[-1])
        form = "%H:%M:%S" if width < 60 else "%H:%M" if width < 43200 else "%d %b"
        offset = self.period.at(self.period.start).utcoffset().total_seconds()
        at = -(-(self.period.start + offset) // width) * width - offset
        parts, foot = [], TOP + self.height
        while at <= self.period.end:
            when = self.period.at(at)
            x = self.x(at)
            text = when.strftime("%d %b" if form == "%H:%M" and when.hour == when.minute == 0 else form)
            parts.append(f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{TOP}" y2="{foot:.1f}" stroke="#ececec"/>')
            # The last one must not leave the picture.
            place, anchor = (x, "middle") if x < WIDTH - 30 else (WIDTH - 2, "end")
            parts.append(f'<text x="{place:.1f}" y="{HEIGHT - 6}" text-anchor="{anchor}">{text}</text>')
            at += width
        return "".join(parts)

    def unknown(self):
        """Where nothing is known; it is never drawn as a value."""
        return "".join(
            f'<rect x="{self.x(a):.1f}" y="{TOP}" width="{self.x(b) - self.x(a):.1f}" height="{self.height:.1f}" fill="url(#unknown)"/>'
            for a, b in self._gaps()
        )

    def _gaps(self):
        at = self.period.start
        for step in self.steps:
            if step.sent:
                if step.start - at > (step.end - step.start) / 2:
                    yield at, step.start
                at = step.end
        if self.steps and self.period.end - at > (self.steps[0].end - self.steps[0].start) * 2:
            yield at, self.period.end

    def bands(self):
        parts = []
        for low, high, colour in SMOKE:
            for step in self.steps:
                bottom, top = step.shown(low), step.shown(high)
                if bottom is None:
                    bottom = step.shown("p50")
                if bottom is None or top is None or top < bottom:
                    continue
                y = max(TOP, self.y(top))
                if self.y(bottom) > y:
                    # A little wider than the step, so that no seam shows between two.
                    parts.append(
                        f'<rect x="{self.x(step.start):.1f}" y="{y:.1f}" width="{self._wide(step) + 0.3:.1f}"'
                        f' height="{self.y(bottom) - y:.1f}" fill="{colour}"/>'
                    )
        return "".join(parts)

    def _wide(self, step):
        return self.x(step.end) - self.x(step.start)

    def medians(self):
        parts = []
        for step in self.steps:
            median = step.shown("p50")
            if median is not None and step.loss is not None:
                y = max(TOP + 1, self.y(median))
                parts.append(
                    f'<line x1="{self.x(step.start):.1f}" x2="{self.x(step.end):.1f}" y1="{y:.1f}" y2="{y:.1f}"'
                    f' stroke="{loss_colour(step.loss)}" stroke-width="2.4"/>'
                )
        return "".join(parts)

    def above(self):
        """Marks of what goes beyond the axis, and how far the highest."""
        beyond = [(v, step) for step in self.steps if (v := step.shown("max")) is not None and v > self.top]
        if not beyond:
            return ""
        marks = []
        for _, step in beyond:
            x = (self.x(step.start) + self.x(step.end)) / 2
            marks.append(f'<path d="M{x - 3:.1f} {TOP + 5} l3 -5 l3 5 z" fill="#555"/>')
        highest = seconds(max(value for value, _ in beyond))
        note = f'<text x="{LEFT + self.width - 4}" y="{TOP + 16}" text-anchor="end" class="note">▲ up to {highest}</text>'
        return "".join(marks) + note

    def strip(self):
        """Loss of each step beneath the chart, over its whole width."""
        top = TOP + self.height + 4
        parts = [f'<text x="{LEFT - 6}" y="{top + 9}" text-anchor="end">loss</text>']
        for step in self.steps:
            if step.loss is not None:
                colour = loss_colour(step.loss) if step.loss else "#dff0e5"
                parts.append(
                    f'<rect x="{self.x(step.start):.1f}" y="{top}" width="{self._wide(step) + 0.3:.1f}" height="{STRIP}" fill="{colour}">'
                    f"<title>{html.escape(self.period.time(step.end))}: {step.lost} of {step.sent} lost</title></rect>"
                )
        parts.append(f'<rect x="{LEFT}" y="{top}" width="{self.width}" height="{STRIP}" fill="none" stroke="#999" stroke-width="0.6"/>')
        return "".join(parts)


def _nice(value):
    """The next of 1, 2, 5 times a power of ten."""
    power = 10 ** math.floor(math.log10(value))
    return next(power * factor for factor in (1, 2, 5, 10) if power * factor >= value * 0.999)
