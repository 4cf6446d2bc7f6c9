package org.pathgauge.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Holds every view at one snapshot, so that they can be compared at leisure. */
@Command(
        name = "pin",
        hidden = true,
        description =
                "Hold every view at the newest snapshot until 'pin --off'. For tests: measuring and alarms go on.")
final class PinCommand implements Callable<Integer> {
    @Mixin
    private StateOption state;

    @Option(names = "--off", description = "Show the newest snapshot again.")
    private boolean off;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        var reply = Ask.agent(state.dir(), Ask.request(off ? "unpin" : "pin"), item -> {});
        spec.commandLine().getOut().println(reply.get("snapshot").getAsLong());
        return ExitCode.OK;
    }
}
