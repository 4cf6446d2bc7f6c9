"""What must hold of the packaged agent on the kernel that runs: one line a check, for testbed/kernels.

    guest.py FILE

Meant for a machine of its own: it works in the network namespace that it is started in and changes its settings. Lines
in FILE are NAME, "ok" or "FAILED", seconds, what was found, with tabs between; the last is "done".
"""

import contextlib
import dataclasses
import json
import os
import pathlib
import re
import socket
import sys
import time
import traceback

from pgtest import frames
from pgtest.agent import PATHGAUGE, Agent, probe
from pgtest.everything import DROPS, PATTERNS, TCP, filtered
from pgtest.kernelobjects import exists, held_by
from pgtest.network import Topology
from pgtest.procs import Failed, await_true, entered, run
from pgtruth import attacks, passing_filter, refused
from pgtruth.conversation import receive_octets, send_octets

HOOKS = ("xdp-native", "xdp-generic", "tcx")
FAMILIES = ("v4", "v6")
TCX_SINCE = (6, 6)
LOSE_EVERY, LOST_LEAST = 5, 8
SCANNED = 150  # ports; the limit that is the default is 100
CONNECTIONS, UP, DOWN, PORT = 5, 700, 3000, 7300
FEATURES = ("libbpf", "BTF", "XDP", "ring buffer", "bpf_loop", "TCP tracepoints", "drop reasons", "XDP exceptions", "BPF JIT")
LOSSY = f"""table inet lossy {{
  counter lost {{ }}
  chain in {{
    type filter hook input priority 0
    icmp type echo-request numgen inc mod {LOSE_EVERY} 0 counter name lost drop
    icmpv6 type echo-request numgen inc mod {LOSE_EVERY} 0 counter name lost drop
  }}
}}
"""


def equal(what, expected, found):
    if expected != found:
        raise Failed(f"{what} is {found}, not {expected}")


def release():
    """(6, 1) of Linux 6.1."""
    found = re.match(r"(\d+)\.(\d+)", os.uname().release)
    return int(found[1]), int(found[2])


def in_force(hook):
    """The hook that an interface must get on this kernel when it wants this one."""
    return "clsact" if hook == "tcx" and release() < TCX_SINCE else hook


def lockdown():
    """The mode that the kernel is in."""
    return re.search(r"\[(\w+)\]", pathlib.Path("/sys/kernel/security/lockdown").read_text())[1]


def doctor():
    """What it tells must be what this kernel has."""
    said = run(PATHGAUGE, "doctor", "--state", "/run/pathgauge-doctor")
    states = dict(re.findall(r"^(\S+(?: \S+)*) {2,}(ok|absent|MISSING) ", said, re.MULTILINE))
    for name in FEATURES:
        equal(f"{name} in what doctor says", "ok", states.get(name))
    equal("tcx in what doctor says", "ok" if release() >= TCX_SINCE else "absent", states.get("tcx"))
    for text in (f"Lockdown mode is {lockdown()}", os.uname().release, "The agent can run here."):
        if text not in said:
            raise Failed(f'doctor does not say "{text}": {said}')
    return f"tcx {states['tcx']}, lockdown {lockdown()}"


def kernel_log():
    """The kernel must have had nothing to complain of."""
    log = run("dmesg")
    found = re.search(r"^.*(WARNING: |BUG: |Oops|general protection|possible recursive|rcu: INFO).*(\n.*){0,12}", log, re.MULTILINE)
    if found:
        raise Failed(found[0])
    return f"{len(log.splitlines())} lines"


