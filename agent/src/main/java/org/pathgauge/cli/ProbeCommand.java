package org.pathgauge.cli;

import com.google.gson.JsonObject;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.pathgauge.control.ControlClient;
import org.pathgauge.control.ControlException;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/** Has the running agent probe a target once and prints what comes of it. */
@Command(
        name = "probe",
        description = {
            "Probe a target once, through the running agent.",
            "Times are taken in the kernel, as for configured probes. Ctrl-C ends the test and prints what is known."
        },
        footer = {
            "",
            "A duration is a number of milliseconds, or has a unit: 250us, 20ms, 1.5s.",
            "Exit codes: 0 all answered, 5 some not, 6 none; 1 no agent or refused, 2 wrong usage."
        })
final class ProbeCommand implements Callable<Integer> {
    private static final Signal INTERRUPT = new Signal("INT");
    private static final double NANOS_PER_MILLI = 1e6;

    @Parameters(paramLabel = "TARGET", description = "Address or host name.")
    private String target;

    @Option(
            names = {"-n", "--count"},
            paramLabel = "COUNT",
            defaultValue = "10",
            description = "Packets, 1 to 65535 (default: ${DEFAULT-VALUE}).")
    private int count;

    @ArgGroup
    private Pace pace = new Pace();

    /** A spacing or a burst, never both. */
    private static final class Pace {
        @Option(
                names = {"-i", "--interval"},
                paramLabel = "SPACING",
                description = "Time between two packets, from 0.1 ms (default: 100ms).",
                converter = DurationOption.class)
        private Long spacing;

        @Option(names = "--burst", description = "Send all packets at once, at most 4096.")
        private boolean burst;
    }

    @Option(
            names = {"-s", "--size"},
            paramLabel = "SIZE",
            defaultValue = "56",
            description = "Octets behind the ICMP header, 24 to 65000 (default: ${DEFAULT-VALUE}).")
    private int size;

    @Option(
            names = "--type",
            paramLabel = "TYPE",
            defaultValue = "icmp-echo",
            description = "icmp-echo or tcp-syn (default: ${DEFAULT-VALUE}).")
    private String type;

    @Option(
            names = {"-p", "--port"},
            paramLabel = "PORT",
            description = "TCP port, for tcp-syn.")
    private Integer port;

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            defaultValue = "2s",
            description = "After this time a packet is lost, 10ms to 60s (default: ${DEFAULT-VALUE}).",
            converter = DurationOption.class)
    private long timeout;

    @Option(
            names = "--ttl",
            paramLabel = "HOPS",
            defaultValue = "64",
            description = "Time to live or hop limit (default: ${DEFAULT-VALUE}).")
    private int ttl;

    @Option(
            names = "--dscp",
            paramLabel = "DSCP",
            defaultValue = "0",
            description = "Differentiated services code point, 0 to 63 (default: ${DEFAULT-VALUE}).")
    private int dscp;

    @ArgGroup
    private Family family = new Family();

    /** At most one of both. */
    private static final class Family {
        @Option(names = "-4", description = "Probe an IPv4 address.")
        private boolean four;

        @Option(names = "-6", description = "Probe an IPv6 address.")
        private boolean six;
    }

    @Option(
            names = "-I",
            paramLabel = "IFACE|ADDR",
            description = "Interface to send through, or address to send from; may be given once for each.")
    private List<String> sources = List.of();

    @Option(names = "--json", description = "One JSON document at the end; delays in ns, undefined ones absent.")
    private boolean json;

    @Option(
            names = {"-q", "--quiet"},
            description = "Print the summary only.")
    private boolean quiet;

    @Mixin
    private StateOption state;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        TestOutput output = json ? new TestOutput.Json() : new TestOutput.Text(out, request(), quiet);
        try (ControlClient client = ControlClient.connect(state.dir())) {
            SignalHandler before = stopOnInterrupt(client);
            try {
                client.ask(request(), output);
            } finally {
                Signal.handle(INTERRUPT, before);
            }
        } catch (ControlException e) {
            throw new CliException(ExitCode.FAILURE, e.getMessage());
        }
        JsonObject test = output.test();
        output.print(out);
        out.flush();
        return exitCode(test);
    }

    /** Ctrl-C ends the test; a second one the command, if the agent does not answer. Returns the handler before. */
    private static SignalHandler stopOnInterrupt(ControlClient client) {
        return Signal.handle(INTERRUPT, first -> {
            Signal.handle(INTERRUPT, second -> Runtime.getRuntime().halt(ExitCode.FAILURE));
            client.stop();
        });
    }

    private static int exitCode(JsonObject test) {
        long received = test.get("received").getAsLong();
        if (received == 0) {
            return ExitCode.NONE_ANSWERED;
        }
        boolean all =
                test.get("sent").getAsLong() == received && test.get("unsent").getAsLong() == 0;
        return all ? ExitCode.OK : ExitCode.SOME_LOST;
    }

    private JsonObject request() {
        JsonObject request = Ask.request("probe");
        request.addProperty("target", target);
        request.addProperty("type", type);
        if (port != null) {
            request.addProperty("port", port);
        }
        request.addProperty("family", family.four ? "ipv4" : family.six ? "ipv6" : "any");
        request.addProperty("count", count);
        if (pace.burst) {
            request.addProperty("burst", true);
        } else {
            request.addProperty("spacingNanos", pace.spacing == null ? DurationOption.nanos("100ms") : pace.spacing);
        }
        long timeoutMillis = Math.round(timeout / NANOS_PER_MILLI);
        request.addProperty("timeoutMillis", timeoutMillis);
        request.addProperty("size", size);
        request.addProperty("dscp", dscp);
        request.addProperty("ttl", ttl);
        for (String source : sources) {
            String member = source.matches("[0-9]+(\\.[0-9]+){3}|.*:.*") ? "sourceAddress" : "sourceInterface";
            if (request.has(member)) {
                throw new ParameterException(
                        spec.commandLine(), "-I takes one interface and one address, not two of a kind");
            }
            request.addProperty(member, source);
        }
        request.addProperty("live", !json && !quiet);
        request.addProperty("results", json);
        return request;
    }
}
