package org.pathgauge.control;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import org.pathgauge.model.IcmpError;
import org.pathgauge.model.Probe;
import org.pathgauge.model.ProbeResult;
import org.pathgauge.model.ProbeType;
import org.pathgauge.model.TestResult;
import org.pathgauge.model.TestSpec;
import org.pathgauge.model.Window.Percentile;

/** Reads what a one-shot test is to send, and writes what came of it. Members are named as in the model. */
final class TestJson {
    private static final Set<String> MEMBERS = Set.of(
            "command",
            "target",
            "family",
            "type",
            "port",
            "count",
            "spacingNanos",
            "burst",
            "timeoutMillis",
            "size",
            "dscp",
            "ttl",
            "sourceInterface",
            "sourceAddress",
            "live",
            "results");

    private TestJson() {}

    /**
     * Reads a test; what is absent has its default.
     *
     * @throws IllegalArgumentException saying which member is wrong
     */
    static TestSpec spec(JsonObject request) {
        for (String member : request.keySet()) {
            if (!MEMBERS.contains(member)) {
                throw new IllegalArgumentException("There is no member \"" + member + "\" of a test");
            }
        }
        TestSpec some = TestSpec.of(
                text(request, "target").orElseThrow(() -> new IllegalArgumentException("A test needs a \"target\"")));
        return new TestSpec(
                some.target(),
                text(request, "family").map(TestJson::family).orElse(some.family()),
                text(request, "type").map(TestJson::type).orElse(some.type()),
                request.has("port")
                        ? OptionalInt.of((int) number(request, "port", 0, Integer.MAX_VALUE))
                        : OptionalInt.empty(),
                (int) number(request, "count", some.count(), Integer.MAX_VALUE),
                flag(request, "burst") ? Optional.empty() : Optional.of(spacing(request, some)),
                Duration.ofMillis(
                        number(request, "timeoutMillis", some.timeout().toMillis(), Integer.MAX_VALUE)),
                (int) number(request, "size", some.size(), Integer.MAX_VALUE),
                (int) number(request, "dscp", some.dscp(), Integer.MAX_VALUE),
                (int) number(request, "ttl", some.ttl(), Integer.MAX_VALUE),
                text(request, "sourceInterface"),
                text(request, "sourceAddress").map(TestJson::address));
    }

    private static Duration spacing(JsonObject request, TestSpec some) {
        return Duration.ofNanos(
                number(request, "spacingNanos", some.spacing().orElseThrow().toNanos(), Long.MAX_VALUE));
    }

    /** Whether a member is {@code true}; absent is {@code false}. */
    static boolean flag(JsonObject request, String member) {
        JsonElement value = request.get(member);
        if (value == null) {
            return false;
        }
        if (value instanceof JsonPrimitive primitive && primitive.isBoolean()) {
            return primitive.getAsBoolean();
        }
        throw new IllegalArgumentException("\"" + member + "\" must be true or false");
    }

    private static Optional<String> text(JsonObject request, String member) {
        JsonElement value = request.get(member);
        if (value == null) {
            return Optional.empty();
        }
        if (value instanceof JsonPrimitive primitive && primitive.isString()) {
            return Optional.of(primitive.getAsString());
        }
        throw new IllegalArgumentException("\"" + member + "\" must be a string");
    }

    private static long number(JsonObject request, String member, long otherwise, long most) {
        JsonElement value = request.get(member);
        if (value == null) {
            return otherwise;
        }
        if (value instanceof JsonPrimitive primitive && primitive.isNumber()) {
            try {
                long number = new BigDecimal(primitive.getAsString()).longValueExact();
                if (number >= 0 && number <= most) {
                    return number;
                }
            } catch (ArithmeticException e) {
                // A fraction, or beyond 64 bits: as wrong as any other.
            }
        }
        throw new IllegalArgumentException("\"" + member + "\" must be a whole number from 0 to " + most);
    }

    private static Probe.AddressFamily family(String name) {
        return Arrays.stream(Probe.AddressFamily.values())
                .filter(f -> f.name().toLowerCase(Locale.ROOT).equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("\"family\" must be any, ipv4 or ipv6"));
    }

    private static ProbeType type(String name) {
        return Arrays.stream(ProbeType.values())
                .filter(t -> t.yangName().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("\"type\" must be one of "
                        + Arrays.stream(ProbeType.values())
                                .map(ProbeType::yangName)
                                .collect(Collectors.joining(", "))));
    }

