package org.pathgauge.collect;

import org.pathgauge.bpf.MappedArray;
import org.pathgauge.bpf.ProbePrograms;

/** The mapped arrays that a harvest reads. */
record KernelView(MappedArray stamps, MappedArray stats, MappedArray banks, MappedArray histograms) {
    static KernelView of(ProbePrograms programs) {
        return new KernelView(programs.stamps(), programs.stats(), programs.banks(), programs.histograms());
    }
}
