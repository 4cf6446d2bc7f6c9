package org.pathgauge.collect;

import org.pathgauge.bpf.ArrayWindow;
import org.pathgauge.bpf.MappedArray;
import org.pathgauge.bpf.ProbePrograms;

/** The arrays that a tick reads, the large ones through windows. */
record KernelView(ArrayWindow stamps, MappedArray stats, ArrayWindow banks, ArrayWindow histograms) {
    static KernelView of(ProbePrograms programs) {
        return new KernelView(programs.stamps(), programs.stats(), programs.banks(), programs.histograms());
    }
}
