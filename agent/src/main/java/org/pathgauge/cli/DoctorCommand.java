package org.pathgauge.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.pathgauge.bpf.Feature;
import org.pathgauge.bpf.Features;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Tells what this machine, kernel and user allow. */
@Command(
        name = "doctor",
        description = "Tell what this kernel and user allow, what is missing and how to get it. Attaches nothing.")
final class DoctorCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        List<Feature> features = Features.check();
        PrintWriter out = spec.commandLine().getOut();
        Table table = new Table().left("FEATURE").left("STATE").left("FOUND");
        for (Feature feature : features) {
            table.row(List.of(feature.name(), state(feature), feature.detail()));
        }
        table.print(out);
        boolean works = true;
        for (Feature feature : features) {
            if (!feature.available()) {
                out.println();
                out.println((feature.required() ? "Needed: " : "Better with: ") + feature.name() + ". "
                        + feature.howToGet());
                works &= !feature.required();
            }
        }
        out.println();
        out.println(works ? "The agent can run here." : "The agent cannot run here yet.");
        return works ? ExitCode.OK : ExitCode.FAILURE;
    }

    private static String state(Feature feature) {
        if (feature.available()) {
            return "ok";
        }
        return feature.required() ? "MISSING" : "absent";
    }
}
