package org.pathgauge.collect;

import org.pathgauge.bpf.ArrayWindow;
import org.pathgauge.bpf.MappedArray;
import org.pathgauge.bpf.ProbePrograms;

/** The mapped arrays that a harvest reads; what is only read of complete slots, through windows. */
record KernelView(MappedArray stamps, MappedArray stats, ArrayWindow banks, ArrayWindow histograms) {
    static KernelView of(ProbePrograms programs) {
        return new KernelView(programs.stamps(), programs.stats(), programs.banks(), programs.histograms());
    }
}
