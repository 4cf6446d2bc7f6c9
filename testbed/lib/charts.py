"""Plots as SVG: ranges on a logarithmic axis, and bars on a linear one."""

import html
import math

WIDTH, LEFT, RIGHT = 860, 250, 40
ROW, GAP, TOP = 17, 34, 44
OURS, THEIRS, DARK, GRID = "#2166ac", "#8c8c8c", "#053061", "#dddddd"


def ranges(title, groups):
    """groups: (name, [(row, (mean, p99, greatest))]); rows named PathGauge stand out."""
    values = [value for _, rows in groups for _, of in rows for value in of]
    low, high = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))
    plot = Plot(title, groups)

    def at(value):
        return plot.x((math.log10(value) - low) / (high - low))

    for power in range(low, high + 1):
        plot.line_down(at(10**power), f"{10**power:,}")
    for y, name, (mean, p99, most) in plot.rows():
        colour = colour_of(name)
        for x1, x2, half in ((at(mean), at(most), 0), (at(p99), at(p99), 5)):
            ends = f'x1="{x1:.1f}" x2="{x2:.1f}" y1="{y - half}" y2="{y + half}"'
            plot.add(f'<line {ends} stroke="{colour}" stroke-width="2"/>')
        plot.add(f'<circle cx="{at(mean):.1f}" cy="{y}" r="4" fill="{colour}"/>')
    return plot.text()


def bars(title, groups):
    """groups: (name, [(row, value, part of it that is shown dark)])."""
    high = 1.05 * max(value for _, rows in groups for _, value, _ in rows)
    plot = Plot(title, groups)
    step = 10 ** math.floor(math.log10(high))
    step = step if high / step >= 4 else step / 2 if high / step >= 2 else step / 5
    for number in range(int(high / step) + 1):
        plot.line_down(plot.x(number * step / high), f"{number * step:g}")
    for y, name, value, part in plot.rows():
        for length, colour in ((value, colour_of(name)), (part, DARK)):
            width = plot.x(length / high) - plot.x(0)
            plot.add(f'<rect x="{plot.x(0)}" y="{y - 6}" width="{width:.1f}" height="12" fill="{colour}"/>')
        plot.add(f'<text x="{plot.x(value / high) + 4:.1f}" y="{y + 4}">{value:.3g}</text>')
    return plot.text()


def colour_of(name):
    return OURS if name.startswith("PathGauge") else THEIRS


class Plot:
    """A file in the making: groups of rows below each other, each with a heading."""

    def __init__(self, title, groups):
        self._groups = groups
        self._height = TOP + sum(GAP + ROW * len(rows) for _, rows in groups) + 10
        self._parts = [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {self._height}"',
            ' font-family="sans-serif" font-size="12">',
            f'<rect width="{WIDTH}" height="{self._height}" fill="#fff"/>',
            f'<text x="10" y="18" font-size="14" font-weight="bold">{html.escape(title)}</text>',
        ]

    def add(self, part):
        self._parts.append(part)

    @staticmethod
    def x(share):
        """Of the axis, 0 to 1."""
        return LEFT + share * (WIDTH - LEFT - RIGHT)

    def line_down(self, x, label):
        self.add(f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{TOP}" y2="{self._height - 6}" stroke="{GRID}"/>')
        self.add(f'<text x="{x:.1f}" y="{TOP - 6}" text-anchor="middle" fill="#555">{label}</text>')

    def rows(self):
        """(y of its middle, name, ...) of each row, its name and its group's heading drawn."""
        y = TOP
        for name, rows in self._groups:
            self.add(f'<text x="10" y="{y + 20}" font-weight="bold">{html.escape(name)}</text>')
            y += GAP
            for row, *rest in rows:
                self.add(f'<text x="{LEFT - 8}" y="{y + 4}" text-anchor="end">{html.escape(row)}</text>')
                yield y, row, *rest
                y += ROW

    def text(self):
        return "\n".join([*self._parts, "</svg>", ""])
