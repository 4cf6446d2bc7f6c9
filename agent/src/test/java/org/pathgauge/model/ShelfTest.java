package org.pathgauge.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.regex.Pattern;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.StringLength;
import org.pathgauge.model.AlarmConfig.Shelf;

/** Names in which a star stands for any characters. */
class ShelfTest {
    @Property(tries = 2_000)
    void matchesAsTheSameRegularExpressionDoes(
            @ForAll @StringLength(max = 6) @Chars({'a', 'b', '*'}) String pattern,
            @ForAll @StringLength(max = 8) @CharRange(from = 'a', to = 'b') String text) {
        String regex = Pattern.quote(pattern).replace("*", "\\E.*\\Q");
        assertEquals(text.matches(regex), Shelf.matches(pattern, text));
    }
}
