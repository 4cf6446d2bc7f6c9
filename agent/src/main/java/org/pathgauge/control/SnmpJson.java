package org.pathgauge.control;

import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import org.pathgauge.model.SnmpHealth;
import org.pathgauge.model.SnmpTarget;

/** Writes how it goes with SNMP as JSON. Members are named as in the model. */
final class SnmpJson {
    private SnmpJson() {}

    static void state(JsonWriter json, SnmpHealth snmp) throws IOException {
        json.name("snmp").beginObject();
        json.name("wrongCredentials").value(snmp.faults().total());
        json.name("unanswered").value(snmp.faults().unanswered());
        json.name("notificationsDamped").value(snmp.damped());
        json.name("notificationsLogged").value(snmp.logged());
        json.name("notificationsBumped").value(snmp.bumped());
        json.endObject();
        json.name("snmpTargets").beginArray();
        for (SnmpTarget target : snmp.targets()) {
            json.beginObject();
            json.name("name").value(target.name());
            json.name("state").value(target.state().yangName());
            json.name("queued").value(target.queued());
            json.name("sent").value(target.sent());
            json.name("acknowledged").value(target.acknowledged());
            json.name("retried").value(target.retried());
            json.name("failed").value(target.failed());
            json.name("dropped").value(target.dropped());
            json.name("filtered").value(target.filtered());
            json.name("damped").value(target.damped());
            if (!target.lastError().isEmpty()) {
                json.name("lastError").value(target.lastError());
            }
            json.endObject();
        }
        json.endArray();
    }
}
