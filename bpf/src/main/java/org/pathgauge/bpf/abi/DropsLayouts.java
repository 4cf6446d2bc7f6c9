// Generated from the BTF of drops.bpf.o by LayoutGenerator. Do not edit.
package org.pathgauge.bpf.abi;

/** All layouts, for the check at load. */
final class DropsLayouts {
    private DropsLayouts() {}

    static void tell(LayoutCheck.Table table) {
        table.struct("pg_drops_key", DropsKeyLayout.SIZE);
        table.field("ifindex", DropsKeyLayout.IFINDEX, 0);
        table.field("kind", DropsKeyLayout.KIND, 0);
        table.field("code", DropsKeyLayout.CODE, 0);
        table.struct("pg_drops_internal", DropsInternalLayout.SIZE);
        table.field("overflow", DropsInternalLayout.OVERFLOW, 0);
        table.field("second", DropsInternalLayout.SECOND, 0);
        table.enumeration("pg_drops_kind");
        table.value("PG_DROPS_REASON", DropsAbiLayout.REASON);
        table.value("PG_DROPS_REASON_GROUP", DropsAbiLayout.REASON_GROUP);
        table.value("PG_DROPS_OWN", DropsAbiLayout.OWN);
        table.value("PG_DROPS_XDP", DropsAbiLayout.XDP);
        table.enumeration("pg_drops_own");
        table.value("PG_DROPS_OWN_REPLY", DropsAbiLayout.OWN_REPLY);
        table.value("PG_DROPS_OWN_FILTER", DropsAbiLayout.OWN_FILTER);
        table.enumeration("pg_drops_constant");
        table.value("PG_DROPS_K_OWN_MAGIC", DropsAbiLayout.OWN_MAGIC);
        table.value("PG_DROPS_K_NO_DEVICE", DropsAbiLayout.NO_DEVICE);
        table.value("PG_DROPS_K_ELSEWHERE", DropsAbiLayout.ELSEWHERE);
        table.value("PG_DROPS_K_UNSPECIFIED", DropsAbiLayout.UNSPECIFIED);
        table.value("PG_DROPS_K_OTHER", DropsAbiLayout.OTHER);
    }
}
