package org.pathgauge.alarm;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.pathgauge.model.AddressText;
import org.pathgauge.model.AlarmCondition;
import org.pathgauge.model.AlarmType;
import org.pathgauge.model.AlarmUnit;
import org.pathgauge.model.Patterns;
import org.pathgauge.model.Resource;
import org.pathgauge.model.Severity;
import org.pathgauge.model.Snapshot;

/** The conditions that a snapshot tells. Each kind of them has a method here. */
final class Conditions {
    private Conditions() {}

    /**
     * Kinds of resources of which the snapshot cannot tell yet whether their conditions hold: after a restart an alarm that
     * is active stays so until it can.
     */
    static Set<Resource.Kind> unknown(Snapshot snapshot) {
        Patterns patterns = snapshot.traffic().patterns();
        return patterns.running() && patterns.counters().intervals() == 0 ? Set.of(Resource.Kind.PATTERN) : Set.of();
    }

    static List<AlarmCondition> of(Snapshot snapshot) {
        List<AlarmCondition> all = new ArrayList<>();
        for (Patterns.Suspect suspect : snapshot.traffic().patterns().suspects()) {
            all.add(pattern(suspect));
        }
        return all;
    }

    /** A suspect is its source prefix at its interface; one source can show several patterns, each an alarm. */
    private static AlarmCondition pattern(Patterns.Suspect suspect) {
        String source =
                AddressText.of(suspect.address()) + "/" + suspect.source().length();
        Resource resource = new Resource(
                Resource.Kind.PATTERN, source + " at " + suspect.interfaceName(), OptionalInt.of(suspect.index()));
        AlarmType type = type(suspect.kind());
        AlarmUnit unit = suspect.kind() == Patterns.Kind.PORT_SCAN ? AlarmUnit.COUNT : AlarmUnit.PER_SECOND;
        String quantity = suspect.kind() == Patterns.Kind.PORT_SCAN
                ? suspect.value() + " ports, limit " + suspect.limit()
                : suspect.value() + " packets a second, limit " + suspect.limit();
        String text = String.format(
                "%s from %s: %s%s%s",
                type.yangName().replace('-', ' '),
                resource.name(),
                suspect.active() ? "" : "cleared, ",
                quantity,
                suspect.rule().map(r -> ", filtered by rule " + r).orElse(""));
        return new AlarmCondition(
                resource,
                type,
                "",
                Severity.MAJOR,
                suspect.active(),
                unit,
                OptionalLong.of(suspect.value()),
                OptionalLong.of(suspect.limit()),
                text);
    }

    private static AlarmType type(Patterns.Kind kind) {
        return switch (kind) {
            case SYN_FLOOD -> AlarmType.SYN_FLOOD;
            case PORT_SCAN -> AlarmType.PORT_SCAN;
            case ICMP_FLOOD -> AlarmType.ICMP_FLOOD;
            case UDP_FLOOD -> AlarmType.UDP_FLOOD;
        };
    }
}
