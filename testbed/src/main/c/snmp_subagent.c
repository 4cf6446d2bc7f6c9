// SPDX-License-Identifier: Apache-2.0
/*
 * snmp_subagent: an AgentX subagent on libnetsnmp that serves the table of snmp_table.c, as the
 * peer of our own subagent in the benchmarks.
 *
 * Argument: the master's socket, such as /run/agentx/master. Ends with SIGTERM.
 */
#include <signal.h>
#include <stdio.h>
#include <net-snmp/net-snmp-config.h>
#include <net-snmp/net-snmp-includes.h>
#include <net-snmp/agent/net-snmp-agent-includes.h>

#define NAME "snmp_subagent"

void init_snmp_table(void);

static volatile sig_atomic_t running = 1;

static void stop(int number)
{
	(void)number;
	running = 0;
}

int main(int argc, char **argv)
{
	if (argc != 2) {
		fprintf(stderr, "usage: %s SOCKET\n", argv[0]);
		return 2;
	}
	signal(SIGTERM, stop);
	snmp_enable_stderrlog();
	netsnmp_ds_set_boolean(NETSNMP_DS_APPLICATION_ID, NETSNMP_DS_AGENT_ROLE, 1);
	netsnmp_ds_set_boolean(NETSNMP_DS_LIBRARY_ID, NETSNMP_DS_LIB_DONT_READ_CONFIGS, 1);
	netsnmp_ds_set_string(NETSNMP_DS_APPLICATION_ID, NETSNMP_DS_AGENT_X_SOCKET, argv[1]);
	if (init_agent(NAME) != 0) {
		fprintf(stderr, "%s: the agent cannot be set up\n", argv[0]);
		return 1;
	}
	init_snmp_table();
	init_snmp(NAME);
	while (running)
		agent_check_and_process(1);
	snmp_shutdown(NAME);
	return 0;
}
