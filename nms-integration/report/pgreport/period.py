"""The period of a report: how it is written on the command line, cut into steps, and told in a time zone."""

import dataclasses
import datetime
import re
import zoneinfo

SLOT = 10
STEPS = (SLOT, 60, 300, 900, 3600, 4 * 3600, 24 * 3600)
MOST_STEPS = 300
_UNITS = {"s": 1, "m": 60, "min": 60, "h": 3600, "d": 86400}


class Wrong(Exception):
    """What was asked for cannot be done; the text is for people and says how to mend it."""


@dataclasses.dataclass(frozen=True)
class Period:
    """From start to end, in seconds since the epoch, told in a zone."""

    start: float
    end: float
    zone: datetime.tzinfo

    @property
    def seconds(self):
        return self.end - self.start

    def step(self, least=SLOT, most=MOST_STEPS):
        """Seconds of a step, at least so many, so that there are at most so many steps."""
        fitting = [step for step in STEPS if step >= least and self.seconds / step <= most]
        return fitting[0] if fitting else max(least, -(-self.seconds // most // STEPS[-1]) * STEPS[-1], STEPS[-1])

    def grid(self, step):
        """Ends of the steps that lie in the period: multiples of the step, so that a slot is never cut."""
        first = -(-self.start // step) * step + step
        return [first + n * step for n in range(int((self.end - first) // step) + 1)]

    def at(self, seconds):
        return datetime.datetime.fromtimestamp(seconds, self.zone)

    def time(self, seconds):
        """Date, time and zone: 2026-11-23 13:05:10 CET."""
        return self.at(seconds).strftime("%Y-%m-%d %H:%M:%S %Z")

    def __str__(self):
        return f"{self.time(self.start)} to {self.time(self.end)}"


def parse(last, begin, end, zone_name, now):
    """The period of the options --last, --from, --to and --zone; now in seconds."""
    zone = _zone(zone_name)
    if last and begin:
        raise Wrong("--last and --from exclude each other")
    until = _time(end, zone) if end else now
    since = _time(begin, zone) if begin else until - span(last or "24h")
    if since >= until:
        raise Wrong(f"the period ends before it begins: --from {begin} must be before --to {end or 'now'}")
    if since > now:
        raise Wrong("the period lies in the future")
    if until - since < 3 * SLOT:
        raise Wrong(f"a period has at least {3 * SLOT} s, this one {until - since:.0f} s")
    return Period(since, min(until, now), zone)


def span(text):
    """Seconds of a length of time such as 90s, 30m, 24h or 7d."""
    found = re.fullmatch(r"([1-9]\d{0,5})(s|m|min|h|d)", text)
    if not found:
        raise Wrong(f"'{text}' is no length of time such as 90s, 30m, 24h or 7d")
    return int(found[1]) * _UNITS[found[2]]


def _zone(name):
    if not name:
        return datetime.datetime.now().astimezone().tzinfo
    try:
        return zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        raise Wrong(f"there is no time zone '{name}'; it is written like Europe/Zurich or UTC") from None


def _time(text, zone):
    try:
        when = datetime.datetime.fromisoformat(text)
    except ValueError:
        raise Wrong(f"'{text}' is no time such as 2026-11-23, 2026-11-23T05:00 or 2026-11-23T05:00:00Z") from None
    return (when if when.tzinfo else when.replace(tzinfo=zone)).timestamp()


def duration(seconds):
    """A length of time for people: 42 s, 3 min 20 s, 2 h 5 min, 3 d 4 h."""
    seconds = round(seconds)
    for size, unit, below, rest in ((86400, "d", 3600, "h"), (3600, "h", 60, "min"), (60, "min", 1, "s")):
        if seconds >= size:
            more = seconds % size // below
            return f"{seconds // size} {unit}" + (f" {more} {rest}" if more else "")
    return f"{seconds} s"
