package org.pathgauge.control;

import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.io.Writer;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.pathgauge.model.AgentXState;
import org.pathgauge.model.Alarm;
import org.pathgauge.model.Filter;
import org.pathgauge.model.InterfaceDrops;
import org.pathgauge.model.KernelDrops;
import org.pathgauge.model.Patterns;
import org.pathgauge.model.ProbeStats;
import org.pathgauge.model.Snapshot;
import org.pathgauge.model.TcpPeer;

/**
 * The control command {@code show}: members {@code what}, if wanted {@code name}, which only those items have, and {@code
 * results}. The reply is the snapshot's head and one object an item, all of one snapshot.
 */
final class ShowRequest {
    private static final List<Shown<?>> SHOWN = List.of(
            new Shown<>("probes", Snapshot::probes, stats -> stats.probe().name(), ShowRequest::probe, Head.NONE),
            new Shown<>("interfaces", Snapshot::interfaces, InterfaceDrops::name, SnapshotJson::drops),
            new Shown<>("alarms", Snapshot::alarms, ShowRequest::resource, AlarmJson::alarm),
            new Shown<>("shelved", Snapshot::shelvedAlarms, ShowRequest::resource, AlarmJson::shelved),
            new Shown<>(
                    "tcp",
                    snapshot -> snapshot.traffic().tcp().peers(),
                    (TcpPeer peer) -> Integer.toString(peer.index()),
                    TcpJson::peer,
                    (json, snapshot) -> TcpJson.state(json, snapshot.traffic().tcp())),
            new Shown<>(
                    "drops",
                    snapshot -> snapshot.traffic().drops().interfaces(),
                    KernelDrops.OfInterface::name,
                    DropsJson::of,
                    (json, snapshot) -> DropsJson.state(json, snapshot.traffic().drops())),
            new Shown<>(
                    "filter",
                    snapshot -> snapshot.traffic().filter().rules(),
                    (Filter.Hits hits) -> hits.rule().name(),
                    FilterJson::rule,
                    (json, snapshot) ->
                            FilterJson.state(json, snapshot.traffic().filter())),
            new Shown<>(
                    "patterns",
                    snapshot -> snapshot.traffic().patterns().suspects(),
                    (Patterns.Suspect suspect) -> Integer.toString(suspect.index()),
                    PatternsJson::suspect,
                    (json, snapshot) ->
                            PatternsJson.state(json, snapshot.traffic().patterns())),
            new Shown<>(
                    "agentx",
                    snapshot -> snapshot.health().agentX().subtrees(),
                    AgentXState.Subtree::oid,
                    AgentXJson::subtree,
                    (json, snapshot) -> AgentXJson.state(json, snapshot.health().agentX())));

    private ShowRequest() {}

    /** Writes one item. */
    private interface Item<T> {
        void write(JsonWriter json, T item, boolean results) throws IOException;
    }

    /** Writes one item, which has no results. */
    private interface Plain<T> {
        void write(JsonWriter json, T item) throws IOException;
    }

    /** Writes what is known of the items together. */
    private interface Head {
        Head NONE = (json, snapshot) -> {};

        void write(JsonWriter json, Snapshot snapshot) throws IOException;
    }

    /**
     * Something that can be shown.
     *
     * @param what its name in requests, and of its head in the reply
     * @param items of a snapshot, in the order in which they are shown
     * @param name which item is meant
     */
    private record Shown<T>(
            String what, Function<Snapshot, List<T>> items, Function<T, String> name, Item<T> item, Head head) {

        Shown(String what, Function<Snapshot, List<T>> items, Function<T, String> name, Plain<T> item) {
            this(what, items, name, item, Head.NONE);
        }

        Shown(String what, Function<Snapshot, List<T>> items, Function<T, String> name, Plain<T> item, Head head) {
            this(what, items, name, (json, one, results) -> item.write(json, one), head);
        }

        private void write(Snapshot snapshot, Optional<String> wanted, boolean results, Writer out) throws IOException {
            Reply.line(
                    out,
                    json -> SnapshotJson.header(json, snapshot, more -> {
                        if (head != Head.NONE) {
                            head.write(more.name(what), snapshot);
                        }
                    }));
            for (T one : items.apply(snapshot)) {
                if (wanted.isEmpty() || wanted.get().equals(name.apply(one))) {
                    Reply.line(out, json -> item.write(json, one, results));
                }
            }
        }
    }

    static void answer(JsonObject request, Snapshot snapshot, Writer out) throws IOException {
        String what = text(request, "what").orElse("");
        Optional<Shown<?>> shown =
                SHOWN.stream().filter(one -> one.what().equals(what)).findFirst();
        if (shown.isEmpty()) {
            Reply.error(
                    out,
                    "\"show\" needs \"what\", one of: "
                            + SHOWN.stream().map(Shown::what).collect(Collectors.joining(", ")));
            return;
        }
        boolean results =
                request.get("results") instanceof JsonPrimitive wanted && wanted.isBoolean() && wanted.getAsBoolean();
        shown.get().write(snapshot, text(request, "name"), results, out);
        Reply.done(out, snapshot.number());
    }

    /** A member that is a string; any other is as good as absent. */
    static Optional<String> text(JsonObject request, String member) {
        return request.get(member) instanceof JsonPrimitive value && value.isString()
                ? Optional.of(value.getAsString())
                : Optional.empty();
    }

    private static void probe(JsonWriter json, ProbeStats stats, boolean results) throws IOException {
        if (results) {
            SnapshotJson.withResults(json, stats);
        } else {
            SnapshotJson.probe(json, stats);
        }
    }

    private static String resource(Alarm alarm) {
        return alarm.resource().name();
    }
}
