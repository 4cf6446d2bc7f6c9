package org.pathgauge.netconf;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.opendaylight.yangtools.yang.model.api.RpcDefinition;
import org.pathgauge.model.HistoryReader;
import org.pathgauge.model.Probe;
import org.pathgauge.model.Snapshot;

/** The operation read-history of pathgauge-probes: what a manager missed, in bounded pieces. */
final class ReadHistory {
    static final Name NAME = new Name(ProbeShapes.NS, "read-history");

    private static final Shape<HistoryReader.Answer> SHAPE = Shape.<HistoryReader.Answer>in(ProbeShapes.NS)
            .leaf("measured", a -> PathGaugeState.unlessEmpty(a.measured()))
            .leaf("truncated", HistoryReader.Answer::truncated)
            .list(
                    "entry",
                    List.of("start-time"),
                    ProbeShapes.windowStatistics(Shape.in(ProbeShapes.NS)),
                    HistoryReader.Answer::windows)
            .leafList("problem", HistoryReader.Answer::problems);

    private static final List<Name> WINDOW = Stream.of("probes", "probe", "statistics", "window")
            .map(local -> new Name(ProbeShapes.NS, local))
            .toList();

    private static final long RESOLUTION_SECONDS = 60;
    private static final long LIMIT = 1_000;
    private static final long SLOT_SECONDS = 10;

    private final Schemas schemas;
    private final RpcDefinition rpc;
    private final HistoryReader history;
    private final Supplier<Snapshot> snapshots;
    private final Nacm nacm;

    private ReadHistory(
            Schemas schemas, RpcDefinition rpc, HistoryReader history, Supplier<Snapshot> snapshots, Nacm nacm) {
        this.schemas = schemas;
        this.rpc = rpc;
        this.history = history;
        this.snapshots = snapshots;
        this.nacm = nacm;
    }

    static Operation operation(Schemas schemas, HistoryReader history, Supplier<Snapshot> snapshots, Nacm nacm) {
        RpcDefinition rpc = schemas.context().findModules("pathgauge-probes").iterator().next().getRpcs().stream()
                .filter(r -> r.getQName().getLocalName().equals(NAME.local()))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("pathgauge-probes has no read-history"));
        return new ReadHistory(schemas, rpc, history, snapshots, nacm)::run;
    }

    /** Every path of the output, as {@link Shape#paths}. */
    static List<String> outputPaths() {
        return SHAPE.paths();
    }

    private Operation.Reply run(Operation.Request request) throws RpcError {
        RpcInput input = new RpcInput(request.element(), rpc, schemas);
        String name = input.text("probe").orElseThrow();
        permit(request.session().peer().user(), name);
        Instant from = time(input, "from");
        Instant to = time(input, "to");
        if (!from.isBefore(to)) {
            throw RpcInput.invalid("to", "'to' must be after 'from'");
        }
        long seconds = input.number("resolution", RESOLUTION_SECONDS);
        if (seconds % SLOT_SECONDS != 0) {
            throw RpcInput.invalid("resolution", "The resolution must be a multiple of 10 seconds");
        }
        HistoryReader.Answer answer = history.read(new HistoryReader.Query(
                name, measured(name), from, to, Duration.ofSeconds(seconds), (int) input.number("limit", LIMIT)));
        Node.Branch root = SHAPE.bind(NAME, answer);
        return out -> new DataWriter(out).write(root, Optional.empty());
    }

    /** The history is as readable as the windows that it is made of. */
    private void permit(String user, String probe) throws RpcError {
        if (!nacm.of(user).mayRead(WINDOW, Map.of("name", probe))) {
            throw new RpcError(
                    RpcError.Type.APPLICATION,
                    RpcError.Tag.ACCESS_DENIED,
                    "User " + user + " may not read the statistics of the probe " + probe
                            + "; a rule of ietf-netconf-acm for a group of this user can permit it");
        }
    }

    /** A probe that is configured now is asked for as it is measured now; of another one what there was last. */
    private Optional<String> measured(String name) {
        return snapshots.get().probes().stream()
                .filter(stats -> stats.probe().name().equals(name))
                .findFirst()
                .map(stats -> stats.probe())
                .map(Probe::measured);
    }

    private static Instant time(RpcInput input, String leaf) throws RpcError {
        String text = input.text(leaf).orElseThrow();
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            throw RpcInput.invalid(leaf, "'" + text + "' is no time of RFC 3339");
        }
    }
}
