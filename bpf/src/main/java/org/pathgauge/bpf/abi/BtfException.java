package org.pathgauge.bpf.abi;

/** An object or a BTF blob that cannot be read, or whose layouts differ from the ones this agent was built for. */
public final class BtfException extends RuntimeException {
    public BtfException(String message) {
        super(message);
    }
}
