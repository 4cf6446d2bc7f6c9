package org.pathgauge.netconf;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.opendaylight.yangtools.yang.model.api.RpcDefinition;
import org.pathgauge.model.IcmpError;
import org.pathgauge.model.Probe;
import org.pathgauge.model.ProbeType;
import org.pathgauge.model.TestException;
import org.pathgauge.model.TestResult;
import org.pathgauge.model.TestRunner;
import org.pathgauge.model.TestSpec;
import org.pathgauge.model.Window.Percentile;

/**
 * The operation run-test of pathgauge-probes: a one-shot test, whose reply comes when it has ended.
 *
 * <p>A session waits for the reply before it reads the next request, so it has one test at a time; the test ends with it.
 */
final class RunTest {
    static final Name NAME = new Name(ProbeShapes.NS, "run-test");

    private static final Duration LONGEST = Duration.ofMinutes(10);

    /** For resolving the target, and for packets that wait for their neighbour's address. */
    private static final Duration MARGIN = Duration.ofSeconds(20);

    /** A result, and whether its packets are wanted. */
    private record Answer(TestResult result, boolean packets) {}

    private static final Shape<Answer> SHAPE = shape();

    private final Schemas schemas;
    private final RpcDefinition rpc;
    private final TestRunner tests;

    private RunTest(Schemas schemas, RpcDefinition rpc, TestRunner tests) {
        this.schemas = schemas;
        this.rpc = rpc;
        this.tests = tests;
    }

