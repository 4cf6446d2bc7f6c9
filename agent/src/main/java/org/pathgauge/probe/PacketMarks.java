package org.pathgauge.probe;

/**
 * What makes packets known as ours: drawn at start, and known to the kernel programs.
 *
 * @param icmpId identifier of all our echo requests, as a number
 * @param hash makes the tokens
 * @param synPort first of the ports that our SYNs come from
 * @param synSequenceBits bits of a probe's sequence that the number of a SYN carries
 */
public record PacketMarks(int icmpId, SipHash hash, int synPort, int synSequenceBits) {
    SynNumbers synNumbers() {
        return new SynNumbers(hash, synPort, synSequenceBits);
    }
}
