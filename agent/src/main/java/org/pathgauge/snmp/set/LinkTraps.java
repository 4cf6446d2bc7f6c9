package org.pathgauge.snmp.set;

import java.util.function.Supplier;
import org.pathgauge.config.ConfigEdit;
import org.pathgauge.model.NetworkInterface;
import org.pathgauge.model.Snapshot;
import org.pathgauge.snmp.mib.MibView;

/** ifLinkUpDownTrapEnable of IF-MIB (RFC 2863): an entry of the configuration by the interface's name. */
public final class LinkTraps extends SettableView {
    private static final int TRAP_ENABLE = 14;
    private static final int ENABLED = 1;
    private static final int DISABLED = 2;
    private static final String LIST = "link-up-down-interface";
    private static final String KEY = "name";

    private final Supplier<Snapshot> snapshots;

    /**
     * Makes the column writable.
     *
     * @param table what reads it
     * @param snapshots which interface an index is of
     */
    public LinkTraps(MibView table, Supplier<Snapshot> snapshots) {
        super(table);
        this.snapshots = snapshots;
    }

    @Override
    public void set(SetStage stage, Assignment a) throws SetException {
        if (column(a.oid()) != TRAP_ENABLE) {
            throw SetException.notWritable(a, "of an interface, ifLinkUpDownTrapEnable alone can be set");
        }
        boolean enabled = integer(a, v -> v == ENABLED || v == DISABLED, "enabled(1) or disabled(2)") == ENABLED;
        int index = index(a.oid());
        NetworkInterface found = snapshots
                .get()
                .hostInterfaceAfter(index - 1L)
                .filter(i -> i.ifIndex() == index)
                .orElseThrow(() -> SetException.noCreation(a, "there is no interface with this index"));
        ConfigEdit.Node notifications = stage.config()
                .root()
                .child("pathgauge-system:agent")
                .child("snmp")
                .child("notifications");
        ConfigEdit.Node entry = notifications
                .entry(LIST, KEY, found.name())
                .orElseGet(() -> notifications.add(LIST, KEY, found.name()));
        stage.wrote(entry.path("enabled"), a);
        entry.put("enabled", enabled);
    }
}
