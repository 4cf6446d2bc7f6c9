package org.pathgauge.snmp.mib;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.TimeTicks;
import org.snmp4j.smi.Variable;

/** hrSystemUptime and hrSystemDate of HOST-RESOURCES-MIB (RFC 2790): since when the host runs, not the agent. */
final class HostGroup {
    private static final OID HR_SYSTEM = new OID("1.3.6.1.2.1.25.1");
    private static final Path UPTIME = Path.of("/proc/uptime");
    private static final long TICKS = 1L << 32;

    private HostGroup() {}

    static MibView of(Clock clock) {
        return new ScalarGroup(
                HR_SYSTEM,
                List.of(
                        new ScalarGroup.Scalar(1, "hrSystemUptime", r -> upTime()),
                        new ScalarGroup.Scalar(2, "hrSystemDate", r -> Values.time(clock.instant()))));
    }

    /** The first number of proc_uptime(5), seconds with two decimals, as the hundredths that it is. */
    private static Optional<Variable> upTime() {
        try {
            String seconds = Files.readString(UPTIME).split(" ")[0];
            return Optional.of(new TimeTicks(Math.round(Double.parseDouble(seconds) * 100) % TICKS));
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
