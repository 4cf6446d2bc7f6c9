package org.pathgauge.probe;

import org.pathgauge.bpf.abi.AbiLayout;

/**
 * The sequence numbers and source ports of the SYNs of tcp-syn probes; the other half is syn.bpf.h.
 *
 * <p>A number stands for a slot and the low bits of a probe's sequence, put through a permutation that nobody knows who
 * does not know the key: a Feistel network of four rounds with SipHash.
 *
 * @param hash with the key that the kernel programs have
 * @param firstPort first of {@link AbiLayout#SYN_PORTS} ports
 * @param sequenceBits bits of the sequence that a number carries
 */
record SynNumbers(SipHash hash, int firstPort, int sequenceBits) {
    private static final int ROUNDS = 4;
    private static final int HALF = 0xffff;

    /** The sequence number of a probe's SYN. */
    int number(int slot, int sequence) {
        int meaning = slot << sequenceBits | sequence & (1 << sequenceBits) - 1;
        int left = meaning >>> 16;
        int right = meaning & HALF;
        for (int round = 0; round < ROUNDS; round++) {
            int before = right;
            right = left ^ (int) hash.token(AbiLayout.SYN_DOMAIN + round, right) & HALF;
            left = before;
        }
        return left << 16 | right;
    }

    /** The port that it comes from: another one than those before and after it. */
    int port(int slot, int sequence) {
        return firstPort + (slot * AbiLayout.SYN_PORT_STEP + sequence & AbiLayout.SYN_PORTS - 1);
    }
}
