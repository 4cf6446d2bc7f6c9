package org.pathgauge.snmp.disman;

import java.util.Optional;
import java.util.function.Supplier;
import org.pathgauge.config.ConfigEdit;
import org.pathgauge.model.AgentConfig;
import org.pathgauge.snmp.mib.Found;
import org.pathgauge.snmp.mib.MibView;
import org.pathgauge.snmp.mib.Reading;
import org.pathgauge.snmp.set.Assignment;
import org.pathgauge.snmp.set.SetException;
import org.pathgauge.snmp.set.SetStage;
import org.pathgauge.snmp.set.WritableView;
import org.snmp4j.smi.Null;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.UnsignedInteger32;
import org.snmp4j.smi.Variable;

/** pingMaxConcurrentRequests. */
final class MaxConcurrent implements MibView, WritableView {
    private static final OID INSTANCE = new OID(PingMib.MAX_CONCURRENT.getValue(), 0);
    private static final long MOST = 65_535;
    private static final String LEAF = "concurrent-tests";

    private final Supplier<AgentConfig> config;

    MaxConcurrent(Supplier<AgentConfig> config) {
        this.config = config;
    }

    @Override
    public OID root() {
        return PingMib.MAX_CONCURRENT;
    }

    @Override
    public Variable get(Reading reading, OID oid) {
        return oid.equals(INSTANCE)
                ? PingColumns.unsigned(config.get().probing().concurrentTests())
                : Null.noSuchInstance;
    }

    @Override
    public Optional<Found> next(Reading reading, OID after) {
        return after.compareTo(INSTANCE) < 0
                ? Optional.of(new Found(INSTANCE, get(reading, INSTANCE)))
                : Optional.empty();
    }

    @Override
    public void set(SetStage stage, Assignment a) throws SetException {
        if (!a.oid().equals(INSTANCE)) {
            throw SetException.noCreation(a, "a scalar has one instance, .0");
        }
        if (!(a.value() instanceof UnsignedInteger32 value)) {
            throw SetException.wrongType(a, "pingMaxConcurrentRequests is an Unsigned32");
        }
        if (value.getValue() > MOST) {
            throw SetException.wrongValue(a, "pingMaxConcurrentRequests is at most " + MOST + ", or 0 for no limit");
        }
        ConfigEdit.Node probes = stage.config().root().child("pathgauge-probes:probes");
        stage.wrote(probes.path(LEAF), a);
        probes.put(LEAF, value.getValue());
    }
}
