package org.pathgauge.probe;

/** Kernel indexes of interfaces by name, in the agent's network namespace. */
final class InterfaceIndexes {
    /** The index of an interface, -1 when there is none of that name. */
    int of(String name) {
        int index = Libc.if_nametoindex(name);
        return index == 0 ? -1 : index;
    }
}
