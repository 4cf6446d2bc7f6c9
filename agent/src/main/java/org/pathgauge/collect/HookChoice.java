package org.pathgauge.collect;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.pathgauge.bpf.Attachment;
import org.pathgauge.bpf.BpfException;
import org.pathgauge.bpf.ForeignXdp;
import org.pathgauge.bpf.Hook;
import org.pathgauge.bpf.ProbePrograms;
import org.pathgauge.model.IngressHook;
import org.pathgauge.model.InterfaceDrops;

/** The rule by which an interface gets its hook, and what to do when that one is not to be had. */
final class HookChoice {
    /**
     * What came of an attempt.
     *
     * @param attachment empty when nothing could be attached
     * @param hook the hook in force
     * @param problem why it is not the wanted one; empty when it is
     */
    record Result(Optional<Attachment> attachment, Optional<InterfaceDrops.Hook> hook, String problem) {}

    private final ProbePrograms programs;

    HookChoice(ProbePrograms programs) {
        this.programs = programs;
    }

    /** Attaches to an interface: the wanted hook first, then tcx, then clsact. */
    Result attach(Link link, IngressHook wanted) {
        List<String> problems = new ArrayList<>();
        for (Hook hook : candidates(link, wanted, problems)) {
            try {
                Attachment attachment = programs.attach(link.ifIndex(), hook);
                return new Result(
                        Optional.of(attachment),
                        Optional.of(published(attachment.ingress())),
                        String.join("; ", problems));
            } catch (BpfException e) {
                problems.add(hook.label() + " failed: " + firstLine(e.getMessage()));
            }
        }
        return new Result(Optional.empty(), Optional.empty(), String.join("; ", problems));
    }

    private List<Hook> candidates(Link link, IngressHook wanted, List<String> problems) {
        List<Hook> candidates = new ArrayList<>();
        switch (wanted) {
            case XDP_NATIVE -> candidates.add(Hook.XDP_NATIVE);
            case XDP_GENERIC -> candidates.add(Hook.XDP_GENERIC);
            case TCX -> {}
            case AUTO -> {
                // On a virtual interface native XDP costs its peer segmentation offload, so it must be asked for.
                if (link.physical()) {
                    candidates.add(Hook.XDP_NATIVE);
                }
            }
        }
        if (!candidates.isEmpty()) {
            foreign(link).ifPresent(other -> {
                problems.add(other);
                candidates.clear();
            });
        }
        candidates.add(Hook.TCX);
        candidates.add(Hook.CLSACT);
        return candidates;
    }

    private static Optional<String> foreign(Link link) {
        try {
            return ForeignXdp.on(link.ifIndex()).map(ForeignXdp::describe);
        } catch (BpfException e) {
            // Attaching will meet the same reason and say it.
            return Optional.empty();
        }
    }

    private static InterfaceDrops.Hook published(Hook hook) {
        return switch (hook) {
            case XDP_NATIVE -> InterfaceDrops.Hook.XDP_NATIVE;
            case XDP_GENERIC -> InterfaceDrops.Hook.XDP_GENERIC;
            case TCX -> InterfaceDrops.Hook.TCX;
            case CLSACT -> InterfaceDrops.Hook.CLSACT;
        };
    }

    private static String firstLine(String message) {
        return message.lines().findFirst().orElse("");
    }
}