    static Operation operation(Schemas schemas, TestRunner tests) {
        RpcDefinition rpc = schemas.context().findModules("pathgauge-probes").iterator().next().getRpcs().stream()
                .filter(r -> r.getQName().getLocalName().equals(NAME.local()))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("pathgauge-probes has no run-test"));
        return new RunTest(schemas, rpc, tests)::run;
    }

    /** Every path of the output, as {@link Shape#paths}. */
    static List<String> outputPaths() {
        return SHAPE.paths();
    }

    private Operation.Reply run(Operation.Request request) throws RpcError {
        RpcInput input = new RpcInput(request.element(), rpc, schemas);
        TestSpec spec = spec(input);
        if (spec.longestRun().compareTo(LONGEST) > 0) {
            throw RpcError.invalidValue(
                    "The test could take " + spec.longestRun().toSeconds() + " s, but a session waits" + " for at most "
                            + LONGEST.toSeconds() + " s: send fewer packets, or make the spacing shorter");
        }
        TestRunner.Running running;
        try {
            running = tests.start(spec, TestRunner.Observer.NONE);
        } catch (TestException e) {
            throw refusal(e);
        }
        TestResult result;
        try {
            request.session().waitFor(running::stop);
            result = await(running, spec);
        } finally {
            request.session().waitFor(() -> {});
        }
        Node.Branch root = SHAPE.bind(NAME, new Answer(result, input.flag("results")));
        return out -> new DataWriter(out).write(root, Optional.empty());
    }

    private static TestResult await(TestRunner.Running running, TestSpec spec) throws RpcError {
        try {
            return running.result().get(spec.longestRun().plus(MARGIN).toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof TestException known) {
                throw refusal(known);
            }
            throw new IllegalStateException(e.getCause());
        } catch (TimeoutException e) {
            running.stop();
            throw failed("The test did not end in time");
        } catch (InterruptedException e) {
            running.stop();
            Thread.currentThread().interrupt();
            throw failed("The session ends");
        }
    }

    private static RpcError failed(String message) {
        return new RpcError(RpcError.Type.APPLICATION, RpcError.Tag.OPERATION_FAILED, message);
    }

    private static RpcError refusal(TestException e) {
        return switch (e.reason()) {
            case INVALID -> RpcError.invalidValue(e.getMessage());
            case BUDGET -> new RpcError(RpcError.Type.APPLICATION, RpcError.Tag.RESOURCE_DENIED, e.getMessage());
            case UNRESOLVED, STOPPING -> failed(e.getMessage());
        };
    }

    private static TestSpec spec(RpcInput input) throws RpcError {
        TestSpec some = TestSpec.of(input.text("target").orElseThrow());
        Optional<InetAddress> source = Optional.empty();
        if (input.has("source-address")) {
            source = Optional.of(address(input.text("source-address").orElseThrow()));
        }
        return new TestSpec(
                some.target(),
                input.text("family")
                        .map(f -> Probe.AddressFamily.valueOf(f.toUpperCase(Locale.ROOT)))
                        .orElse(some.family()),
                input.text("type").map(RunTest::type).orElse(some.type()),
                input.has("port") ? OptionalInt.of((int) input.number("port", 0)) : OptionalInt.empty(),
                (int) input.number("count", some.count()),
                input.has("burst") ? Optional.empty() : Optional.of(spacing(input, some)),
                Duration.ofMillis(input.number("timeout", some.timeout().toMillis())),
                (int) input.number("size", some.size()),
                (int) input.number("dscp", some.dscp()),
                (int) input.number("ttl", some.ttl()),
                input.text("source-interface"),
                source);
    }

    private static Duration spacing(RpcInput input, TestSpec some) {
        long micros = input.number("spacing", some.spacing().orElseThrow().toNanos() / 1_000);
        return Duration.ofNanos(micros * 1_000);
    }

    private static ProbeType type(String name) {
        return Arrays.stream(ProbeType.values())
                .filter(t -> t.yangName().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("type " + name + " is in the model alone"));
    }

    /** The codec matches only the last of the type's patterns, so that "abc" comes as far as this. */
    private static InetAddress address(String text) throws RpcError {
        if (text.matches("[0-9]+(\\.[0-9]+){3}|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*")) {
            try {
                return InetAddress.getByName(text);
            } catch (UnknownHostException e) {
                // Told below.
            }
        }
        throw RpcInput.invalid("source-address", "'" + text + "' is no IP address");
    }

    private static Shape<Answer> shape() {
        var percentile = Shape.<Map.Entry<Percentile, Long>>in(ProbeShapes.NS)
                .leaf("percentile", p -> p.getKey().label())
                .leaf("rtt", Map.Entry::getValue);
        return Shape.<Answer>in(ProbeShapes.NS)
                .leaf("address", a -> a.result().address())
                .leaf("start-time", a -> a.result().start())
                .leaf("end-time", a -> a.result().end())
                .leaf("stopped", a -> a.result().stopped())
                .leaf("sent", a -> a.result().sent())
                .leaf("received", a -> a.result().received())
                .leaf("lost", a -> a.result().lost())
                .leaf("late", a -> a.result().late())
                .leaf("duplicates", a -> a.result().duplicates())
                .leaf("reordered", a -> a.result().reordered())
                .leaf("unsent", a -> a.result().unsent())
                .leaf("undecided", a -> a.result().undecided())
                .leaf("corrupt", a -> a.result().corrupt())
                .leaf("forged", a -> a.result().forged())
                .leaf("stale", a -> a.result().stale())
                .leaf("refused", a -> a.result().refused())
                .leaf("loss-ratio", a -> a.result().lossPpm())
                .leaf("loss-periods", a -> a.result().lossPeriods())
                .leaf("longest-loss-burst", a -> a.result().longestLossBurst())
                .leaf("rtt-min", a -> a.result().rtt().minNanos())
                .leaf("rtt-max", a -> a.result().rtt().maxNanos())
                .leaf("rtt-mean", a -> a.result().rtt().meanNanos())
                .leaf("rtt-stddev", a -> a.result().rtt().stddevNanos())
                .list("rtt-percentile", List.of("percentile"), percentile, a -> percentiles(a.result()))
                .leaf("ipdv-count", a -> a.result().ipdv().count())
                .leaf("ipdv-min", a -> a.result().ipdv().minNanos())
                .leaf("ipdv-max", a -> a.result().ipdv().maxNanos())
                .leaf("ipdv-mean-abs", a -> a.result().ipdv().meanAbsNanos())
                .leaf("rfc3550-jitter", a -> a.result().jitterNanos())
                .leaf("pdv-p95", a -> a.result().pdvP95Nanos())
                .leaf("pdv-max", a -> a.result().pdvMaxNanos())
                .leaf("problem", a -> PathGaugeState.unlessEmpty(a.result().problem()))
                .list("icmp-error", List.of("sender", "type", "code"), ProbeShapes.icmpError(), RunTest::errors)
                .list(
                        "result",
                        List.of("sequence"),
                        ProbeShapes.result(),
                        a -> a.packets() ? a.result().results() : List.of());
    }

    private static List<IcmpError> errors(Answer answer) {
        return answer.result().icmpErrors();
    }

    private static List<Map.Entry<Percentile, Long>> percentiles(TestResult result) {
        return result.rtt().percentileNanos().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .toList();
    }
}
