package org.pathgauge.collect;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.pathgauge.collect.CounterWindows.Window;
import org.pathgauge.model.WindowLength;

class CounterWindowsTest {
    /** On the edge of an hour. */
    private static final Instant START = Instant.parse("2026-03-04T05:00:00Z");

    private final CounterWindows windows = new CounterWindows(WindowLength.MINUTES_15);

    private void ticks(int from, int to) {
        for (int second = from; second < to; second++) {
            windows.tick(START.plusSeconds(second), 3L * second, second);
        }
    }

    private List<WindowLength> lengths() {
        return windows.windows().stream().map(Window::length).toList();
    }

    @Test
    void aWindowIsThereWhenAllItsSlotsWereSeenFromTheirBeginning() {
        ticks(5, 20);
        assertEquals(List.of(), lengths(), "the first slot's beginning is not known");
        ticks(20, 31);
        Window newest = windows.windows().getFirst();
        assertEquals(
                new Window(WindowLength.SECONDS_10, START.plusSeconds(20), START.plusSeconds(30), List.of(30L, 10L)),
                newest);
        ticks(31, 125);
        Window minute = windows.windows().get(1);
        assertEquals(
                new Window(WindowLength.MINUTE_1, START.plusSeconds(60), START.plusSeconds(120), List.of(180L, 60L)),
                minute);
        ticks(125, 1000);
        assertEquals(List.of(WindowLength.values()), lengths());
        assertEquals(
                new Window(
                        WindowLength.MINUTES_15, START.plusSeconds(60), START.plusSeconds(960), List.of(2700L, 900L)),
                windows.windows().get(3));
    }

    @Test
    void aStepOfTheClockMakesNoWindowOfTheWrongLength() {
        ticks(0, 130);
        windows.tick(START.plusSeconds(200), 1_000, 1_000);
        assertEquals(List.of(), lengths(), "the slots between were not seen");
        windows.tick(START.plusSeconds(95), 1_100, 1_100);
        windows.tick(START.plusSeconds(100), 1_200, 1_200);
        windows.tick(START.plusSeconds(110), 1_300, 1_300);
        Window newest = windows.windows().getFirst();
        assertEquals(
                new Window(
                        WindowLength.SECONDS_10, START.plusSeconds(100), START.plusSeconds(110), List.of(100L, 100L)),
                newest);
    }

    @Test
    void windowsLongerThanTheLongestThatIsWantedAreNotKept() {
        CounterWindows few = new CounterWindows(WindowLength.MINUTE_1);
        for (int second = 0; second < 1000; second++) {
            few.tick(START.plusSeconds(second), second);
        }
        assertEquals(
                List.of(WindowLength.SECONDS_10, WindowLength.MINUTE_1),
                few.windows().stream().map(Window::length).toList());
    }
}
