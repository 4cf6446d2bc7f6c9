package org.pathgauge.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class SipHashTest {
    /** Key 00 01 .. 0f and message 00 01 .. 07: vector 8 of the reference implementation's list. */
    @Test
    void agreesWithThePublishedVector() {
        SipHash hash = new SipHash(0x0706050403020100L, 0x0f0e0d0c0b0a0908L);
        assertEquals(0x93f5f5799a932462L, hash.hash(0x0706050403020100L));
    }

    /** The message is the big-endian slot and sequence, read as a little-endian word. */
    @Test
    void tokenHashesTheBytesOnTheWire() {
        SipHash hash = new SipHash(0x0706050403020100L, 0x0f0e0d0c0b0a0908L);
        assertEquals(0x93f5f5799a932462L, hash.token(0x00010203, 0x04050607));
    }

    @Test
    void sequencesAboveTwoToThe31DoNotSpillIntoTheSlot() {
        SipHash hash = new SipHash(1, 2);
        assertEquals(hash.hash(Long.reverseBytes(0x00000005_ffffffffL)), hash.token(5, -1));
    }
}
