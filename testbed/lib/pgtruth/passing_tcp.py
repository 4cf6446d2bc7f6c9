"""Passive TCP against the applications at both ends, captures, and the exact dropper."""

from pgtest.procs import Failed, await_true

from . import talks
from .passing import FAMILIES, Passing

SUBJECT = "tcp-peer"
# Other connections of the host must not take rows from those that are compared.
CONFIG = {"pathgauge-tcp:tcp": {"enabled": True, "published-rows": 400, "namespace": ["self"]}}
MEAN_CONNECT = "tcp-window.connect-mean"  # whose bound holds for a mean of any connections
# Wall clock and monotonic clock may run apart by 500 ppm while one of them is slewed.
CLOCKS_PPM = 500
DELAY_US = 5000
# A packet waits between the capture's stamp and TCP while the machine is busy; the least of many did not. After a loss
# TCP measures by its time-stamp option (RFC 7323), in whole milliseconds.
MANY_RTTS = 50


def run_part(seed, quick):
    with Passing("tcp", "tcx", "--relay") as passing:
        topology = passing.topology
        talks.prepare(topology)
        topology.relay("--delay", DELAY_US, "--jitter", "uniform,2000", "--keep-order", "--seed", seed)
        capture = passing.enter(talks.watched(topology))
        passing.start(CONFIG)
        state = passing.agent.show("tcp")
        if not state["tcp"]["running"]:
            raise Failed(f"TCP is not measured: {state['tcp']['problem']}")
        told = {}
        for family in FAMILIES:
            plans = talks.drawn(f"{seed} {family}", quick)
            for direction, side in talks.sides(topology, family).items():
                told[family, direction] = plans, passing.enter(side)
        converse(topology, told)
        finished = {key: side.talked() for key, (_, side) in told.items()}
        rows = passing.still(lambda: passing.agent.ask("tcp"), 60)
        connections = whole(topology, capture)
        capture.stop()
        for (family, direction), (plans, side) in told.items():
            seen = side.calm + finished[family, direction]
            compare(passing, family, direction, sum(plans, []), seen, connections[side.address], rows)
        return passing.lines()


def converse(topology, told):
    """Calm conversations of all families and directions at once, then those that lose packets."""
    sides = [side for _, side in told.values()]
    for (calm, lossy), side in told.values():
        side.serve(calm + lossy)
    for (calm, _), side in told.values():
        side.talk(calm)
    for side in sides:
        side.calm = side.talked()
    # One way loses data of outbound uploads and acknowledgements of downloads, as any real path does.
    topology.drop("--match", "all", "--every", 25)
    for (_, lossy), side in told.values():
        side.talk(lossy)
    for side in sides:
        side.talked()
    dropped = topology.counts()["drop"]["dropped"]
    topology.drop("--off")
    if dropped < 20:
        raise Failed(f"the dropper lost only {dropped} frames: nothing was sent again")


def whole(topology, capture):
    """Captured connections by server's address, once tcpdump has written all."""
    sizes = [-1]

    def unchanged():
        sizes.append(capture.path.stat().st_size)
        return sizes[-1] == sizes[-2]

    await_true("the capture is whole", unchanged, 30, every=1.5)
    addresses = [topology[f"{end}_{family.upper()}"] for end in ("NODE1", "AGENT") for family in FAMILIES]
    return {address: talks.captured(capture.path, address) for address in addresses}


def compare(passing, family, direction, plans, seen_by_clients, connections, rows):
    """All rows of one direction and family."""
    peer = passing.topology[f"NODE1_{family.upper()}"]
    mine = {row["port"]: row for row in rows if row.get("peer") == peer and row["direction"] == direction}
    by_port, told = {}, []
    for plan, seen in zip(plans, seen_by_clients, strict=True):
        by_port.setdefault(plan["port"], []).append((plan, seen))
    for port, talked in by_port.items():
        row, captured = mine.get(port), connections[port]
        if len(captured) != len(talked):
            raise Failed(f"{len(captured)} connections to port {port} in the capture, {len(talked)} made")
        if direction == "inbound" and not any(made(seen) for _, seen in talked):
            continue  # no socket of this host took part
        if row is None:
            raise Failed(
                f"there is no row of {direction} connections with {peer}, port {port};"
                f" clients saw {', '.join(seen['outcome'] for _, seen in talked)},"
                f" programs missed {passing.agent.show('tcp')['tcp']['missed']} events"
            )
        told.append(compare_row(passing, family, direction, talked, captured, row))
    judged = [by_application for by_application in told if by_application is not None]
    if judged and sum(judged) < len(judged) / 2:
        raise Failed(f"applications could tell {sum(judged)} of {len(judged)} connect latencies: the machine is too busy")


def made(seen):
    """Whether the client's connection was established."""
    return seen["outcome"] in ("closed", "reset")


def octets(talked):
    """What clients and servers sent in all, as planned; nothing on a connection whose SYNs were all lost."""
    plans = [plan for plan, seen in talked if made(seen)]
    return sum(plan["up"] for plan in plans), sum(plan["down"] for plan in plans)


def compare_row(passing, family, direction, talked, captured, row):
    """One row. Whether the application's clock could judge its connect latency; None where there is none."""

    def same(member, expected, allowed=None):
        passing.compare(family, SUBJECT, member, expected, row, allowed)

    outcomes = [seen["outcome"] for _, seen in talked]
    opened = [n for n, (_, seen) in enumerate(talked) if made(seen)]
    up, down = octets(talked)
    own = [c.up if direction == "outbound" else c.down for c in captured]
    same("active", 0)
    same("totals.opened", len(opened))
    same("totals.closed", len(opened))
    same("totals.reset", outcomes.count("reset"))
    same("totals.refused", outcomes.count("ECONNREFUSED") if direction == "outbound" else 0)
    same("totals.failed", outcomes.count("ETIMEDOUT") if direction == "outbound" else 0)
    same("totals.octetsOut", up if direction == "outbound" else down)
    same("totals.octetsIn", down if direction == "outbound" else up)
    same("totals.retransmitted", sum(flow.again for flow in own))
    same("totals.sessionSamples", len(opened), 0)
    rtts = [rtt for flow in own for rtt in flow.rtts]
    if len(rtts) >= MANY_RTTS and not any(flow.again for flow in own):
        same("totals.rttMinNanos", min(rtts))
    if direction == "outbound":
        same("totals.connectSamples", len(opened), 0)
        if opened:
            took = [talked[n][1]["took"] for n in opened]
            return compare_connect(passing, family, took, [captured[n] for n in opened], row)
    return None


def compare_connect(passing, family, took, captured, row):
    """Sum of the connect latencies of a row; most rows have one connection. Whether the application could tell.

    The wire lies within what the kernel does, and that within what the application sees: from its call to its waking up.
    On a busy machine SYN-ACKs wait between the capture's stamp and TCP, and applications before they run. Where these two
    are further apart than the bound, neither tells the latency, but the value still lies between them.
    """
    report = passing.reports[family]
    bound = len(took) * report.allowed(MEAN_CONNECT, 0)
    measured = row["totals"]["connectSumNanos"]
    application = sum(took)
    wire = sum(c.accepted - c.syns[0] for c in captured)
    skew = wire * CLOCKS_PPM // 10**6 + 1000
    apart = application - wire > bound
    between = wire - skew <= measured <= application + skew
    if apart and between:
        passing.say(f"an application woke {(application - wire) / 1e6:.2f} ms after its SYN-ACK came: no witness")
    else:
        metric = passing.metric(SUBJECT, "totals.connectSumNanos")
        report.add(metric, application, measured, bound if between else 0)
    return not apart
