package org.pathgauge.collect;

import java.util.List;
import java.util.Optional;
import org.pathgauge.model.Histogram;
import org.pathgauge.model.ProbeResult;
import org.pathgauge.model.ProbeStats;
import org.pathgauge.model.Window;
import org.pathgauge.model.WindowLength;
import org.pathgauge.model.WindowLimits;

/** What one probe measured as of one snapshot: its complete slots, and its newest results beside them. */
record TrackWindows(ProbeStats.Windows slots, List<ProbeResult> results) implements ProbeStats.Windows {
    @Override
    public Optional<Window> window(WindowLength length) {
        return slots.window(length);
    }

    @Override
    public Histogram rttTotal() {
        return slots.rttTotal();
    }

    @Override
    public long rttTotalSumNanos() {
        return slots.rttTotalSumNanos();
    }

    @Override
    public Histogram ipdvTotal() {
        return slots.ipdvTotal();
    }

    @Override
    public long ipdvTotalSumNanos() {
        return slots.ipdvTotalSumNanos();
    }

    @Override
    public WindowLimits limits() {
        return slots.limits();
    }

    @Override
    public Object unchanged() {
        return slots.unchanged();
    }
}
