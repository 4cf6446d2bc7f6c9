"""OpenDaylight, as lighty.io, manages two agents over NETCONF: reads and configures both, and is told of an alarm and its end."""

import contextlib
import functools
import json
import os
import pathlib
import secrets
import threading

from pgnms.proof import Proof
from pgtest.agent import PATHGAUGE, Agent, probe
from pgtest.procs import await_true, run

HERE = pathlib.Path(__file__).resolve().parent
USER = "controller"
PROBES = "pathgauge-probes:probes"
POLL_SECONDS = 2
BOTH = ("edge", "branch")


@functools.cache
def password():
    """(password, its hash), the same for all agents."""
    word = secrets.token_hex(12)
    return word, run(PATHGAUGE, "hash-password", stdin=word + "\n").strip()


class Managed(Agent):
    """An agent with a user for the controller, who may do everything; NETCONF on all addresses."""

    def document(self, probes):
        document = super().document(probes)
        netconf = document["pathgauge-system:agent"]["netconf"]
        netconf["listen"] = [{"address": "0.0.0.0", "port": self.netconf_port}]
        netconf["user"].append({"name": USER, "password-hash": password()[1]})
        nacm = document["ietf-netconf-acm:nacm"]
        nacm["groups"]["group"].append({"name": "controllers", "user-name": [USER]})
        everything = {"name": "everything", "module-name": "*", "access-operations": "*", "action": "permit"}
        nacm["rule-list"].append({"name": "controllers", "group": ["controllers"], "rule": [everything]})
        return document


