package org.pathgauge.bpf;

import java.util.Optional;

/**
 * Somebody's XDP program on an interface, be it ours or not.
 *
 * @param ifindex the interface
 * @param programId the kernel's identifier of the program
 * @param programName its name, at most 15 characters; empty when it has none or may not be read
 * @param mode {@code native}, {@code generic} or {@code offloaded}
 * @param ours whether the name has the prefix {@code pg_}; false also when the name may not be read,
 *     which takes CAP_SYS_ADMIN
 */
public record ForeignXdp(int ifindex, int programId, String programName, String mode, boolean ours) {

    /**
     * The XDP program on an interface, if there is one.
     *
     * @throws BpfException when the interface cannot be asked
     */
    public static Optional<ForeignXdp> on(int ifindex) {
        Libbpf.load();
        Options.XdpQuery query = new Options.XdpQuery();
        int error = Libbpf.bpf_xdp_query(ifindex, 0, query);
        if (error < 0) {
            throw BpfException.of(
                    "Cannot ask " + Libc.interfaceName(ifindex) + " for its XDP program",
                    error,
                    "The interface must exist in this network namespace.");
        }
        if (query.drv_prog_id != 0) {
            return Optional.of(of(ifindex, query.drv_prog_id, "native"));
        }
        if (query.skb_prog_id != 0) {
            return Optional.of(of(ifindex, query.skb_prog_id, "generic"));
        }
        if (query.hw_prog_id != 0) {
            return Optional.of(of(ifindex, query.hw_prog_id, "offloaded"));
        }
        return query.prog_id == 0 ? Optional.empty() : Optional.of(of(ifindex, query.prog_id, "native"));
    }

    private static ForeignXdp of(int ifindex, int id, String mode) {
        String name = ProgramInfo.byId(id).map(ProgramInfo::name).orElse("");
        return new ForeignXdp(ifindex, id, name, mode, name.startsWith(ProgramInfo.OUR_PREFIX));
    }

    /** One clause for messages: which program sits where. */
    public String describe() {
        return "XDP program " + programId + (programName.isEmpty() ? "" : " (" + programName + ")") + " is attached to "
                + Libc.interfaceName(ifindex) + " in " + mode + " mode";
    }
}
