"""What a report tells, whatever it was read from. Delays are in seconds, times in seconds since the epoch; what is not
defined is None, a percentile among lost packets infinite (RFC 7679, section 4.2)."""

import dataclasses
import math

# What the smoke is made of, from the least to the greatest RTT of a step.
QUANTILES = {"min": 0.0, "p50": 0.5, "p90": 0.9, "p95": 0.95, "p99": 0.99, "max": 1.0}


@dataclasses.dataclass(frozen=True)
class Step:
    """A stretch of a path's time. sent and lost are None where nothing is known of it."""

    start: float
    end: float
    sent: int | None = None
    lost: int | None = None
    rtt: dict = dataclasses.field(default_factory=dict)

    @property
    def loss(self):
        """Ratio of lost packets, or None when none was sent or nothing is known."""
        return self.lost / self.sent if self.sent else None

    def of(self, name):
        """An RTT by its name in QUANTILES; infinite where more is lost than it leaves aside."""
        if name not in ("min", "max") and self.loss and self.loss > 1 - QUANTILES[name] + 1e-9:
            return math.inf
        return self.rtt.get(name)

    def shown(self, name):
        """The same for drawing: of the replies alone, so that the median goes on beside loss."""
        value = self.rtt.get(name)
        return value if value is not None and math.isfinite(value) else None


@dataclasses.dataclass(frozen=True)
class Outage:
    """A stretch without any reply. accuracy: seconds by which its ends may be off. over is False when it had no end."""

    path: "Path"
    start: float
    end: float
    accuracy: float
    over: bool = True
    kind: str = "outage"
    lost: int | None = None
    sent: int | None = None


@dataclasses.dataclass(eq=False)
class Path:
    """A probe of an agent and what became of its packets."""

    name: str
    agent: str
    target: str
    steps: list
    outages: list = dataclasses.field(default_factory=list)

    @property
    def sent(self):
        return sum(step.sent or 0 for step in self.steps)

    @property
    def loss(self):
        return sum(step.lost or 0 for step in self.steps) / self.sent if self.sent else None

    def worst(self, name="p95"):
        """(value, step) of the worst percentile of any step, or None without any."""
        known = [(step.of(name), step) for step in self.steps if step.of(name) is not None]
        return max(known, key=lambda pair: pair[0], default=None)

    def typical(self, name):
        """The median over the steps of one of their RTTs."""
        known = sorted(value for value in (step.shown(name) for step in self.steps) if value is not None)
        return known[len(known) // 2] if known else None

    @property
    def measured(self):
        """Share of the steps of which something is known."""
        return sum(step.sent is not None and step.sent > 0 for step in self.steps) / len(self.steps) if self.steps else 0.0

    def lossy(self):
        """Stretches of consecutive steps in which some packets were lost and some not."""
        found, run = [], []
        for step in [*self.steps, None]:
            if step is not None and step.loss is not None and 0 < step.loss < 1:
                run.append(step)
            elif run:
                lost, sent = sum(s.lost for s in run), sum(s.sent for s in run)
                width = run[0].end - run[0].start
                found.append(Outage(self, run[0].start, run[-1].end, width, kind="loss", lost=lost, sent=sent))
                run = []
        return found

    def silent(self, accuracy):
        """Stretches of consecutive steps in which every packet was lost."""
        found, run = [], []
        for step in [*self.steps, None]:
            if step is not None and step.loss == 1:
                run.append(step)
            elif run:
                lost = sum(s.lost for s in run)
                ended = step is not None
                found.append(Outage(self, run[0].start, run[-1].end, accuracy, ended, lost=lost, sent=lost))
                run = []
        return found


@dataclasses.dataclass(frozen=True)
class Drop:
    """Packets dropped at an interface of an agent. benign: whether losing them is no fault."""

    agent: str
    interface: str
    where: str
    reason: str
    benign: bool
    packets: int


@dataclasses.dataclass(frozen=True)
class Peer:
    """TCP connections with a peer. opener: who opened them."""

    agent: str
    opener: str
    peer: str
    port: str
    opened: int
    failed: int
    octets_out: int
    octets_in: int
    segments: int
    retransmitted: int
    rtt: float | None


@dataclasses.dataclass(frozen=True)
class AlarmChange:
    """An alarm that was raised (or found raised) and perhaps cleared."""

    agent: str
    resource: str
    type: str
    qualifier: str
    severity: str
    raised: float
    cleared: float | None


@dataclasses.dataclass
class Report:
    """All of it. A section that the source cannot tell is None."""

    source: str
    step: float
    percentiles_from: str
    paths: list
    drops: list | None = None
    peers: list | None = None
    alarms: list | None = None

    def ranked(self):
        """The worst path first: by the worst 95th percentile of any step, then by loss."""

        def key(path):
            worst = path.worst()
            return (-(worst[0] if worst else -1.0), -(path.loss or 0.0), path.agent, path.name)

        return sorted(self.paths, key=key)

    def troubles(self):
        """Outages and stretches of loss, the outages first, the longest and the worst before others."""
        outages = sorted((o for path in self.paths for o in path.outages), key=lambda o: o.start)
        return outages, sorted((o for path in self.paths for o in path.lossy()), key=lambda o: -o.lost)