class Lighty(Proof):
    nodes = 5
    agent_type = Managed
    poll_seconds = POLL_SECONDS

    def prepare(self):
        self.branch = self.keep(self.second_agent())

    def start(self):
        self.polling = False
        (self.folder / "password").write_text(password()[0] + "\n")
        self.commands = self.folder / "commands"
        os.mkfifo(self.commands)
        # Open for both, so that neither end waits for the other, and the manager does not see an end.
        self.pipe = self.keep(os.fdopen(os.open(self.commands, os.O_RDWR), "w", buffering=1))
        self.output = self.folder / "events"
        self._stack.callback(lambda: print(f"--- events\n{self.told_in_short()}\n---", flush=True))
        self.manager = self.child(
            "manager", "sh", "-c", 'cd "$0" && exec "$@" <commands >events', self.folder, HERE / "manager", USER, "password",
            f"edge=127.0.0.1:{self.agent.netconf_port}", f"branch={self.topology['NODE2_V4']}:{self.agent.netconf_port}",
        )  # fmt: skip

    def told_in_short(self):
        """The manager's lines, the long ones cut."""
        return "\n".join(line[:400] for line in self.output.read_text().splitlines()) if self.output.exists() else ""

    def second_agent(self):
        """Another agent on the second node, beyond what breaks."""
        hooks = {self.topology["NODE2_IF"]: "tcx"}
        return Managed(self.topology["NODE2_NS"], hooks, [probe("back", self.topology["AGENT_V4"], interval=200, timeout=500)])

    def tell(self, *words):
        """A command to the manager."""
        self.pipe.write(" ".join(str(word) for word in words) + "\n")

    def events(self, event, agent):
        """What the manager told so far of this kind and agent, oldest first."""
        self.manager.check_alive()
        lines = self.output.read_text().splitlines(keepends=True) if self.output.exists() else []
        told = (json.loads(line) for line in lines if line.endswith("\n"))
        return [line for line in told if (line["event"], line["agent"]) == (event, agent)]

    def answers(self, event, *command):
        """What each agent answers to a command, by agent."""
        agents = command[2:]
        before = {agent: len(self.events(event, agent)) for agent in agents}
        self.tell(*command)
        self.until(f"{event} of {agents}", lambda: all(len(self.events(event, agent)) > before[agent] for agent in agents))
        return {agent: self.events(event, agent)[-1] for agent in agents}

    def until(self, what, condition):
        return await_true(what, condition, 90, every=0.2)

    def first_value(self):
        if self.events("mounted", "edge") and not self.polling:
            self.polling = True
            self.keep(self.polls())
        failed = [line for agent in BOTH for line in self.events("failed", agent)]
        assert not failed, failed
        return any(self.sent(answer) for answer in self.events("data", "edge"))

    def sent(self, answer):
        """Packets that the probe "path" has sent, of an answer."""
        entry = self.entries(answer).get("path", {})
        return int(entry.get("statistics", {}).get("totals", {}).get("sent", 0))

    def entries(self, answer):
        """The probes of an answer, by name."""
        return {entry["name"]: entry for entry in answer.get(PROBES, {}).get("probe", [])}

    @contextlib.contextmanager
    def polls(self):
        """Reads all probes at intervals, as a controller that watches them would."""
        done = threading.Event()

        def poll():
            while not done.wait(POLL_SECONDS):
                self.tell("get", PROBES, "edge")

        self.tell("get", PROBES, "edge")
        thread = threading.Thread(target=poll)
        thread.start()
        try:
            yield
        finally:
            done.set()
            thread.join()

    def push(self, event, verb, name, document):
        """Has the manager push a document to both agents; what each says."""
        path = self.folder / name
        path.write_text(json.dumps(document))
        return self.answers(event, verb, path, *BOTH)

    def check(self):
        self.until("both are mounted", lambda: all(self.events("mounted", agent) for agent in BOTH))
        for agent in BOTH:
            mounted = self.events("mounted", agent)[-1]
            self.say(f"{mounted}")
            assert mounted["unavailable"] == [], mounted
            assert mounted["modules"] > 20 and mounted["capabilities"] > 20, mounted
        self.branch.await_first_window()
        data = self.answers("data", "get", PROBES, *BOTH)
        assert set(self.entries(data["edge"])) == {"path", "path-v6"} and set(self.entries(data["branch"])) == {"back"}, data
        assert {entry["state"]["state"] for answer in data.values() for entry in self.entries(answer).values()} == {"up"}, data
        self.fleet()

    def fleet(self):
        """One configuration for all agents: a new probe, then a changed one, then one that is refused."""
        before = self.sent(self.events("data", "edge")[-1])
        for interval in (200, 500):
            wanted = probe("fleet", self.topology["NODE3_V4"], interval=interval, timeout=400)
            self.push("pushed", "merge", f"{interval}.json", {PROBES: {"probe": [wanted]}})
            for agent in (self.agent, self.branch):
                self.until(f"every {interval} ms", lambda agent=agent, interval=interval: self.shows_fleet(agent, interval))
        wrong = [probe("wrong", self.topology["NODE3_V4"], type="tcp-syn"), probe("fleet", self.topology["NODE4_V4"])]
        for agent, answer in self.push("failed", "merge", "wrong.json", {PROBES: {"probe": wrong}}).items():
            assert "a probe of type tcp-syn needs the TCP port that it connects to" in answer["text"], (agent, answer)
        for agent in (self.agent, self.branch):
            # What is acknowledged is in the file; of what is refused, nothing.
            configured = {entry["name"]: entry for entry in json.loads(agent.config.read_text())[PROBES]["probe"]}
            assert "wrong" not in configured and configured["fleet"]["target"] == self.topology["NODE3_V4"], configured
        # The others went on.
        assert self.sent(self.answers("data", "get", PROBES, "edge")["edge"]) > before

    def shows_fleet(self, agent, interval):
        """Whether the agent's own "show" has the pushed probe so, and up."""
        found = [entry for entry in agent.ask("probes") if entry["name"] == "fleet"]
        wanted = (self.topology["NODE3_V4"], interval, "up")
        return [(entry["target"], entry["intervalMillis"], entry["state"]) for entry in found] == [wanted]

    def told(self, event):
        """Whether the controller was told this about the silent path."""
        return [line for line in self.events(event, "edge") if line.get("resource") == "path" and line.get("alarm-type-qualifier") == "silent"]

    def alerted(self):
        return self.told("alarm-raised")

    def cleared(self):
        return self.told("alarm-cleared")

    def finish(self):
        raised, cleared = self.told("alarm-raised"), self.told("alarm-cleared")
        self.say(f"{raised} {cleared}")
        # Each once.
        assert len(raised) == len(cleared) == 1, (raised, cleared)
