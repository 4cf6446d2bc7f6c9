package org.pathgauge.alarm;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.pathgauge.model.Alarm;
import org.pathgauge.model.AlarmType;
import org.pathgauge.model.AlarmUnit;
import org.pathgauge.model.OperatorState;
import org.pathgauge.model.Resource;
import org.pathgauge.model.Severity;
import org.pathgauge.model.Threshold;
import org.pathgauge.model.WindowLength;

/**
 * An alarm as it is kept in a file.
 *
 * <p>Files of agents whose alarms were about probes alone have {@code probe} and {@code probeIndex} instead of a resource,
 * and nothing of what came later.
 */
final class AlarmJson {
    private AlarmJson() {}

    static JsonObject encode(Alarm alarm) {
        JsonObject json = new JsonObject();
        json.addProperty("id", alarm.id());
        json.addProperty("kind", alarm.resource().kind().name());
        json.addProperty("resource", alarm.resource().name());
        alarm.resource().index().ifPresent(i -> json.addProperty("resourceIndex", i));
        json.addProperty("type", alarm.type().name());
        json.addProperty("qualifier", alarm.qualifier());
        alarm.threshold().ifPresent(t -> json.add("threshold", encode(t)));
        json.addProperty("severity", alarm.severity().name());
        json.addProperty("active", alarm.active());
        json.addProperty("unit", alarm.unit().name());
        alarm.value().ifPresent(v -> json.addProperty("value", v));
        alarm.limit().ifPresent(l -> json.addProperty("limit", l));
        json.addProperty("created", alarm.created().toString());
        json.addProperty("raised", alarm.raised().toString());
        alarm.cleared().ifPresent(c -> json.addProperty("cleared", c.toString()));
        json.addProperty("changes", alarm.changes());
        json.addProperty("text", alarm.text());
        JsonArray statusChanges = new JsonArray();
        alarm.statusChanges().forEach(c -> statusChanges.add(encode(c)));
        json.add("statusChanges", statusChanges);
        JsonArray operatorChanges = new JsonArray();
        alarm.operatorChanges().forEach(c -> operatorChanges.add(encode(c)));
        json.add("operatorChanges", operatorChanges);
        alarm.shelf().ifPresent(s -> json.addProperty("shelf", s));
        return json;
    }

    private static JsonObject encode(Threshold t) {
        JsonObject json = new JsonObject();
        json.addProperty("name", t.name());
        json.addProperty("metric", t.metric().name());
        json.addProperty("window", t.window().name());
        json.addProperty("rising", t.rising());
        json.addProperty("falling", t.falling());
        json.addProperty("consecutive", t.consecutive());
        json.addProperty("severity", t.severity().name());
        return json;
    }

    private static JsonObject encode(Alarm.StatusChange change) {
        JsonObject json = new JsonObject();
        json.addProperty("time", change.time().toString());
        change.severity().ifPresent(s -> json.addProperty("severity", s.name()));
        json.addProperty("text", change.text());
        return json;
    }

    private static JsonObject encode(Alarm.OperatorChange change) {
        JsonObject json = new JsonObject();
        json.addProperty("time", change.time().toString());
        json.addProperty("state", change.state().name());
        json.addProperty("operator", change.operator());
        json.addProperty("text", change.text());
        return json;
    }

    static Alarm decode(JsonObject json) {
        Optional<Threshold> threshold =
                json.has("threshold") ? Optional.of(threshold(json.getAsJsonObject("threshold"))) : Optional.empty();
        return json.has("resource")
                ? alarm(
                        json,
                        new Resource(
                                Resource.Kind.valueOf(string(json, "kind")),
                                string(json, "resource"),
                                json.has("resourceIndex")
                                        ? OptionalInt.of(
                                                json.get("resourceIndex").getAsInt())
                                        : OptionalInt.empty()),
                        AlarmType.valueOf(string(json, "type")),
                        string(json, "qualifier"),
                        threshold,
                        AlarmUnit.valueOf(string(json, "unit")),
                        optional(json, "limit"),
                        time(json, "created"))
                : ofProbe(json, threshold.orElseThrow());
    }

    private static Alarm ofProbe(JsonObject json, Threshold t) {
        boolean active = json.get("active").getAsBoolean();
        AlarmUnit unit = t.metric().unit();
        return alarm(
                json,
                Resource.probe(string(json, "probe"), json.get("probeIndex").getAsInt()),
                t.metric().type(),
                t.name(),
                Optional.of(t),
                unit,
                unit == AlarmUnit.NONE ? OptionalLong.empty() : OptionalLong.of(active ? t.rising() : t.falling()),
                time(json, "raised"));
    }

    private static Alarm alarm(
            JsonObject json,
            Resource resource,
            AlarmType type,
            String qualifier,
            Optional<Threshold> threshold,
            AlarmUnit unit,
            OptionalLong limit,
            Instant created) {
        return new Alarm(
                json.get("id").getAsInt(),
                resource,
                type,
                qualifier,
                threshold,
                Severity.valueOf(string(json, "severity")),
                json.get("active").getAsBoolean(),
                unit,
                optional(json, "value"),
                limit,
                created,
                time(json, "raised"),
                json.has("cleared") ? Optional.of(time(json, "cleared")) : Optional.empty(),
                json.get("changes").getAsLong(),
                string(json, "text"),
                statusChanges(json),
                operatorChanges(json),
                json.has("shelf") ? Optional.of(string(json, "shelf")) : Optional.empty());
    }

    private static Threshold threshold(JsonObject t) {
        return new Threshold(
                string(t, "name"),
                Threshold.Metric.valueOf(string(t, "metric")),
                WindowLength.valueOf(string(t, "window")),
                t.get("rising").getAsLong(),
                t.get("falling").getAsLong(),
                t.get("consecutive").getAsInt(),
                Severity.valueOf(string(t, "severity")));
    }

    private static List<Alarm.StatusChange> statusChanges(JsonObject json) {
        List<Alarm.StatusChange> all = new ArrayList<>();
        for (JsonElement element : array(json, "statusChanges")) {
            JsonObject c = element.getAsJsonObject();
            all.add(new Alarm.StatusChange(
                    time(c, "time"),
                    c.has("severity") ? Optional.of(Severity.valueOf(string(c, "severity"))) : Optional.empty(),
                    string(c, "text")));
        }
        return all;
    }

    private static List<Alarm.OperatorChange> operatorChanges(JsonObject json) {
        List<Alarm.OperatorChange> all = new ArrayList<>();
        for (JsonElement element : array(json, "operatorChanges")) {
            JsonObject c = element.getAsJsonObject();
            all.add(new Alarm.OperatorChange(
                    time(c, "time"),
                    OperatorState.valueOf(string(c, "state")),
                    string(c, "operator"),
                    string(c, "text")));
        }
        return all;
    }

    private static JsonArray array(JsonObject json, String member) {
        return json.has(member) ? json.getAsJsonArray(member) : new JsonArray();
    }

    private static String string(JsonObject json, String member) {
        return json.get(member).getAsString();
    }

    private static Instant time(JsonObject json, String member) {
        return Instant.parse(string(json, member));
    }

    private static OptionalLong optional(JsonObject json, String member) {
        return json.has(member) ? OptionalLong.of(json.get(member).getAsLong()) : OptionalLong.empty();
    }
}
