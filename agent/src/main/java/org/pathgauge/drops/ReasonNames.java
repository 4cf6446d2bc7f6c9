package org.pathgauge.drops;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.pathgauge.bpf.KernelBtf;
import org.pathgauge.bpf.abi.DropsAbiLayout;
import org.pathgauge.model.KernelDrops.Reason;

/**
 * The names of drop reasons, from the running kernel: their numbers differ between kernels.
 *
 * <p>The low 16 bits of a reason number it within its subsystem, the high 16 bits are the subsystem (include/net/dropreason.h
 * of Linux): 0 is the core. Reasons of other subsystems are named where the kernel's own BTF has their enum, and numbered,
 * {@code OPENVSWITCH_3}, where it is a module's.
 */
final class ReasonNames {
    private static final String CORE = "skb_drop_reason";
    private static final String CORE_PREFIX = "SKB_DROP_REASON_";
    private static final String SUBSYSTEMS = "skb_drop_reason_subsys";
    private static final String SUBSYSTEM_PREFIX = "SKB_DROP_REASON_SUBSYS_";
    private static final int SUBSYSTEM_SHIFT = 16;
    private static final int NUMBER_MASK = 0xffff;

    /** Enums of subsystems, whose values have the subsystem in them. */
    private static final List<String> OTHERS = List.of("mac80211_drop_reason", "ovs_drop_reason");

    /** In the place of reasons on a kernel that tells none; what the others call it, too. */
    private static final String UNSPECIFIED = "NOT_SPECIFIED";

    private static final String OTHER = "OTHER";

    /** Behind the name of a reason that is benign only of frames to a group address. */
    private static final String GROUP = "_GROUP";

    /** Numbers of ours, out of the way of the kernel's: bits that no subsystem has. */
    private static final int GROUP_BIT = 1 << 30;

    private static final int OWN_BIT = 1 << 29;

    private final Map<Integer, String> names;

    private ReasonNames(Map<Integer, String> names) {
        this.names = names;
    }

    /** The names of the running kernel. */
    static ReasonNames ofKernel() {
        try (KernelBtf btf = KernelBtf.open()) {
            Map<String, Long> core = btf.enumValues(CORE).orElse(Map.of());
            Map<String, Long> subsystems = btf.enumValues(SUBSYSTEMS).orElse(Map.of());
            Map<String, Long> others = new HashMap<>();
            OTHERS.forEach(name -> others.putAll(btf.enumValues(name).orElse(Map.of())));
            return of(core, subsystems, others);
        }
    }

    /** Names by the kernel's enums. */
    static ReasonNames of(Map<String, Long> core, Map<String, Long> subsystems, Map<String, Long> others) {
        Map<Integer, String> names = new HashMap<>();
        others.forEach((name, value) -> names.put(value.intValue(), name.replaceFirst("^_+", "")));
        core.forEach((name, value) -> {
            if ((value >>> SUBSYSTEM_SHIFT) == 0) {
                names.put(value.intValue(), name.replaceFirst("^(" + CORE_PREFIX + "|SKB_)", ""));
            }
        });
        subsystems.forEach((name, value) -> names.put(
                -1 - value.intValue(),
                name.startsWith(SUBSYSTEM_PREFIX) ? name.substring(SUBSYSTEM_PREFIX.length()) : name));
        return new ReasonNames(Map.copyOf(names));
    }

    /**
     * A row for what the kernel program counted.
     *
     * @param kind {@link DropsAbiLayout#REASON}, {@link DropsAbiLayout#REASON_GROUP} or {@link DropsAbiLayout#OWN}
     * @param code its code
     */
    Reason reason(int kind, int code, long packets) {
        if (kind == DropsAbiLayout.OWN) {
            boolean reply = code == DropsAbiLayout.OWN_REPLY;
            return new Reason(OWN_BIT | code, reply ? "PATHGAUGE_REPLY" : "PATHGAUGE_FILTER", reply, packets);
        }
        if (code == DropsAbiLayout.OTHER) {
            return new Reason(0, OTHER, false, packets);
        }
        String name = name(code);
        boolean group = kind == DropsAbiLayout.REASON_GROUP && BenignReasons.TO_GROUPS.contains(name);
        // Numbers are integers in the MIB; subsystems above 2^13 do not exist.
        int number = code == DropsAbiLayout.UNSPECIFIED ? 1 : code & GROUP_BIT - 1;
        return group
                ? new Reason(GROUP_BIT | number, name + GROUP, true, packets)
                : new Reason(number, name, BenignReasons.ALWAYS.contains(name), packets);
    }

    private String name(int code) {
        if (code == DropsAbiLayout.UNSPECIFIED) {
            return UNSPECIFIED;
        }
        String known = names.get(code);
        if (known != null) {
            return known;
        }
        int subsystem = code >>> SUBSYSTEM_SHIFT;
        String owner = subsystem == 0 ? "REASON" : names.getOrDefault(-1 - subsystem, "SUBSYSTEM_" + subsystem);
        return owner + "_" + (code & NUMBER_MASK);
    }

    /** Names of all reasons that the kernel has. */
    Set<String> known() {
        return Set.copyOf(names.values());
    }
}
