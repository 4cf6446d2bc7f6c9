package org.pathgauge.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.pathgauge.agentx.MasterCheck;
import org.pathgauge.bpf.Feature;
import org.pathgauge.bpf.Features;
import org.pathgauge.config.ConfigDecoder;
import org.pathgauge.config.ConfigException;
import org.pathgauge.model.AgentConfig;
import org.pathgauge.model.AgentXConfig;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Tells what this machine, kernel and user allow. */
@Command(
        name = "doctor",
        description = "Tell what this kernel and user allow, what is missing and how to get it. Attaches nothing.")
final class DoctorCommand implements Callable<Integer> {
    @Option(
            names = "--config",
            paramLabel = "FILE",
            defaultValue = RunCommand.DEFAULT_CONFIG,
            description =
                    "Configuration file, for SNMP and where snmpd's AgentX socket is (default: ${DEFAULT-VALUE}).")
    private Path file;

    @Mixin
    private StateOption state;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        List<Feature> features = new ArrayList<>(Features.check());
        Optional<AgentConfig.Snmp> snmp = configured();
        features.add(agentX(snmp.map(AgentConfig.Snmp::agentX).orElse(AgentXConfig.OFF)));
        snmp.ifPresent(config -> features.addAll(SnmpDoctor.look(config, state.dir())));
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

    private static Feature agentX(AgentXConfig config) throws InterruptedException {
        Optional<String> problem = MasterCheck.problem(config, System::nanoTime);
        return new Feature(
                "AgentX master",
                false,
                problem.isEmpty(),
                config.master() + problem.map(p -> ": " + p).orElse(" takes subagents"),
                problem.isEmpty()
                        ? ""
                        : "Only needed if the host's snmpd shall serve PATHGAUGE-MIB; agent/docs/agentx.md tells how.");
    }

    /** As in the file; empty where it cannot be read, which check and run tell. */
    private Optional<AgentConfig.Snmp> configured() {
        try {
            return Optional.of(
                    ConfigDecoder.decode(Files.readString(file), name -> 1).snmp());
        } catch (IOException | ConfigException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static String state(Feature feature) {
        if (feature.available()) {
            return "ok";
        }
        return feature.required() ? "MISSING" : "absent";
    }
}
