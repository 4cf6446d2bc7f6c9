"""Draws stacks as a flame graph in a small SVG file, for pages that are read without scripts."""

import html
import re

WIDTH, ROW, TOP = 1000, 15, 40
LEAST = 4  # narrower ones are left out
DEEPEST = 45
CHARACTER = 5.7
FONT = 'font-family="sans-serif"'
COLOURS = ("#d9534f", "#f0ad4e", "#5cb85c", "#5bc0de")


class Frame:
    """A place in the tree of calls."""

    def __init__(self, name):
        self.name = name
        self.count = 0
        self.calls = {}

    def add(self, frames, count):
        self.count += count
        here = self
        for name in frames:
            here = here.calls.setdefault(name, Frame(name))
            here.count += count


def drawn(stacks, kind_of):
    """stacks: (frames, samples); kind_of: a name by which a frame is coloured. The text of the file."""
    root = Frame("all")
    for frames, count in stacks:
        # By thread it would be as many towers of the same: the thread's name goes.
        root.add(frames[1:], count)
    boxes = list(placed(root, 0, 0, WIDTH / root.count))
    kinds = sorted({kind_of(frame.name) for frame, _, _, depth in boxes if depth})
    colours = dict(zip(kinds, COLOURS))
    height = TOP + ROW * (1 + max(depth for _, _, _, depth in boxes))
    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" {FONT} font-size="10">']
    parts.append(f'<rect width="{WIDTH}" height="{height}" fill="#fff"/>')
    for number, kind in enumerate(kinds):
        x = 10 + number * 240
        parts.append(f'<rect x="{x}" y="12" width="12" height="12" fill="{colours[kind]}"/>')
        parts.append(f'<text x="{x + 17}" y="22" font-size="12">{html.escape(kind)}</text>')
    for frame, x, width, depth in boxes:
        colour = colours[kind_of(frame.name)] if depth else "#ddd"
        parts.append(box(frame, x, width, height - ROW * (depth + 1), colour, root.count))
    return "\n".join([*parts, "</svg>", ""])


def placed(frame, x, depth, scale):
    """(frame, x, width, depth) of all that are wide enough, callers first."""
    width = frame.count * scale
    if width < LEAST or depth > DEEPEST:
        return
    yield frame, x, width, depth
    for call in sorted(frame.calls.values(), key=lambda each: each.name):
        yield from placed(call, x, depth + 1, scale)
        x += call.count * scale


def box(frame, x, width, y, colour, total):
    name = plain(frame.name)
    told = html.escape(f"{name}, {100 * frame.count / total:.1f} %")
    room = int((width - 4) / CHARACTER)
    text = name if len(name) <= room else name[: room - 1] + "…" if room > 4 else ""
    written = f'<text x="{x + 2:.1f}" y="{y + 11}">{html.escape(text)}</text>' if text else ""
    shape = f'<rect x="{x:.1f}" y="{y}" width="{width - 0.5:.1f}" height="{ROW - 1}" fill="{colour}"/>'
    return f"<g><title>{told}</title>{shape}{written}</g>"


def plain(name):
    """Without the profiler's mark, of a Java class only the last part, of a kernel program only its name."""
    name = re.sub(r"_\[[0-9a-z]\]$", "", name).removesuffix(" (deleted)").rpartition("/")[2]
    name = re.sub(r"^bpf_prog_[0-9a-f]{16}_(.*?)(\?\[bpf\])?$", r"\1", name)
    return re.sub(r"^jna\d+\.tmp$", "libjnidispatch.so", name)
