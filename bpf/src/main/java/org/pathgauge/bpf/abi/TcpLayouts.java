// Generated from the BTF of tcp.bpf.o by LayoutGenerator. Do not edit.
package org.pathgauge.bpf.abi;

/** All layouts, for the check at load. */
final class TcpLayouts {
    private TcpLayouts() {}

    static void tell(LayoutCheck.Table table) {
        table.struct("pg_tcp_internal", TcpInternalLayout.SIZE);
        table.field("events", TcpInternalLayout.EVENTS, 0);
        table.enumeration("pg_tcp_constant");
        table.value("PG_TCP_K_PROTOCOL", TcpAbiLayout.PROTOCOL);
    }
}
