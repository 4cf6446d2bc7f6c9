package org.pathgauge.netconf;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.opendaylight.yangtools.yang.data.api.schema.ContainerNode;
import org.opendaylight.yangtools.yang.data.api.schema.DataContainerChild;
import org.pathgauge.config.YangModels;

/**
 * The access control of RFC 8341: who may run which operation, receive which notification, read and write
 * which data.
 *
 * <p>The rules are those of the running datastore. Writing is denied unless a rule permits it. The configuration file is
 * not subject to it: whoever may write the file and reload it holds the recovery session.
 */
final class Nacm {
    private final Supplier<ContainerNode> running;
    private final NacmMarks marks;
    private final Set<Name> guardedOperations;
    private final Set<Name> guardedNotifications;
    private final Map<String, String> namespaces = new HashMap<>();
    private final Map<String, String> modules = new HashMap<>();
    private final YangModels models;
    private final AtomicLong deniedOperations = new AtomicLong();
    private final AtomicLong deniedNotifications = new AtomicLong();
    private final AtomicLong deniedWrites = new AtomicLong();
    private volatile Current current;

    private record Current(ContainerNode from, Optional<DataContainerChild> nacm, NacmRules rules) {}

    /** A rule with its path read. */
    record DataRule(NacmRules.Rule rule, List<NacmPath.Step> steps) {}

    Nacm(YangModels models, Supplier<ContainerNode> running) {
        this.models = models;
        this.running = running;
        this.marks = NacmMarks.of(models.context());
        this.guardedOperations = NacmMarks.operations(models.context());
        this.guardedNotifications = NacmMarks.notifications(models.context());
        for (YangModels.Source s : models.sources()) {
            namespaces.putIfAbsent(s.prefix(), s.namespace());
            modules.put(s.namespace(), s.name());
        }
        models.sources().forEach(s -> namespaces.put(s.name(), s.namespace()));
    }

    private NacmRules rules() {
        ContainerNode now = running.get();
        Current known = current;
        if (known == null || known.from() != now) {
            Optional<DataContainerChild> nacm = NacmRules.in(now);
            boolean same = known != null && nacm.equals(known.nacm());
            known = new Current(now, nacm, same ? known.rules() : NacmRules.of(nacm));
            current = known;
        }
        return known.rules();
    }

    /** What a user may do with data, by the rules as they are now. */
    NacmAccess of(String user) {
        NacmRules rules = rules();
        if (!rules.enabled()) {
            return NacmAccess.everything(models);
        }
        List<DataRule> data = rules.rulesOf(user).stream()
                .filter(r -> r.path().isPresent() || r.aboutEverything())
                .map(this::dataRule)
                .flatMap(Optional::stream)
                .toList();
        return new NacmAccess(models, data, rules.read(), rules.write(), marks, modules, deniedWrites::incrementAndGet);
    }

    private Optional<DataRule> dataRule(NacmRules.Rule rule) {
        return rule.path()
                .map(p -> NacmPath.parse(p, namespaces).map(parsed -> new DataRule(rule, parsed.steps())))
                .orElseGet(() -> Optional.of(new DataRule(rule, List.of())));
    }

    /**
     * Refuses an operation that a user may not run (RFC 8341 section 3.4.4).
     *
     * @throws RpcError access-denied
     */
    void permit(String user, Name operation) throws RpcError {
        NacmRules rules = rules();
        if (!rules.enabled() || operation.equals(new Name(Ns.NETCONF, "close-session"))) {
            return;
        }
        for (NacmRules.Rule rule : rules.rulesOf(user)) {
            boolean applies = rule.access().contains(NacmRules.Access.EXEC)
                    && (rule.module().equals("*") || rule.module().equals(modules.get(operation.namespace())))
                    && (rule.aboutEverything()
                            || rule.rpc()
                                    .filter(n -> n.equals("*") || n.equals(operation.local()))
                                    .isPresent());
            if (applies) {
                if (rule.permit()) {
                    return;
                }
                throw denied(user, operation);
            }
        }
        if (!rules.exec() || guardedOperations.contains(operation)) {
            throw denied(user, operation);
        }
    }

    /** Whether a user may receive a notification (RFC 8341 section 3.4.6); a denial is counted. */
    boolean mayReceive(String user, Name notification) {
        NacmRules rules = rules();
        if (!rules.enabled()) {
            return true;
        }
        boolean permit = rules.rulesOf(user).stream()
                .filter(rule -> rule.access().contains(NacmRules.Access.READ)
                        && (rule.module().equals("*") || rule.module().equals(modules.get(notification.namespace())))
                        && (rule.aboutEverything()
                                || rule.notification()
                                        .filter(n -> n.equals("*") || n.equals(notification.local()))
                                        .isPresent()))
                .findFirst()
                .map(NacmRules.Rule::permit)
                .orElseGet(() -> rules.read() && !guardedNotifications.contains(notification));
        if (!permit) {
            deniedNotifications.incrementAndGet();
        }
        return permit;
    }

    private RpcError denied(String user, Name operation) {
        deniedOperations.incrementAndGet();
        return new RpcError(
                RpcError.Type.PROTOCOL,
                RpcError.Tag.ACCESS_DENIED,
                "User " + user + " may not run " + operation.local()
                        + "; a rule of ietf-netconf-acm for a group of this user can permit it");
    }

    /** The counters of the container nacm. */
    static Shape<Nacm> shape() {
        return Shape.<Nacm>in(Ns.NACM)
                .leaf("denied-operations", n -> n.deniedOperations.get())
                .leaf("denied-data-writes", n -> n.deniedWrites.get())
                .leaf("denied-notifications", n -> n.deniedNotifications.get());
    }
}
