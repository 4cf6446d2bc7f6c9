package org.pathgauge.bpf;

/**
 * One thing that this kernel, this user or this machine offers or lacks.
 *
 * @param name short and stable, for example {@code tcx}
 * @param required whether the agent cannot work without it
 * @param available whether it is there
 * @param detail one sentence: what was found
 * @param howToGet one sentence: what to do to get it; empty when it is available
 */
public record Feature(String name, boolean required, boolean available, String detail, String howToGet) {

    static Feature present(String name, boolean required, String detail) {
        return new Feature(name, required, true, detail, "");
    }

    static Feature missing(String name, boolean required, String detail, String howToGet) {
        return new Feature(name, required, false, detail, howToGet);
    }
}
