"""Another place, where only a proxy of Zabbix asks the agent, and hands on what it got."""

import pathlib

from parts import TEMPLATE
from pgnms.proof import Program
from pgtest.agent import Agent, probe

HERE = pathlib.Path(__file__).resolve().parent
PROGRAM = HERE / "target" / "proxy" / "usr" / "sbin" / "zabbix_proxy"
NAME = "branch-proxy"
NODE = 2  # of the testbed
ACTIVE = 5  # as the API numbers it: it is the proxy that connects

_PROXY = """\
LogType=console
PidFile={folder}/proxy.pid
SocketDir={folder}
DBName={folder}/proxy.db
Server={server}
Hostname={name}
ListenIP=127.0.0.1
AllowRoot=1
ConfigFrequency=5
DataSenderFrequency=1
HeartbeatFrequency=5
StartPollers=2
StartPollersUnreachable=1
StartTrappers=1
StartPingers=0
StartDiscoverers=0
StartHTTPPollers=0
StartPreprocessors=1
StartDBSyncers=1
Timeout=10
"""


class Branch:
    """A node with an agent, whose probe "far" goes to the first node, and a proxy; and the host that it is for Zabbix."""

    def __init__(self, proof):
        """proof: the ZabbixProof, with its server running."""
        self._proof = proof
        netns = proof.topology[f"NODE{NODE}_NS"]
        far = probe("far", proof.topology["NODE1_V4"], interval=100, timeout=500)
        agent = proof.keep(Agent(netns, {"eth0": "tcx"}, [far]))
        folder = proof.folder / "proxy"
        folder.mkdir()
        known = proof.zabbix.call("proxy.create", host=NAME, status=ACTIVE)["proxyids"][0]
        config = folder / "proxy.conf"
        config.write_text(_PROXY.format(folder=folder, server=proof.topology["AGENT_V4"], name=NAME))
        # MIBs would only cost time: the template names objects by number.
        command = (PROGRAM, "-f", "-c", config)
        self._program = proof.keep(Program(netns, proof.folder / "zabbix-proxy.log", command, {"MIBS": ""}))
        # 127.0.0.1 is the proxy's own: the server would find another agent there.
        self._host = proof.make_host("branch", agent.snmp_port, TEMPLATE, agent=agent, proxy_hostid=known)

    def has_value(self):
        """Whether the server has the median of the probe."""
        self._program.check_alive()
        item = self._proof.items(self._host).get('pathgauge.probe.rtt.p50["far"]')
        return item and float(item["lastvalue"]) > 0

    def has_problem(self):
        return any(problem["name"] == "far: unreachable" for problem in self._proof.zabbix.problems(self._host))
