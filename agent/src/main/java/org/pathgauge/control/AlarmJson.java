package org.pathgauge.control;

import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import org.pathgauge.model.Alarm;
import org.pathgauge.model.AlarmSummary;
import org.pathgauge.model.Snapshot;
import org.pathgauge.model.Threshold;

/** Writes alarms as JSON. */
final class AlarmJson {
    private AlarmJson() {}

    static void alarm(JsonWriter json, Alarm alarm) throws IOException {
        json.beginObject();
        json.name("id").value(alarm.id());
        json.name("kind").value(alarm.resource().kind().yangName());
        json.name("resource").value(alarm.resource().name());
        if (alarm.resource().index().isPresent()) {
            json.name("resourceIndex").value(alarm.resource().index().getAsInt());
        }
        json.name("type").value(alarm.type().yangName());
        json.name("qualifier").value(alarm.qualifier());
        if (alarm.probeName().isPresent()) {
            json.name("probeIndex").value(alarm.resource().index().orElse(0));
            json.name("probe").value(alarm.resource().name());
        }
        if (alarm.threshold().isPresent()) {
            threshold(json, alarm.threshold().get());
        }
        json.name("severity").value(alarm.severity().yangName());
        json.name("active").value(alarm.active());
        json.name("unit").value(alarm.unit().yangName());
        SnapshotJson.optional(json, "value", alarm.value());
        SnapshotJson.optional(json, "limit", alarm.limit());
        json.name("created").value(alarm.created().toString());
        json.name("raised").value(alarm.raised().toString());
        if (alarm.cleared().isPresent()) {
            json.name("cleared").value(alarm.cleared().get().toString());
        }
        json.name("changed").value(alarm.lastChanged().toString());
        json.name("changes").value(alarm.changes());
        json.name("text").value(alarm.text());
        json.name("operatorState").value(alarm.operatorState().yangName());
        json.name("statusChanges").beginArray();
        for (Alarm.StatusChange change : alarm.statusChanges()) {
            json.beginObject();
            json.name("time").value(change.time().toString());
            json.name("severity").value(change.severity().map(s -> s.yangName()).orElse("cleared"));
            json.name("text").value(change.text());
            json.endObject();
        }
        json.endArray();
        json.name("operatorChanges").beginArray();
        for (Alarm.OperatorChange change : alarm.operatorChanges()) {
            json.beginObject();
            json.name("time").value(change.time().toString());
            json.name("state").value(change.state().yangName());
            json.name("operator").value(change.operator());
            json.name("text").value(change.text());
            json.endObject();
        }
        json.endArray();
        json.endObject();
    }

    /** One that lies on a shelf. */
    static void shelved(JsonWriter json, Alarm alarm) throws IOException {
        json.beginObject();
        json.name("id").value(alarm.id());
        json.name("shelf").value(alarm.shelf().orElse(""));
        json.name("kind").value(alarm.resource().kind().yangName());
        json.name("resource").value(alarm.resource().name());
        json.name("type").value(alarm.type().yangName());
        json.name("qualifier").value(alarm.qualifier());
        json.name("severity").value(alarm.severity().yangName());
        json.name("active").value(alarm.active());
        json.name("changed").value(alarm.lastChanged().toString());
        json.name("text").value(alarm.text());
        json.endObject();
    }

    /** The lists as a whole. */
    static void list(JsonWriter json, Snapshot snapshot) throws IOException {
        json.beginObject();
        json.name("shelved").value(snapshot.shelvedAlarms().size());
        json.name("refused").value(snapshot.alarmsRefused());
        json.name("summary").beginArray();
        for (AlarmSummary summary : AlarmSummary.of(snapshot.alarms())) {
            json.beginObject();
            json.name("severity").value(summary.severity().yangName());
            json.name("total").value(summary.total());
            json.name("notCleared").value(summary.notCleared());
            json.name("cleared").value(summary.cleared());
            json.name("notClearedNotClosed").value(summary.notClearedNotClosed());
            json.endObject();
        }
        json.endArray();
        json.endObject();
    }

    private static void threshold(JsonWriter json, Threshold threshold) throws IOException {
        json.name("threshold").value(threshold.name());
        json.name("metric").value(threshold.metric().yangName());
        json.name("window").value(threshold.window().label());
        json.name("rising").value(threshold.rising());
        json.name("falling").value(threshold.falling());
        json.name("consecutive").value(threshold.consecutive());
    }
}
