package org.pathgauge.filter;

import java.util.Optional;
import java.util.OptionalInt;
import org.pathgauge.model.FilterRule;
import org.pathgauge.model.FilterRule.Action;
import org.pathgauge.model.FilterRule.Ports;
import org.pathgauge.model.FilterRule.Prefix;

/** Makes rules for tests; what is not said is any. */
final class Rules {
    private final String name;
    private final long order;
    private Optional<Prefix> source = Optional.empty();
    private Optional<Prefix> destination = Optional.empty();
    private OptionalInt protocol = OptionalInt.empty();
    private Optional<Ports> sourcePorts = Optional.empty();
    private Optional<Ports> destinationPorts = Optional.empty();
    private Optional<String> iface = Optional.empty();
    private boolean force;

    private Rules(String name, long order) {
        this.name = name;
        this.order = order;
    }

    static Rules rule(String name, long order) {
        return new Rules(name, order);
    }

    static Prefix prefix(String text) {
        String[] parts = text.split("/");
        return Shadows.cut(FilterBench.address(parts[0]), Integer.parseInt(parts[1]));
    }

    Rules from(String prefix) {
        return from(prefix(prefix));
    }

    Rules from(Prefix prefix) {
        source = Optional.of(prefix);
        return this;
    }

    Rules to(String prefix) {
        destination = Optional.of(prefix(prefix));
        return this;
    }

    Rules protocol(int number) {
        protocol = OptionalInt.of(number);
        return this;
    }

    Rules sourcePorts(int first, int last) {
        sourcePorts = Optional.of(new Ports(first, last));
        return this;
    }

    Rules ports(int first, int last) {
        destinationPorts = Optional.of(new Ports(first, last));
        return this;
    }

    Rules at(String name) {
        iface = Optional.of(name);
        return this;
    }

    Rules force() {
        force = true;
        return this;
    }

    FilterRule drop() {
        return make(Action.DROP, 0, 0, true);
    }

    FilterRule count() {
        return make(Action.COUNT, 0, 0, true);
    }

    FilterRule limit(long rate, long burst) {
        return make(Action.RATE_LIMIT, rate, burst, true);
    }

    FilterRule off() {
        return make(Action.DROP, 0, 0, false);
    }

    private FilterRule make(Action action, long rate, long burst, boolean enabled) {
        return new FilterRule(
                (int) order,
                name,
                order,
                enabled,
                source,
                destination,
                protocol,
                sourcePorts,
                destinationPorts,
                iface,
                action,
                rate,
                burst,
                force,
                Optional.empty());
    }
}
