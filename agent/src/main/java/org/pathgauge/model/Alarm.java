package org.pathgauge.model;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One alarm: something about a resource that is not as it should be, or was not. Named after RFC 8632.
 *
 * @param id short integer; the same in the MIB, the YANG model and the log. An alarm keeps it when raised again.
 * @param resource what it is about
 * @param type what is wrong
 * @param qualifier tells alarms of one type and resource apart: the threshold's name; may be empty
 * @param threshold the crossed threshold; empty when it was raised by something else
 * @param severity when last raised
 * @param active raised and not cleared
 * @param unit of value and limit
 * @param value what was measured when the state last changed; empty when it was infinite or absent
 * @param limit what the value had met then; empty when there is none
 * @param created when it was first raised
 * @param raised when it was last raised
 * @param cleared when it was last cleared
 * @param changes how often it was raised or cleared
 * @param text one line for a person
 * @param statusChanges the newest raises and clears, oldest first
 * @param operatorChanges what became of it, oldest first
 * @param shelf name of the shelf that it was put on by configuration; such an alarm does not notify
 */
public record Alarm(
        int id,
        Resource resource,
        AlarmType type,
        String qualifier,
        Optional<Threshold> threshold,
        Severity severity,
        boolean active,
        AlarmUnit unit,
        OptionalLong value,
        OptionalLong limit,
        Instant created,
        Instant raised,
        Optional<Instant> cleared,
        long changes,
        String text,
        List<StatusChange> statusChanges,
        List<OperatorChange> operatorChanges,
        Optional<String> shelf) {

    /** The operator of changes that the agent itself makes. */
    public static final String AGENT = "pathgauge";

    public Alarm {
        statusChanges = List.copyOf(statusChanges);
        operatorChanges = List.copyOf(operatorChanges);
    }

    /**
     * A raise or a clear.
     *
     * @param time when; rises within an alarm
     * @param severity with which it was raised; empty when it was cleared
     * @param text of the alarm then
     */
    public record StatusChange(Instant time, Optional<Severity> severity, String text) {}

    /**
     * A change of the operator state.
     *
     * @param time when; rises within an alarm
     * @param state the new one
     * @param operator who changed it; {@link #AGENT} if nobody did
     * @param text what the operator wrote, may be empty
     */
    public record OperatorChange(Instant time, OperatorState state, String operator, String text) {}

    /** What was measured when the state changed, and how to say it. */
    public record Finding(OptionalLong value, OptionalLong limit, String text) {}

    /** When it was last raised or cleared. */
    public Instant lastChanged() {
        return active ? raised : cleared.orElse(raised);
    }

    /** What became of it last. */
    public OperatorState operatorState() {
        return operatorChanges.isEmpty()
                ? OperatorState.NONE
                : operatorChanges.getLast().state();
    }

    /** The name of the probe it is about; empty when it is about something else. */
    public Optional<String> probeName() {
        return resource.kind() == Resource.Kind.PROBE ? Optional.of(resource.name()) : Optional.empty();
    }

    /** This alarm raised again. */
    public Alarm raisedAgain(
            AlarmType newType, AlarmUnit newUnit, Severity newSeverity, Finding finding, Instant time, int kept) {
        return new Alarm(
                id,
                resource,
                newType,
                qualifier,
                threshold,
                newSeverity,
                true,
                newUnit,
                finding.value,
                finding.limit,
                created,
                time,
                cleared,
                changes + 1,
                finding.text,
                withStatus(time, Optional.of(newSeverity), finding.text, kept),
                operatorChanges,
                shelf);
    }

    /** This alarm cleared. */
    public Alarm cleared(Finding finding, Instant time, int kept) {
        return new Alarm(
                id,
                resource,
                type,
                qualifier,
                threshold,
                severity,
                false,
                unit,
                finding.value,
                finding.limit,
                created,
                raised,
                Optional.of(time),
                changes + 1,
                finding.text,
                withStatus(time, Optional.empty(), finding.text, kept),
                operatorChanges,
                shelf);
    }

    /** This alarm with a threshold that was configured anew, at a resource whose index may have changed. */
    public Alarm with(Resource newResource, Optional<Threshold> newThreshold) {
        return new Alarm(
                id,
                newResource,
                type,
                qualifier,
                newThreshold,
                severity,
                active,
                unit,
                value,
                limit,
                created,
                raised,
                cleared,
                changes,
                text,
                statusChanges,
                operatorChanges,
                shelf);
    }

    /** This alarm with a further operator state, on a shelf or on none. */
    public Alarm with(OperatorChange change, Optional<String> newShelf, int kept) {
        List<OperatorChange> all = new ArrayList<>(operatorChanges);
        boolean rises = all.isEmpty() || change.time.isAfter(all.getLast().time);
        all.add(
                rises
                        ? change
                        : new OperatorChange(
                                all.getLast().time.plusNanos(1), change.state, change.operator, change.text));
        return new Alarm(
                id,
                resource,
                type,
                qualifier,
                threshold,
                severity,
                active,
                unit,
                value,
                limit,
                created,
                raised,
                cleared,
                changes,
                text,
                statusChanges,
                newest(all, kept),
                newShelf);
    }

    private List<StatusChange> withStatus(Instant time, Optional<Severity> newSeverity, String newText, int kept) {
        List<StatusChange> all = new ArrayList<>(statusChanges);
        Instant last = all.isEmpty() ? Instant.MIN : all.getLast().time;
        all.add(new StatusChange(time.isAfter(last) ? time : last.plusNanos(1), newSeverity, newText));
        return newest(all, kept);
    }

    private static <T> List<T> newest(List<T> all, int kept) {
        return all.subList(Math.max(0, all.size() - kept), all.size());
    }
}
