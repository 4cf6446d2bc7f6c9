package org.pathgauge.bpf;

import java.util.function.Consumer;

/** The two programs on one interface, each a link or a clsact filter. */
final class InterfaceAttachment implements Attachment {
    private final int ifindex;
    private final Hook ingress;
    private final Hook egress;
    private final Hold ingressHold;
    private final Hold egressHold;
    private final Consumer<InterfaceAttachment> onClose;
    private boolean closed;

    private InterfaceAttachment(
            int ifindex,
            Hook ingress,
            Hook egress,
            Hold ingressHold,
            Hold egressHold,
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
        Hold ingressHold = hold(ingressProgram, ifindex, hook, Direction.INGRESS);
        try {
            Hold egressHold = hold(egressProgram, ifindex, egress, Direction.EGRESS);
            return new InterfaceAttachment(ifindex, hook, egress, ingressHold, egressHold, onClose);
        } catch (BpfException e) {
            ingressHold.close();
            throw e;
        }
    }

    private static Hold hold(BpfProgram program, int ifindex, Hook hook, Direction direction) {
        return switch (hook) {
            case XDP_NATIVE, XDP_GENERIC -> BpfLink.attachXdp(program, ifindex, hook);
            case TCX -> BpfLink.attachTcx(program, ifindex, direction);
            case CLSACT -> Clsact.attach(program, ifindex, direction);
        };
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

    /**
     * Puts another program at ingress.
     *
     * @throws BpfException when the kernel refuses; the one before stays then
     */
    void replaceIngress(BpfProgram program) {
        ingressHold.replace(program);
    }

    /**
     * Puts another program at egress.
     *
     * @throws BpfException when the kernel refuses; the one before stays then
     */
    void replaceEgress(BpfProgram program) {
        egressHold.replace(program);
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
        egressHold.close();
        ingressHold.close();
        onClose.accept(this);
    }
}
