package org.pathgauge.alarm;

import org.pathgauge.model.Alarm;
import org.pathgauge.model.AlarmCondition;
import org.pathgauge.model.Resource;

/**
 * What makes an alarm the same one over time.
 *
 * @param kind of its resource
 * @param name of its resource
 * @param what of the resource: the name of a threshold, or the type of a condition with its qualifier
 */
public record AlarmKey(Resource.Kind kind, String name, String what) {

    /** The key of a threshold of a resource. */
    public static AlarmKey ofThreshold(Resource.Kind kind, String name, String threshold) {
        return new AlarmKey(kind, name, threshold);
    }

    /** The key of an alarm that was raised. */
    public static AlarmKey of(Alarm alarm) {
        String what = alarm.threshold().isPresent()
                ? alarm.qualifier()
                : condition(alarm.type().yangName(), alarm.qualifier());
        return new AlarmKey(alarm.resource().kind(), alarm.resource().name(), what);
    }

    static AlarmKey of(AlarmCondition condition) {
        return new AlarmKey(
                condition.resource().kind(),
                condition.resource().name(),
                condition(condition.type().yangName(), condition.qualifier()));
    }

    private static String condition(String type, String qualifier) {
        return qualifier.isEmpty() ? type : type + "/" + qualifier;
    }

    /** As one text, in which keys differ when they do; a line feed is in no name. Probes came first, without a kind. */
    public String text() {
        return (kind == Resource.Kind.PROBE ? "" : kind.yangName() + "\n") + name + "\n" + what;
    }
}
