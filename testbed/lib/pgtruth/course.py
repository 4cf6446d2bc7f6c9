"""What became of every packet of one probe, decided offline from captures."""

import collections

# rtt in ns, None when never answered; late: after the timeout; answered: time of the first genuine reply.
Fate = collections.namedtuple("Fate", "sent rtt late answered")


class Course:
    """Fates of all packets of a probe, and every reply's verdict, in the order in which replies came."""

    def __init__(self, requests, replies, target, timeout, memory):
        """memory: ns for which a packet's stamp surely stands; a genuine reply that is older is stale."""
        self.timeout = timeout
        self.requests = {request.sequence: request for request in requests}
        self.verdicts = collections.Counter()
        self.octets = collections.Counter()
        self.extras = []  # (sequence, time) of duplicates
        self.in_time = []  # (sequence, rtt) by arrival
        self.reordered = []  # sequences
        answered = {}
        highest = -1
        for reply in replies:
            verdict = self.judge(reply, target, answered, memory)
            self.verdicts[verdict] += 1
            self.octets[verdict] += reply.octets
            if verdict == "duplicate":
                self.extras.append((reply.sequence, reply.time))
            if verdict not in ("received", "late"):
                continue
            rtt = reply.time - self.requests[reply.sequence].time
            answered[reply.sequence] = (rtt, verdict == "late", reply.time)
            if verdict == "received":
                self.in_time.append((reply.sequence, rtt))
                # RFC 4737, section 3.3: below the highest that arrived before.
                if reply.sequence < highest:
                    self.reordered.append(reply.sequence)
                highest = max(highest, reply.sequence)
        self.fates = {
            sequence: Fate(request.time, *answered.get(sequence, (None, False, None)))
            for sequence, request in self.requests.items()
        }

    def judge(self, reply, target, answered, memory):
        request = self.requests.get(reply.sequence)
        if not reply.intact:
            return "corrupt"
        if request is None or reply.token != request.token:
            return "forged"
        if reply.time - request.time > memory:
            return "stale"
        if reply.source != target:
            return "forged"
        if reply.sequence in answered:
            return "duplicate"
        return "late" if reply.time - request.time > self.timeout else "received"

    def received(self, sequence):
        """Whether a packet was answered in time."""
        fate = self.fates.get(sequence)
        return fate is not None and fate.rtt is not None and not fate.late

    def missing(self, interval):
        """Times, in ns, at which packets were due and did not leave, between the first and the last that did.

        A probe keeps its phase for life, and a packet leaves less than an interval after it was due, so the time of
        each packet tells which one it was.
        """
        times = sorted(request.time for request in self.requests.values())
        bins = collections.Counter((time - times[0]) % interval * 100 // interval for time in times)
        # Up to a millisecond early, to share a system call, and a bin wide.
        phase = times[0] + bins.most_common(1)[0][0] * interval // 100 - 2_000_000
        left = set()
        for time in times:
            number = (time - phase) // interval
            # Two of one number: the first was late by nearly an interval.
            left.add(number - 1 if number in left and number - 1 not in left else number)
        due = range(min(left), max(left) + 1)
        return [phase + number * interval for number in due if number not in left]


class Slot:
    """The packets of a course that left in [start, end), ns: ten seconds or a multiple of them."""

    LENGTH = 10 * 10**9

    # How far capture and program may stamp apart: what is nearer to an edge than this may lie on either side.
    EDGE = 200_000
    NEAR_TIMEOUT = 500_000

    def __init__(self, course, start, end):
        self.course = course
        self.start, self.end = start, end
        self.sequences = sorted(s for s, fate in course.fates.items() if start <= fate.sent < end)
        self._mine = set(self.sequences)

    def closed(self, sent):
        """When the ten seconds in which a packet left are complete: what comes later counts in no window."""
        return sent + self.LENGTH - (sent - self.start) % self.LENGTH + self.course.timeout

    def doubts(self):
        """Why the witness itself cannot tell what is right: metrics that this slot says nothing of ("all" or names)."""
        found = {}
        for fate in self.course.fates.values():
            if min(abs(fate.sent - self.start), abs(fate.sent - self.end)) < self.EDGE:
                found["all"] = "a packet left within 0.2 ms of the slot's edge"
        for sequence in self.sequences:
            fate = self.course.fates[sequence]
            if fate.rtt is not None and abs(fate.rtt - self.course.timeout) < self.NEAR_TIMEOUT:
                found["all"] = "a reply came within 0.5 ms of the timeout"
            if fate.late and fate.answered > self.closed(fate.sent):
                found["window.late"] = "a late reply came when the slot was complete"
        fates = self.course.fates
        if any(s in self._mine and time > self.closed(fates[s].sent) for s, time in self.course.extras):
            found["window.duplicates"] = "a duplicate came when the slot was complete"
        return found

    def unsent(self, interval):
        """How many packets were due in the slot and did not leave; None when the captures cannot tell."""
        edges = (self.start, self.end)
        missing = self.course.missing(interval)
        first = min(fate.sent for fate in self.course.fates.values())
        if first >= self.start or any(abs(due - edge) < 5_000_000 for due in missing for edge in edges):
            return None
        return sum(self.start <= due < self.end for due in missing)

    def counts(self):
        """Every count of the slot by its name in the catalogue; exact."""
        course = self.course
        received = [s for s in self.sequences if course.received(s)]
        lost = len(self.sequences) - len(received)
        runs = self.loss_runs()
        return {
            "window.sent": len(self.sequences),
            "window.received": len(received),
            "window.lost": lost,
            "window.late": sum(course.fates[s].late for s in self.sequences),
            "window.duplicates": sum(s in self._mine for s, _ in course.extras),
            "window.reordered": sum(s in self._mine for s in course.reordered),
            # Half a packet in a million is rounded away from zero.
            "window.loss-ratio": int(lost * 1e6 / len(self.sequences) + 0.5),
            "window.loss-periods": len(runs),
            "window.longest-loss-burst": max(runs, default=0),
            "window.ipdv-pairs": sum(course.received(s - 1) for s in received),
        }

    def loss_runs(self):
        """Lengths of the loss periods (RFC 3357, section 5): runs of lost packets in the order of sending."""
        runs, length = [], 0
        for sequence in self.sequences:
            if not self.course.received(sequence):
                length += 1
            elif length:
                runs.append(length)
                length = 0
        return runs + [length] if length else runs