class Guest:
    """An agent with all that it has, one network for each hook, and what is checked of them."""

    def __init__(self, stack):
        self._stack = stack
        self.networks = {}

    def make_networks(self):
        for hook in HOOKS:
            self.networks[hook] = self._stack.enter_context(Topology(1, "--host"))
        self.cases = {(family, hook): self._cases(family, hook) for hook in HOOKS for family in FAMILIES}
        refused.prepare(self.networks["tcx"])
        for network in self.networks.values():
            run(*network.node(1, "nft", "-f", "-"), stdin=LOSSY)
        return f"{len(HOOKS)} veth pairs"

    def _cases(self, family, hook):
        """Rules of the filter for one interface, and frames that are subject to them."""
        network = self.networks[hook]
        ends = network[f"AGENT_{family.upper()}"], network[f"NODE1_{family.upper()}"]
        return [
            dataclasses.replace(case, leaves=case.leaves | {"interface": network["AGENT_IF"]})
            for case in passing_filter.cases(family, *ends)
        ]

    def start(self):
        """All programs of all objects must load, and attach at each hook."""
        probes = [
            probe(f"{family}-{hook}", network[f"NODE1_{family.upper()}"], interval=200, timeout=5000)
            for hook, network in self.networks.items()
            for family in FAMILIES
        ]
        rules = passing_filter.rules({f"{family}-{hook}": of for (family, hook), of in self.cases.items()})
        extra = TCP | DROPS | PATTERNS | filtered(rules)
        hooks = {network["AGENT_IF"]: hook for hook, network in self.networks.items()}
        self.agent = self._stack.enter_context(Agent("", hooks, probes, extra=extra, managed=False))
        self.attached()
        return f"{len(rules)} rules of the filter, TCP, drops and patterns run"

    def attached(self):
        """Each interface must have its hook and each part run, without a problem."""
        self._await("the interfaces", self.hooked)
        for part in ("tcp", "drops", "patterns"):
            state = self.agent.state_of(part)
            equal(f"the problem of {part}", "", state["problem"])
            equal(f"{part} running", True, state["running"])
        equal("the problem of the filter", "", self.agent.state_of("filter")["problem"])

    def hooked(self):
        """Whether the agent has come to all interfaces; each must have its hook then."""
        shown = {row["name"]: row for row in self.agent.ask("interfaces")}
        for hook, network in self.networks.items():
            row = shown.get(network["AGENT_IF"], {})
            if "hook" not in row and not row.get("problem"):
                return False
            equal(f"where {hook} is wanted the hook (problem: {row['problem'] or 'none'})", in_force(hook), row.get("hook"))
        return True

    def _await(self, what, condition, seconds=30):
        def alive():
            self.agent.check_alive()
            return condition()

        return await_true(what, alive, seconds, every=0.3)

    def _agree(self, check):
        """Until check() raises no Failed, in two snapshots: what is counted comes into them late, and must not go on."""
        passed, failure = set(), None

        def agreed():
            nonlocal failure
            (number,) = self.agent.ask_pinned()
            try:
                check()
                passed.add(number)
            except Failed as one:
                passed.clear()
                failure = one
            return len(passed) > 1

        try:
            self._await("counts agree", agreed, 6)
        except Failed as late:
            raise failure or late from late

    def _lost(self, network):
        """How many requests the node's firewall has lost."""
        return int(re.search(r"packets (\d+)", run(*network.node(1, "nft", "list", "counters", "table", "inet", "lossy")))[1])

    def probes(self, hook):
        """Lost packets are those that the node's firewall counts, and consumed replies are received ones."""
        network = self.networks[hook]
        self._await(f"{LOST_LEAST} requests lost", lambda: self._lost(network) >= LOST_LEAST)
        run(*network.node(1, "nft", "flush", "chain", "inet", "lossy", "in"))
        lost, told, equal_in = self._lost(network), {}, set()

        def agreed():
            # What is on its way is neither lost nor received yet, so it takes more than one snapshot.
            number, probes, interfaces = self.agent.ask_pinned("probes", "interfaces")
            mine = [row["totals"] for row in probes if row["name"].endswith(f"-{hook}")]
            row = next(row for row in interfaces if row["name"] == network["AGENT_IF"])
            for name in ("sent", "received", "late", "duplicates", "corrupt", "forged", "stale"):
                told[name] = sum(totals[name] for totals in mine)
            told.update(consumed=row["ingress"][1]["packets"], stamped=row["stamped"])
            if told["sent"] - told["received"] == lost and told["received"] == told["consumed"]:
                equal_in.add(number)
            return len(equal_in) >= 2

        try:
            self._await("values agree", agreed, 60)
        except Failed as failure:
            raise Failed(f"{failure}: the firewall lost {lost}, the agent says {told}") from failure
        for name in ("late", "duplicates", "corrupt", "forged", "stale"):
            equal(name, 0, told[name])
        equal("requests stamped", told["sent"], told["stamped"])
        return f"{told['sent']} sent, {told['received']} received and consumed, {lost} lost"

    def filter(self, hook):
        """Each rule hits what was sent for it, and no other packet."""
        network, count = self.networks[hook], 0
        for family in FAMILIES:
            cases = self.cases[family, hook]
            ends = network[f"AGENT_{family.upper()}"], network[f"NODE1_{family.upper()}"]
            began = time.monotonic()
            sizes = passing_filter.send(network, cases, ends)
            took = time.monotonic() - began
            self._agree(lambda: self._filtered(hook, family, sizes, took))
            count += sum(case.count for case in cases)
        return f"{count} frames"

    def _filtered(self, hook, family, sizes, took):
        """Every rule of one interface and family has counted what was sent, as far as it was sent."""
        rows = {row["name"]: row for row in self.agent.ask("filter")}
        for case in self.cases[family, hook]:
            passing_filter.compare(self, family, case, sizes[case.name], rows[f"{case.name}-{family}-{hook}"], took)
        others = sum(row["matched"] for name, row in rows.items() if name.startswith("mixed-"))
        equal("hits of rules that match nothing that was sent", 0, others)

    def compare(self, family, subject, member, expected, shown, allowed=0):
        """As passing_filter.compare calls it of a bench."""
        if abs(shown[member] - expected) > allowed:
            raise Failed(f"{subject} {shown['name']}: {member} is {shown[member]}, not {expected} (within {allowed:.1f})")

    def drops(self):
        """The kernel's own drops, by its reasons."""
        network = self.networks["tcx"]

        def reasons():
            row = next(row for row in self.agent.ask("drops") if row["name"] == network["AGENT_IF"])
            # The probes' replies go on.
            return {one["name"]: one["packets"] for one in row["reasons"] if one["name"] != "PATHGAUGE_REPLY"}

        told, before = [], None

        def still():
            nonlocal before
            last, before = before, reasons()
            equal("what the kernel dropped", last, before)

        for family in FAMILIES:
            # What the filter let pass was dropped behind it.
            self._agree(still)
            expected = refused.send(network, family)

            def counted(before=before, expected=expected):
                grown = {reason: count - before.get(reason, 0) for reason, count in reasons().items()}
                if any(grown.get(reason, 0) != count for reason, count in expected.items()):
                    raise Failed(f"of {family} {grown} packets were dropped, not {expected}")

            self._agree(counted)
            told.append(f"{sum(expected.values())} {family} of {len(expected)} reasons")
        return ", ".join(told)

    def tcp(self):
        """Connections to a node: how many, and their octets."""
        network = self.networks["tcx"]
        for family in FAMILIES:
            self._converse(network, network[f"NODE1_{family.upper()}"])
        for family in FAMILIES:
            peer = network[f"NODE1_{family.upper()}"]

            def closed(peer=peer):
                rows = [row for row in self.agent.ask("tcp") if (row.get("peer"), row.get("port")) == (peer, PORT)]
                return rows and rows[0]["totals"]["closed"] >= CONNECTIONS and rows[0]["totals"]

            totals = self._await(f"{CONNECTIONS} connections to {peer} closed", closed)
            for name, count in (("opened", CONNECTIONS), ("closed", CONNECTIONS), ("connectSamples", CONNECTIONS),
                                ("octetsOut", CONNECTIONS * UP), ("octetsIn", CONNECTIONS * DOWN)):  # fmt: skip
                equal(f"{name} of {peer}", count, totals[name])
        return f"{len(FAMILIES) * CONNECTIONS} connections"

    def _converse(self, network, address):
        with entered(network["NODE1_NS"]):
            listening = socket.create_server((address, PORT), family=socket.AF_INET6 if ":" in address else socket.AF_INET)
        with listening:
            for _ in range(CONNECTIONS):
                with socket.create_connection((address, PORT), 30) as client:
                    server, _ = listening.accept()
                    with server:
                        send_octets(client, UP)
                        receive_octets(server, UP)
                        send_octets(server, DOWN)
                        receive_octets(client, DOWN)

    def patterns(self):
        """A scan is noted, with its source and its interface."""
        network, source = self.networks["xdp-native"], "192.0.2.77"
        made = attacks.scan(frames.link_between(network), source, network["AGENT_V4"], SCANNED)
        with frames.Sender(network["NODE1_NS"]) as sender:

            def noted():
                # An interval may end at any time: only a round within one has all ports.
                for _ in range(SCANNED):
                    sender.send(next(made))
                rows = [row for row in self.agent.ask("patterns") if row.get("kind") == "port-scan"]
                return [row for row in rows if row["source"].startswith(source[:-3])] and rows

            rows = self._await("the scan is noted", noted, 60)
        return f"{len(rows)} noted"

    def killed(self):
        """kill -9 leaves nothing, or where there is no tcx only what the next start removes."""
        held = held_by(self.agent.child.pid)
        self.agent.child.process.kill()
        self.agent.child.process.wait()
        interfaces = [network["AGENT_IF"] for network in self.networks.values()]
        if release() >= TCX_SINCE:
            self._gone(held, interfaces)
            return f"{len(held)} objects gone"
        left = sum(len(filters(name)) for name in interfaces)
        if not left:
            raise Failed("no filter of clsact is left, so there is nothing to see")
        # The programs have been loaded before; what matters now is what it finds.
        self.agent.extra = {}
        self.agent.config.write_text(json.dumps(self.agent.document([]), indent=2))
        self.agent.start()
        self.agent.await_ready()
        self._await("the hooks", self.hooked)
        again = held_by(self.agent.child.pid)
        await_true("what was left is gone", lambda: not [one for one in held if exists(*one)], 20)
        equal("filters of clsact", left, sum(len(filters(name)) for name in interfaces))
        self.agent.stop()
        self._gone(again, interfaces)
        return f"{left} filters left, removed by the next start; nothing after its end"

    def _gone(self, held, interfaces):
        await_true("programs, maps and links are gone", lambda: not [one for one in held if exists(*one)], 20)
        for name in interfaces:
            link = run("ip", "-d", "link", "show", name) + run("tc", "qdisc", "show", "dev", name)
            for word in ("xdp", "clsact"):
                if word in link:
                    raise Failed(f"{word} is left at {name}: {link}")


