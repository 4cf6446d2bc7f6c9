package org.pathgauge.bpf;

import java.util.Map;

/** Names of the error numbers that bpf(2), netlink and libbpf return (Linux's generic numbers). */
final class Errno {
    static final int EPERM = 1;
    static final int ENOENT = 2;
    static final int EINTR = 4;
    static final int EAGAIN = 11;
    static final int ENOMEM = 12;
    static final int EACCES = 13;
    static final int EFAULT = 14;
    static final int EBUSY = 16;
    static final int EEXIST = 17;
    static final int ENODEV = 19;
    static final int ENOLINK = 67;
    static final int EINVAL = 22;
    static final int ENOSPC = 28;
    static final int ERANGE = 34;
    static final int EOPNOTSUPP = 95;
    static final int ENOTSUPP = 524;

    private static final Map<Integer, String> NAMES = Map.ofEntries(
            Map.entry(EPERM, "EPERM (operation not permitted)"),
            Map.entry(ENOENT, "ENOENT (no such entry)"),
            Map.entry(3, "ESRCH (no such process or object)"),
            Map.entry(EINTR, "EINTR (interrupted)"),
            Map.entry(5, "EIO (input/output error)"),
            Map.entry(7, "E2BIG (too big)"),
            Map.entry(9, "EBADF (bad file descriptor)"),
            Map.entry(EAGAIN, "EAGAIN (try again)"),
            Map.entry(ENOMEM, "ENOMEM (out of memory)"),
            Map.entry(EACCES, "EACCES (permission denied)"),
            Map.entry(EFAULT, "EFAULT (bad address)"),
            Map.entry(EBUSY, "EBUSY (busy)"),
            Map.entry(EEXIST, "EEXIST (exists already)"),
            Map.entry(ENODEV, "ENODEV (no such device)"),
            Map.entry(EINVAL, "EINVAL (invalid argument)"),
            Map.entry(24, "EMFILE (too many open files)"),
            Map.entry(ENOSPC, "ENOSPC (no space left)"),
            Map.entry(ERANGE, "ERANGE (out of range)"),
            Map.entry(38, "ENOSYS (not implemented)"),
            Map.entry(62, "ETIME (timer expired)"),
            Map.entry(90, "EMSGSIZE (message too long)"),
            Map.entry(EOPNOTSUPP, "EOPNOTSUPP (not supported)"),
            Map.entry(ENOTSUPP, "ENOTSUPP (not supported)"),
            Map.entry(4000, "LIBBPF_ERRNO_LIBELF (not an ELF file)"),
            Map.entry(4001, "LIBBPF_ERRNO_FORMAT (not a BPF object)"),
            Map.entry(4003, "LIBBPF_ERRNO_ENDIAN (wrong byte order)"),
            Map.entry(4005, "LIBBPF_ERRNO_RELOC (relocation failed)"),
            Map.entry(4007, "LIBBPF_ERRNO_VERIFY (refused by the verifier)"));

    private Errno() {}

    /** The symbolic name, for example {@code EBUSY}. */
    static String name(int errno) {
        String described = describe(errno);
        int space = described.indexOf(' ');
        return space < 0 ? described : described.substring(0, space);
    }

    /** The symbolic name followed by what it means. */
    static String describe(int errno) {
        return NAMES.getOrDefault(errno, "errno " + errno);
    }
}
