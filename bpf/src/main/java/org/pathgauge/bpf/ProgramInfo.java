package org.pathgauge.bpf;

import com.sun.jna.Memory;
import com.sun.jna.ptr.IntByReference;
import java.util.Optional;

/**
 * What the kernel tells of any loaded program.
 *
 * @param id the kernel's identifier
 * @param name at most 15 characters
 */
record ProgramInfo(int id, String name) {
    /** Prefix of the names of all our programs. */
    static final String OUR_PREFIX = "pg_";

    /**
     * The beginning of {@code struct bpf_prog_info} (linux/bpf.h) up to the name: type, id, tag[8],
     * two lengths, two pointers, load_time, uid, map count, map pointer, name[16].
     */
    private static final int NAME_OFFSET = 64;

    private static final int INFO_BYTES = NAME_OFFSET + 16;

    /** Up to and with recursion_misses, which Linux 5.12 added. */
    private static final int RUN_INFO_BYTES = 216;

    private static final int RUN_TIME_OFFSET = 192;
    private static final int RUN_COUNT_OFFSET = 200;
    private static final int MISSED_OFFSET = 208;

    /** How often a program ran; of an older kernel zeros. */
    static BpfProgram.Runs runs(int fd) {
        try (Memory info = new Memory(RUN_INFO_BYTES)) {
            info.clear();
            int error = Libbpf.bpf_obj_get_info_by_fd(fd, info, new IntByReference(RUN_INFO_BYTES));
            return error < 0
                    ? new BpfProgram.Runs(0, 0, 0)
                    : new BpfProgram.Runs(
                            info.getLong(RUN_COUNT_OFFSET), info.getLong(RUN_TIME_OFFSET), info.getLong(MISSED_OFFSET));
        }
    }

    /** Looks a program up; empty when it has gone or this user may not see it (CAP_SYS_ADMIN). */
    static Optional<ProgramInfo> byId(int id) {
        int fd = Libbpf.bpf_prog_get_fd_by_id(id);
        if (fd < 0) {
            return Optional.empty();
        }
        try (Memory info = new Memory(INFO_BYTES)) {
            info.clear();
            int error = Libbpf.bpf_obj_get_info_by_fd(fd, info, new IntByReference(INFO_BYTES));
            return error < 0 ? Optional.empty() : Optional.of(new ProgramInfo(id, info.getString(NAME_OFFSET)));
        } finally {
            Libc.close(fd);
        }
    }
}
