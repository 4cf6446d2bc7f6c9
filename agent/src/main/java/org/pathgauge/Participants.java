package org.pathgauge;

import org.pathgauge.config.ConfigError;
import org.pathgauge.config.ConfigException;
import org.pathgauge.config.ConfigParticipant;
import org.pathgauge.model.AgentConfig;
import org.pathgauge.netconf.NetconfException;
import org.pathgauge.netconf.NetconfServer;
import org.pathgauge.probe.ProbingRefusedException;
import org.pathgauge.snmp.SnmpAgent;
import org.pathgauge.snmp.SnmpException;

/** Fits the parts that act on the configuration to its transaction. */
final class Participants {
    private Participants() {}

    static ConfigParticipant probing(Measurement measurement) {
        return new ConfigParticipant() {
            @Override
            public String name() {
                return "probing";
            }

            @Override
            public Prepared prepare(AgentConfig before, AgentConfig after) throws ConfigException {
                try {
                    return prepared(measurement.prepare(after));
                } catch (ProbingRefusedException e) {
                    throw refused(e);
                }
            }
        };
    }

    static ConfigException refused(ProbingRefusedException e) {
        String path = e.probeName().isEmpty()
                ? "/pathgauge-probes:probes"
                : "/pathgauge-probes:probes/probe[name=" + quote(e.probeName()) + "]";
        return new ConfigException(ConfigError.resourceDenied(path, e.getMessage()), e);
    }

    private static String quote(String name) {
        return name.contains("'") ? '"' + name + '"' : "'" + name + "'";
    }

    private static ConfigParticipant.Prepared prepared(Measurement.Change change) {
        return new ConfigParticipant.Prepared() {
            private boolean applied;

            @Override
            public void apply() {
                change.apply();
                applied = true;
            }

            @Override
            public void rollback() {
                if (applied) {
                    change.rollback();
                }
            }
        };
    }

    static ConfigParticipant snmp(SnmpAgent agent) {
        return new ConfigParticipant() {
            @Override
            public String name() {
                return "snmp";
            }

            @Override
            public Prepared prepare(AgentConfig before, AgentConfig after) throws ConfigException {
                SnmpAgent.Change change;
                try {
                    change = agent.prepare(after.snmp());
                } catch (SnmpException e) {
                    throw refused(e);
                }
                return new Prepared() {
                    @Override
                    public void apply() throws ConfigException {
                        try {
                            change.apply();
                        } catch (SnmpException e) {
                            throw refused(e);
                        }
                    }

                    @Override
                    public void rollback() {
                        change.rollback();
                    }
                };
            }

            private ConfigException refused(SnmpException e) {
                return new ConfigException(
                        ConfigError.operationFailed("/pathgauge-system:agent/snmp", e.getMessage()), e);
            }
        };
    }

    static ConfigParticipant netconf(NetconfServer server) {
        return new ConfigParticipant() {
            @Override
            public String name() {
                return "netconf";
            }

            @Override
            public Prepared prepare(AgentConfig before, AgentConfig after) throws ConfigException {
                NetconfServer.Change change;
                try {
                    change = server.prepare(after.netconf());
                } catch (NetconfException e) {
                    throw refused(e);
                }
                return new Prepared() {
                    @Override
                    public void apply() throws ConfigException {
                        try {
                            change.apply();
                        } catch (NetconfException e) {
                            throw refused(e);
                        }
                    }

                    @Override
                    public void rollback() {
                        change.rollback();
                    }
                };
            }

            private ConfigException refused(NetconfException e) {
                return new ConfigException(
                        ConfigError.operationFailed("/pathgauge-system:agent/netconf", e.getMessage()), e);
            }
        };
    }
}
