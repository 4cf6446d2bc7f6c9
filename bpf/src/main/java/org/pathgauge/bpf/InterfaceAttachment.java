package org.pathgauge.bpf;

import java.util.function.Consumer;

/** The two programs on one interface, each a link or a clsact filter. */
final class InterfaceAttachment implements Attachment {
    private final int ifindex;
    private final Hook ingress;
    private final Hook egress;
    private final AutoCloseable ingressHold;
    private final AutoCloseable egressHold;
    private final Consumer<InterfaceAttachment> onClose;
    private boolean closed;

    private InterfaceAttachment(
            int ifindex,
            Hook ingress,
            Hook egress,
            AutoCloseable ingressHold,
            AutoCloseable egressHold,
            Consumer<InterfaceAttachment> onClose) {
        this.ifindex = ifindex;
        this.ingress = ingress;
        this.egress = egress;
        this.ingressHold = ingressHold;
        this.egressHold = egressHold;
        this.onClose = onClose;
    }

    static InterfaceAttachment attach(
            int ifindex,
            Hook hook,
            BpfProgram egressProgram,
            BpfProgram ingressProgram,
            Consumer<InterfaceAttachment> onClose) {
        Hook egress = hook == Hook.TCX || hook.isXdp() && Features.hasTcx() ? Hook.TCX : Hook.CLSACT;
        Clsact.removeStale(ifindex);
        // Ingress first: a stamp that nobody matches would count as loss.
        AutoCloseable ingressHold = hold(ingressProgram, ifindex, hook, Direction.INGRESS);
        try {
            AutoCloseable egressHold = hold(egressProgram, ifindex, egress, Direction.EGRESS);
            return new InterfaceAttachment(ifindex, hook, egress, ingressHold, egressHold, onClose);
        } catch (BpfException e) {
            release(ingressHold);
            throw e;
        }
    }

    private static AutoCloseable hold(BpfProgram program, int ifindex, Hook hook, Direction direction) {
        return switch (hook) {
            case XDP_NATIVE, XDP_GENERIC -> BpfLink.attachXdp(program, ifindex, hook);
            case TCX -> BpfLink.attachTcx(program, ifindex, direction);
            case CLSACT -> Clsact.attach(program, ifindex, direction);
        };
    }

    private static void release(AutoCloseable hold) {
        try {
            hold.close();
        } catch (Exception e) {
            throw new IllegalStateException("links and filters close without exceptions", e);
        }
    }

    @Override
    public int ifindex() {
        return ifindex;
    }

    @Override
    public Hook ingress() {
        return ingress;
    }

    @Override
    public Hook egress() {
        return egress;
    }

    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        // Egress first, for the same reason as above.
        release(egressHold);
        release(ingressHold);
        onClose.accept(this);
    }
}
