package org.pathgauge.netconf;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.opendaylight.yangtools.yang.model.api.RpcDefinition;
import org.pathgauge.model.AlarmActionException;
import org.pathgauge.model.AlarmActions;
import org.pathgauge.model.OperatorState;

/** The operations set-operator-state and purge-alarms of pathgauge-alarms. */
final class AlarmOperations {
    private AlarmOperations() {}

    static Map<Name, Operation> all(Schemas schemas, AlarmActions alarms) {
        RpcDefinition set = rpc(schemas, "set-operator-state");
        RpcDefinition purge = rpc(schemas, "purge-alarms");
        return Map.of(
                Name.of(set.getQName()), request -> set(request, new RpcInput(request.element(), set, schemas), alarms),
                Name.of(purge.getQName()), request -> purge(new RpcInput(request.element(), purge, schemas), alarms));
    }

    private static RpcDefinition rpc(Schemas schemas, String name) {
        return schemas.context().findModules("pathgauge-alarms").iterator().next().getRpcs().stream()
                .filter(r -> r.getQName().getLocalName().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("pathgauge-alarms has no " + name));
    }

    private static Operation.Reply set(Operation.Request request, RpcInput input, AlarmActions alarms) throws RpcError {
        try {
            alarms.setOperatorState(
                    (int) input.number("id", 0),
                    state(input.text("state").orElseThrow()),
                    request.session().peer().user(),
                    input.text("text").orElse(""));
        } catch (AlarmActionException e) {
            throw RpcInput.invalid("id", e.getMessage());
        }
        return Operation.Reply.OK;
    }

    private static Operation.Reply purge(RpcInput input, AlarmActions alarms) {
        Optional<OperatorState> state = input.text("operator-state").map(AlarmOperations::state);
        int purged = alarms.purge(Duration.ofSeconds(input.number("older-than", 0)), state);
        return out -> out.leaf(new Name(AlarmShapes.NS, "purged-alarms"), purged);
    }

    private static OperatorState state(String name) {
        return OperatorState.valueOf(name.toUpperCase(Locale.ROOT).replace('-', '_'));
    }
}
