package org.pathgauge.netconf;

import java.util.HashMap;
import java.util.Map;
import org.pathgauge.model.TestRunner;

/** All operations of the server, by the name of their element. */
final class Operations {
    private Operations() {}

    static Map<Name, Operation> all(
            DataTrees trees, Schemas schemas, Sessions sessions, Datastores stores, TestRunner tests) {
        Map<Name, Operation> all = new HashMap<>();
        all.put(netconf("get"), Retrieval.get(trees));
        all.put(netconf("get-config"), Retrieval.getConfig(trees));
        all.put(netconf("edit-config"), EditConfig.of(stores));
        all.put(netconf("copy-config"), CandidateOperations.copy(stores));
        all.put(netconf("delete-config"), CandidateOperations.delete());
        all.put(netconf("lock"), CandidateOperations.lock(stores));
        all.put(netconf("unlock"), CandidateOperations.unlock(stores));
        all.put(netconf("commit"), CandidateOperations.commit(stores));
        all.put(netconf("cancel-commit"), CandidateOperations.cancelCommit(stores));
        all.put(netconf("discard-changes"), CandidateOperations.discard(stores));
        all.put(netconf("validate"), CandidateOperations.validate(stores));
        all.put(netconf("close-session"), SessionControl.close());
        all.put(netconf("kill-session"), SessionControl.kill(sessions));
        all.put(new Name(Ns.MONITORING, "get-schema"), Monitoring.getSchema(schemas));
        all.put(Nmda.GET_DATA, Nmda.getData(trees));
        all.put(Nmda.EDIT_DATA, Nmda.editData(stores));
        all.put(CreateSubscription.NAME, CreateSubscription.operation(sessions.events(), stores.nacm()));
        var subscribed = new SubscribedNotifications(trees, sessions, stores.nacm());
        all.put(SubscribedNotifications.ESTABLISH, subscribed.establish());
        all.put(SubscribedNotifications.MODIFY, subscribed.modify());
        all.put(SubscribedNotifications.DELETE, subscribed.delete());
        all.put(SubscribedNotifications.RESYNC, subscribed.resync());
        all.put(SubscribedNotifications.KILL, subscribed.kill());
        all.put(RunTest.NAME, RunTest.operation(schemas, tests));
        return all;
    }

    private static Name netconf(String operation) {
        return new Name(Ns.NETCONF, operation);
    }
}
