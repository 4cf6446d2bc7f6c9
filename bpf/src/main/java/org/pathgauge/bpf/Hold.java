package org.pathgauge.bpf;

/** A program at a hook of an interface, until it is closed. */
interface Hold extends AutoCloseable {
    /**
     * Puts another program of the same type in its place, without a packet in between that meets neither.
     *
     * @throws BpfException when the kernel refuses; the one before stays then
     */
    void replace(BpfProgram program);

    @Override
    void close();
}
