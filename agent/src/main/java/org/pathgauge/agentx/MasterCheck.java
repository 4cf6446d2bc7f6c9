package org.pathgauge.agentx;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.pathgauge.agentx.AgentXException.Reason;
import org.pathgauge.model.AgentXConfig;
import org.pathgauge.snmp.mib.MibTree;
import org.pathgauge.snmp.mib.PathGaugeMib;
import org.pathgauge.snmp.set.Sets;

/** Tells whether there is a master that takes subagents, by a session without registrations. */
public final class MasterCheck {
    private MasterCheck() {}

    /**
     * Opens a session and closes it.
     *
     * @param nanos monotonic time
     * @return why there is none and how to mend it; empty when there is one
     */
    public static Optional<String> problem(AgentXConfig config, LongSupplier nanos) throws InterruptedException {
        MibTree nothing = new MibTree(List.of());
        Session.Objects objects = new Session.Objects(nothing, new Sets(nothing), () -> {
            throw new IllegalStateException("nothing is registered");
        });
        Session.Introduction self = new Session.Introduction(PathGaugeMib.PRODUCT, "PathGauge doctor");
        try {
            Session.open(config, self, objects, new LongAdder(), nanos).close(Reason.SHUTDOWN);
            return Optional.empty();
        } catch (AgentXException e) {
            return Optional.of(e.getMessage());
        }
    }
}