    private static InetAddress address(String text) {
        // Only what cannot be a host name, so that nothing is looked up here.
        if (text.matches("[0-9]+(\\.[0-9]+){3}|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*")) {
            try {
                return InetAddress.getByName(text);
            } catch (UnknownHostException e) {
                // Told below.
            }
        }
        throw new IllegalArgumentException("\"sourceAddress\" must be an IPv4 or IPv6 address");
    }

    static void packet(JsonWriter json, ProbeResult packet) throws IOException {
        json.beginObject();
        json.name("sequence").value(packet.sequence());
        json.name("sent").value(packet.sent().toString());
        json.name("outcome").value(packet.outcome().yangName());
        SnapshotJson.optional(json, "rttNanos", packet.rttNanos());
        json.endObject();
    }

    static void result(JsonWriter json, TestResult r) throws IOException {
        json.beginObject();
        spec(json, r.spec());
        json.name("address").value(r.address().getHostAddress());
        json.name("start").value(r.start().toString());
        json.name("end").value(r.end().toString());
        json.name("stopped").value(r.stopped());
        json.name("sent").value(r.sent());
        json.name("received").value(r.received());
        json.name("lost").value(r.lost());
        json.name("late").value(r.late());
        json.name("duplicates").value(r.duplicates());
        json.name("reordered").value(r.reordered());
        json.name("unsent").value(r.unsent());
        json.name("undecided").value(r.undecided());
        json.name("corrupt").value(r.corrupt());
        json.name("forged").value(r.forged());
        json.name("stale").value(r.stale());
        json.name("refused").value(r.refused());
        SnapshotJson.optional(json, "lossPpm", r.lossPpm());
        json.name("lossPeriods").value(r.lossPeriods());
        json.name("longestLossBurst").value(r.longestLossBurst());
        SnapshotJson.optional(json, "rttMinNanos", r.rtt().minNanos());
        SnapshotJson.optional(json, "rttMaxNanos", r.rtt().maxNanos());
        SnapshotJson.optional(json, "rttMeanNanos", r.rtt().meanNanos());
        SnapshotJson.optional(json, "rttStddevNanos", r.rtt().stddevNanos());
        for (Percentile percentile : Percentile.values()) {
            SnapshotJson.optional(
                    json, "rtt" + percentile.name() + "Nanos", r.rtt().percentileNanos(percentile));
        }
        json.name("ipdvCount").value(r.ipdv().count());
        SnapshotJson.optional(json, "ipdvMinNanos", r.ipdv().minNanos());
        SnapshotJson.optional(json, "ipdvMaxNanos", r.ipdv().maxNanos());
        SnapshotJson.optional(json, "ipdvMeanAbsNanos", r.ipdv().meanAbsNanos());
        SnapshotJson.optional(json, "jitterNanos", r.jitterNanos());
        SnapshotJson.optional(json, "pdvP95Nanos", r.pdvP95Nanos());
        SnapshotJson.optional(json, "pdvMaxNanos", r.pdvMaxNanos());
        json.name("problem").value(r.problem());
        json.name("icmpErrors").beginArray();
        for (IcmpError error : r.icmpErrors()) {
            SnapshotJson.icmpError(json, error);
        }
        json.endArray();
        json.endObject();
    }

    private static void spec(JsonWriter json, TestSpec spec) throws IOException {
        json.name("target").value(spec.target());
        json.name("family").value(spec.family().name().toLowerCase(Locale.ROOT));
        json.name("type").value(spec.type().yangName());
        if (spec.port().isPresent()) {
            json.name("port").value(spec.port().getAsInt());
        }
        json.name("count").value(spec.count());
        if (spec.burst()) {
            json.name("burst").value(true);
        } else {
            json.name("spacingNanos").value(spec.spacing().orElseThrow().toNanos());
        }
        json.name("timeoutMillis").value(spec.timeout().toMillis());
        json.name("size").value(spec.size());
        json.name("dscp").value(spec.dscp());
        json.name("ttl").value(spec.ttl());
        if (spec.sourceInterface().isPresent()) {
            json.name("sourceInterface").value(spec.sourceInterface().get());
        }
        if (spec.sourceAddress().isPresent()) {
            json.name("sourceAddress").value(spec.sourceAddress().get().getHostAddress());
        }
    }
}
