package org.pathgauge.collect;

import java.nio.ByteBuffer;
import java.util.function.IntFunction;
import org.pathgauge.bpf.RingBuffer;
import org.pathgauge.bpf.abi.AbiLayout;
import org.pathgauge.bpf.abi.SampleLayout;

/** Hands the raw samples of the ring buffer to the tracks they belong to. */
final class SampleReader {
    /** Bounds a tick; the ring holds fewer. */
    private static final int LIMIT = 1 << 20;

    private final RingBuffer ring;

    SampleReader(RingBuffer ring) {
        this.ring = ring;
    }

    /**
     * @param tracks finds the track of a kernel slot; null when it has none
     */
    void drain(IntFunction<Track> tracks) {
        ring.drain((data, at, length) -> accept(data, at, length, tracks), LIMIT);
    }

    private static void accept(ByteBuffer data, int at, int length, IntFunction<Track> tracks) {
        if (length < SampleLayout.SIZE || data.getInt(at + SampleLayout.VERDICT) != AbiLayout.DROP_REPLY) {
            return;
        }
        Track track = tracks.apply(data.getInt(at + SampleLayout.SLOT));
        if (track != null) {
            track.sample(data.getLong(at + SampleLayout.EGRESS_NS), data.getLong(at + SampleLayout.INGRESS_NS));
        }
    }
}
