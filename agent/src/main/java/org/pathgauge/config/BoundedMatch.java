package org.pathgauge.config;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A text compared with a regular expression that a client wrote (re-match, RFC 7950 section 10.2.1), which may go back and
 * forth in the text for longer than anybody lives. Each reading of a character counts as work.
 */
final class BoundedMatch implements CharSequence {
    private static final int READINGS = 32;
    private static final Pattern REPETITION = Pattern.compile("\\{(\\d+)");
    private static final int MOST_REPETITIONS = 10_000;

    private final String text;
    private final XPathNode at;
    private int readings;

    private BoundedMatch(String text, XPathNode at) {
        this.text = text;
        this.at = at;
    }

    /**
     * Whether the whole text matches.
     *
     * @throws IllegalArgumentException when the pattern is none, or asks for too much
     */
    static boolean matches(String pattern, String text, XPathNode at) {
        // Repetitions of nothing within others read no character.
        long repetitions = 1;
        Matcher counts = REPETITION.matcher(pattern);
        while (counts.find()) {
            repetitions *=
                    Math.max(1, counts.group(1).length() > 5 ? Integer.MAX_VALUE : Integer.parseInt(counts.group(1)));
            if (repetitions > MOST_REPETITIONS) {
                throw new IllegalArgumentException("the pattern " + pattern
                        + " repeats too much; its least repetitions within each other are at most " + MOST_REPETITIONS);
            }
        }
        try {
            return Pattern.compile(pattern).matcher(new BoundedMatch(text, at)).matches();
        } catch (StackOverflowError e) {
            throw new IllegalArgumentException(
                    "the pattern " + pattern + " goes too deep for the text it is compared with", e);
        }
    }

    @Override
    public char charAt(int index) {
        if (++readings % READINGS == 0) {
            at.worked(1);
        }
        return text.charAt(index);
    }

    @Override
    public int length() {
        return text.length();
    }

    @Override
    public CharSequence subSequence(int start, int end) {
        return text.subSequence(start, end);
    }

    @Override
    public String toString() {
        return text;
    }
}
