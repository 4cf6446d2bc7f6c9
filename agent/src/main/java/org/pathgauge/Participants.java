package org.pathgauge;

import org.pathgauge.agentx.AgentXClient;
import org.pathgauge.config.ConfigError;
import org.pathgauge.config.ConfigException;
import org.pathgauge.config.ConfigParticipant;
import org.pathgauge.filter.FilterException;
import org.pathgauge.filter.PacketFilter;
import org.pathgauge.model.AgentConfig;
import org.pathgauge.model.Change;
import org.pathgauge.netconf.NetconfServer;
import org.pathgauge.openmetrics.OpenMetricsServer;
import org.pathgauge.probe.ProbingRefusedException;
import org.pathgauge.snmp.SnmpAgent;

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

    static ConfigParticipant filter(Filtering filtering) {
        return new ConfigParticipant() {
            @Override
            public String name() {
                return "filter";
            }

            @Override
            public Prepared prepare(AgentConfig before, AgentConfig after) throws ConfigException {
                PacketFilter.Change change;
                try {
                    change = filtering.prepare(before, after);
                } catch (FilterException e) {
                    throw refused(e);
                }
                return new Prepared() {
                    private boolean applied;

                    @Override
                    public void apply() throws ConfigException {
                        try {
                            change.apply();
                            applied = true;
                        } catch (FilterException e) {
                            throw refused(e);
                        }
                    }

                    @Override
                    public void rollback() {
                        if (applied) {
                            change.rollback();
                        }
                    }
                };
            }
        };
    }

    static ConfigException refused(FilterException e) {
        String path = e.rule().isEmpty()
                ? "/pathgauge-filter:filter"
                : "/pathgauge-filter:filter/rule[name=" + quote(e.rule()) + "]";
        return new ConfigException(ConfigError.resourceDenied(path, e.getMessage()), e);
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

    private static ConfigParticipant.Prepared prepared(Change change) {
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
        return server("snmp", config -> {
            SnmpAgent.Change change = agent.prepare(config.snmp());
            return new Ready(change::apply, change::rollback);
        });
    }

    static ConfigParticipant agentX(AgentXClient client) {
        return new ConfigParticipant() {
            @Override
            public String name() {
                return "agentx";
            }

            @Override
            public Prepared prepare(AgentConfig before, AgentConfig after) {
                return prepared(Change.of(
                        client::configure, client.config(), after.snmp().agentX()));
            }
        };
    }

    static ConfigParticipant history(History history) {
        return new ConfigParticipant() {
            @Override
            public String name() {
                return "history";
            }

            @Override
            public Prepared prepare(AgentConfig before, AgentConfig after) {
                return prepared(Change.of(history::configure, history.limits(), after.history()));
            }
        };
    }

    static ConfigParticipant netconf(NetconfServer server) {
        return server("netconf", config -> {
            NetconfServer.Change change = server.prepare(config.netconf());
            return new Ready(change::apply, change::rollback);
        });
    }

    static ConfigParticipant openMetrics(OpenMetricsServer server) {
        return server("openmetrics", config -> {
            OpenMetricsServer.Change change = server.prepare(config.openMetrics());
            return new Ready(change::apply, change::rollback);
        });
    }

    /** A step of a server, which says why it cannot be made by an exception of its own kind. */
    private interface Step {
        void run() throws Exception;
    }

    /** What a server has prepared. */
    private record Ready(Step apply, Runnable rollback) {}

    private interface Preparation {
        Ready prepare(AgentConfig config) throws Exception;
    }

    /** A server whose refusals belong to its container in the configuration. */
    private static ConfigParticipant server(String name, Preparation preparation) {
        return new ConfigParticipant() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public Prepared prepare(AgentConfig before, AgentConfig after) throws ConfigException {
                Ready change;
                try {
                    change = preparation.prepare(after);
                } catch (Exception e) {
                    throw refused(e);
                }
                return new Prepared() {
                    @Override
                    public void apply() throws ConfigException {
                        try {
                            change.apply().run();
                        } catch (Exception e) {
                            throw refused(e);
                        }
                    }

                    @Override
                    public void rollback() {
                        change.rollback().run();
                    }
                };
            }

            private ConfigException refused(Exception e) {
                if (e instanceof RuntimeException fault) {
                    throw fault;
                }
                return new ConfigException(
                        ConfigError.operationFailed("/pathgauge-system:agent/" + name, e.getMessage()), e);
            }
        };
    }
}
