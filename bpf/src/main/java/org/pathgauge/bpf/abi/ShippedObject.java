package org.pathgauge.bpf.abi;

import java.util.function.Consumer;

/**
 * The compiled objects of kernel programs that the agent ships, one a source {@code src/main/bpf/<name>.bpf.c}.
 *
 * <p>A new one: write the source with its {@code <name>_abi.h}, generate its layouts, then name it here.
 */
public enum ShippedObject {
    PROBE("probe", Layouts::tell),
    GUARD("guard", GuardLayouts::tell),
    TCP("tcp", TcpLayouts::tell),
    DROPS("drops", DropsLayouts::tell);

    private final String label;
    private final Consumer<LayoutCheck.Table> layouts;

    ShippedObject(String label, Consumer<LayoutCheck.Table> layouts) {
        this.label = label;
        this.layouts = layouts;
    }

    /** The name as messages and the kernel have it. */
    public String label() {
        return label;
    }

    /** The resource beside the package's classes: {@code /org/pathgauge/bpf/<name>.bpf.o}. */
    public String resource() {
        return label + ".bpf.o";
    }

    Consumer<LayoutCheck.Table> layouts() {
        return layouts;
    }
}
