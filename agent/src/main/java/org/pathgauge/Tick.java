package org.pathgauge;

import java.util.Optional;
import java.util.function.Supplier;
import org.pathgauge.agentx.AgentXClient;
import org.pathgauge.alarm.AlarmManager;
import org.pathgauge.model.AlarmEvent;
import org.pathgauge.model.Snapshot;
import org.pathgauge.model.SnapshotHolder;
import org.pathgauge.netconf.NetconfServer;
import org.pathgauge.series.SeriesRunner;
import org.pathgauge.snmp.SnmpAgent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What an agent does once a second: it measures, judges alarms, publishes the snapshot and tells what has changed.
 *
 * @param snapshots where each view finds the newest one
 * @param netconf empty until it serves
 */
record Tick(
        Measurement measurement,
        SeriesRunner series,
        AlarmManager alarms,
        AlarmIndexes alarmIndexes,
        LoneShelves loneShelves,
        SnapshotHolder snapshots,
        SnmpAgent snmp,
        AgentXClient agentX,
        Supplier<Optional<NetconfServer>> netconf,
        HeapGuard heap,
        ProgramPages pages)
        implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(Tick.class);

    @Override
    public void run() {
        Snapshot measured = measurement.tick();
        Snapshot snapshot = measured.but()
                .tests(series.series())
                .health(measured.health().withAgentX(agentX.state()))
                .snmp(snmp.health())
                .build();
        AlarmManager.Evaluation evaluation = alarms.evaluate(snapshot);
        snapshots.publish(snapshot.but()
                .alarms(evaluation.alarms(), evaluation.shelved(), evaluation.refused())
                .build());
        evaluation.events().forEach(Tick::log);
        agentX.send(snmp.notifier().send(evaluation.events()));
        snmp.tick();
        netconf.get().ifPresent(server -> server.notify(evaluation.events()));
        alarmIndexes.releaseUnused(alarms);
        loneShelves.remove(alarms.loneShelves());
        pages.tick(heap.tick());
    }

    private static void log(AlarmEvent event) {
        LOG.warn(
                "Alarm {} {} ({}): {}",
                event.alarm().id(),
                event.raised() ? "raised" : "cleared",
                event.alarm().severity().yangName(),
                event.text());
    }
}
