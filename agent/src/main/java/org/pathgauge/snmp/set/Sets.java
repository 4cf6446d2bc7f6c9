package org.pathgauge.snmp.set;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.pathgauge.config.Datastore;
import org.pathgauge.snmp.mib.MibTree;
import org.snmp4j.smi.VariableBinding;

/** Begins SETs, whoever takes them in: this agent's own engine, or an AgentX master. */
public final class Sets {
    private final MibTree tree;
    private volatile Optional<Datastore> datastore = Optional.empty();

    public Sets(MibTree tree) {
        this.tree = tree;
    }

    /** Lets SETs change a datastore from now on; before, they find a resource unavailable. */
    public void datastore(Datastore running) {
        datastore = Optional.of(running);
    }

    /**
     * Begins a SET. Who may write what was decided before.
     *
     * @param who for the log, such as {@code snmp:alice}
     * @param variables in the order of the request
     */
    public SetTransaction begin(String who, List<VariableBinding> variables) {
        List<Assignment> assignments = new ArrayList<>();
        for (VariableBinding variable : variables) {
            assignments.add(new Assignment(assignments.size() + 1, variable.getOid(), variable.getVariable()));
        }
        return new SetTransaction(who, tree, datastore, assignments);
    }
}
