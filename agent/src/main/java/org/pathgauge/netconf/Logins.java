package org.pathgauge.netconf;

import java.util.concurrent.atomic.AtomicLong;

/** Counts log-ins that were refused. */
final class Logins {
    private final AtomicLong wrongPasswords = new AtomicLong();
    private final AtomicLong throttledPasswords = new AtomicLong();
    private final AtomicLong refusedCertificates = new AtomicLong();

    void wrongPassword() {
        wrongPasswords.incrementAndGet();
    }

    void throttledPassword() {
        throttledPasswords.incrementAndGet();
    }

    void refusedCertificate() {
        refusedCertificates.incrementAndGet();
    }

    long wrongPasswords() {
        return wrongPasswords.get();
    }

    long throttledPasswords() {
        return throttledPasswords.get();
    }

    long refusedCertificates() {
        return refusedCertificates.get();
    }
}
