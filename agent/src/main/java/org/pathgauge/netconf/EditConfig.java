package org.pathgauge.netconf;

import java.util.EnumSet;
import java.util.List;
import org.opendaylight.yangtools.yang.data.api.schema.ContainerNode;
import org.pathgauge.config.DatastoreLocks.Target;
import org.w3c.dom.Element;

/**
 * The operation edit-config (RFC 6241 section 7.2).
 *
 * <p>An edit is applied whole or not at all, which both stop-on-error and rollback-on-error allow; continue-on-error
 * applies what is right and reports the rest.
 */
final class EditConfig {
    private enum DefaultOperation {
        MERGE,
        REPLACE,
        NONE
    }

    private enum TestOption {
        TEST_THEN_SET,
        SET,
        TEST_ONLY
    }

    private enum ErrorOption {
        STOP_ON_ERROR,
        CONTINUE_ON_ERROR,
        ROLLBACK_ON_ERROR
    }

    private EditConfig() {}

    static Operation of(Datastores stores) {
        return request -> {
            var parameters = new Parameters(
                    request.element(), List.of("target", "default-operation", "test-option", "error-option", "config"));
            Target target = Datastores.named(parameters.required("target"), EnumSet.allOf(Target.class));
            apply(stores, request.session(), target, parameters);
            return Operation.Reply.OK;
        };
    }

    /**
     * Carries out the edit that parameters describe; those that an operation has not have their defaults.
     *
     * @throws RpcError when it is refused, whole or in part
     */
    static void apply(Datastores stores, Session session, Target target, Parameters parameters) throws RpcError {
        var defaultOperation =
                Datastores.word(parameters.text("default-operation"), DefaultOperation.MERGE, "default-operation");
        var test = Datastores.word(parameters.text("test-option"), TestOption.SET, "test-option");
        var onError = Datastores.word(parameters.text("error-option"), ErrorOption.STOP_ON_ERROR, "error-option");
        Element config = parameters.required("config");
        var edit = new TreeEdit(stores.models(), stores.values(), onError == ErrorOption.CONTINUE_ON_ERROR);
        new NacmNaming(stores.access(session), stores.models()).check(config);
        TreeEdit.Op op = TreeEdit.Op.valueOf(defaultOperation.name());
        stores.edit(target, session, before -> {
            ContainerNode after = edit.apply(config, before, op);
            // The running configuration is validated when it changes; the candidate when it is asked for, and
            // otherwise not before its commit (RFC 7950 section 8.3.3).
            if (test == TestOption.TEST_ONLY || test == TestOption.TEST_THEN_SET && target == Target.CANDIDATE) {
                stores.access(session).review(before, after);
                stores.validate(after);
            }
            return test == TestOption.TEST_ONLY ? before : after;
        });
        if (!edit.errors().isEmpty()) {
            throw edit.errors()
                    .getFirst()
                    .and(edit.errors().subList(1, edit.errors().size()));
        }
    }
}
