// Generated from the BTF of tcp.bpf.o by LayoutGenerator. Do not edit.
package org.pathgauge.bpf.abi;

/** All layouts, for the check at load. */
final class TcpLayouts {
    private TcpLayouts() {}

    static void tell(LayoutCheck.Table table) {
        table.struct("pg_tcp_key", TcpKeyLayout.SIZE);
        table.field("peer", TcpKeyLayout.PEER, TcpKeyLayout.PEER_LENGTH);
        table.field("netns", TcpKeyLayout.NETNS, 0);
        table.field("port", TcpKeyLayout.PORT, 0);
        table.field("direction", TcpKeyLayout.DIRECTION, 0);
        table.field("bits", TcpKeyLayout.BITS, 0);
        table.struct("pg_tcp_owner", TcpOwnerLayout.SIZE);
        table.field("cgroup", TcpOwnerLayout.CGROUP, 0);
        table.field("pid", TcpOwnerLayout.PID, 0);
        table.field("reserved", TcpOwnerLayout.RESERVED, 0);
        table.field("comm", TcpOwnerLayout.COMM, TcpOwnerLayout.COMM_LENGTH);
        table.struct("pg_tcp_row", TcpRowLayout.SIZE);
        table.field("key", TcpRowLayout.KEY, 0);
        table.field("last_ns", TcpRowLayout.LAST_NS, 0);
        table.field("opened", TcpRowLayout.OPENED, 0);
        table.field("failed", TcpRowLayout.FAILED, 0);
        table.field("refused", TcpRowLayout.REFUSED, 0);
        table.field("reset", TcpRowLayout.RESET, 0);
        table.field("closed", TcpRowLayout.CLOSED, 0);
        table.field("octets_in", TcpRowLayout.OCTETS_IN, 0);
        table.field("octets_out", TcpRowLayout.OCTETS_OUT, 0);
        table.field("segments_out", TcpRowLayout.SEGMENTS_OUT, 0);
        table.field("retransmitted", TcpRowLayout.RETRANSMITTED, 0);
        table.field("connect_sum_ns", TcpRowLayout.CONNECT_SUM_NS, 0);
        table.field("rtt_sum_ns", TcpRowLayout.RTT_SUM_NS, 0);
        table.field("session_sum_ns", TcpRowLayout.SESSION_SUM_NS, 0);
        table.field("owner", TcpRowLayout.OWNER, 0);
        table.field("owner_sequence", TcpRowLayout.OWNER_SEQUENCE, 0);
        table.field("active", TcpRowLayout.ACTIVE, 0);
        table.field("rtt_min_us", TcpRowLayout.RTT_MIN_US, 0);
        table.field("rtt_slot_us", TcpRowLayout.RTT_SLOT_US, 0);
        table.field("srtt_us", TcpRowLayout.SRTT_US, 0);
        table.field("reserved", TcpRowLayout.RESERVED, 0);
        table.field("connect", TcpRowLayout.CONNECT, TcpRowLayout.CONNECT_LENGTH);
        table.field("rtt", TcpRowLayout.RTT, TcpRowLayout.RTT_LENGTH);
        table.field("session", TcpRowLayout.SESSION, TcpRowLayout.SESSION_LENGTH);
        table.field("reserved2", TcpRowLayout.RESERVED2, TcpRowLayout.RESERVED2_LENGTH);
        table.struct("pg_tcp_prefix_key", TcpPrefixKeyLayout.SIZE);
        table.field("bits", TcpPrefixKeyLayout.BITS, 0);
        table.field("address", TcpPrefixKeyLayout.ADDRESS, TcpPrefixKeyLayout.ADDRESS_LENGTH);
        table.struct("pg_tcp_prefix", TcpPrefixLayout.SIZE);
        table.field("address", TcpPrefixLayout.ADDRESS, TcpPrefixLayout.ADDRESS_LENGTH);
        table.field("bits", TcpPrefixLayout.BITS, 0);
        table.struct("pg_tcp_config", TcpConfigLayout.SIZE);
        table.field("rtt_interval_us", TcpConfigLayout.RTT_INTERVAL_US, 0);
        table.field("namespaced", TcpConfigLayout.NAMESPACED, 0);
        table.field("prefixes", TcpConfigLayout.PREFIXES, 0);
        table.struct("pg_tcp_internal", TcpInternalLayout.SIZE);
        table.field("no_row", TcpInternalLayout.NO_ROW, 0);
        table.field("no_storage", TcpInternalLayout.NO_STORAGE, 0);
        table.enumeration("pg_tcp_direction");
        table.value("PG_TCP_INBOUND", TcpAbiLayout.INBOUND);
        table.value("PG_TCP_OUTBOUND", TcpAbiLayout.OUTBOUND);
        table.value("PG_TCP_REMAINDERS", TcpAbiLayout.REMAINDERS);
        table.enumeration("pg_tcp_constant");
        table.value("PG_TCP_K_BUCKETS", TcpAbiLayout.BUCKETS);
        table.value("PG_TCP_K_SESSION_SHIFT", TcpAbiLayout.SESSION_SHIFT);
        table.value("PG_TCP_K_COMM", TcpAbiLayout.COMM);
        table.value("PG_TCP_K_PREFIXES", TcpAbiLayout.PREFIXES);
        table.value("PG_TCP_K_NAMESPACES", TcpAbiLayout.NAMESPACES);
    }
}
