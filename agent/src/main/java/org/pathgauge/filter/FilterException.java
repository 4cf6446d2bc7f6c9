package org.pathgauge.filter;

/** Rules that cannot be put into force; the ones before stay. The message says why and how to mend it. */
public final class FilterException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String rule;

    /**
     * @param rule name of the rule it is about; empty for all together
     * @param message what is wrong and how to mend it, one line
     */
    public FilterException(String rule, String message) {
        super(message);
        this.rule = rule;
    }

    /** Name of the rule it is about; empty for all together. */
    public String rule() {
        return rule;
    }
}