def filters(interface):
    """Filters of clsact that hold a program."""
    text = "".join(run("tc", "filter", "show", "dev", interface, where) for where in ("ingress", "egress"))
    return re.findall(r" id (\d+)", text)


def checks(guest):
    """(name, check) in their order; those behind the start need it."""
    yield "doctor", doctor
    yield "networks", guest.make_networks
    yield "load and attach", guest.start
    for hook in HOOKS:
        yield f"probes at {in_force(hook)}", lambda hook=hook: guest.probes(hook)
    for hook in HOOKS:
        yield f"filter at {in_force(hook)}", lambda hook=hook: guest.filter(hook)
    yield "drops", guest.drops
    yield "tcp", guest.tcp
    yield "patterns", guest.patterns
    yield "kill -9", guest.killed
    yield "kernel log", kernel_log


NEEDED = {"networks", "load and attach"}


def main(path):
    with pathlib.Path(path).open("a", buffering=1) as told, contextlib.ExitStack() as stack:
        guest = Guest(stack)
        for name, check in checks(guest):
            began = time.monotonic()
            try:
                verdict, found = "ok", check()
            except Exception as failure:
                trace = "" if isinstance(failure, Failed) else traceback.format_exc()
                verdict, found = "FAILED", f"{failure}\n{trace}".strip()
            found = found.replace("\t", " ").replace("\n", " | ")
            print(name, verdict, f"{time.monotonic() - began:.1f}", found, sep="\t", file=told)
            if verdict == "FAILED" and name in NEEDED:
                break
        print("done", file=told)


if __name__ == "__main__":
    main(sys.argv[1])
