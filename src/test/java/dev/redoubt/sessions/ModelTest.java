package dev.redoubt.sessions;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Set;

/// The model sees what it is there to see.
class ModelTest {
    private static String message(String text) {
        return Mirror.bulks("message", "news", text);
    }

    @Test
    void aValueIsTheLastThatWasWritten() {
        Belief belief = new Belief();
        assertTrue(belief.admits(Belief.ABSENT));
        belief.wrote("1");
        belief.wrote("2");
        assertTrue(belief.admits("2"));
        assertFalse(belief.admits("1"));
        assertFalse(belief.admits(Belief.ABSENT));
    }

    @Test
    void whatMayHaveBeenWrittenMayComeLate() {
        Belief belief = new Belief();
        belief.wrote("1");
        belief.mayHaveWritten("2");
        assertTrue(belief.admits("1"));
        belief.wrote("3");
        assertTrue(belief.admits("2"));
        assertTrue(belief.admits("3"));
        assertFalse(belief.admits("1"));
    }

    @Test
    void aCountGrowsByOne() {
        Belief belief = new Belief();
        belief.counted(1);
        assertThrows(AssertionError.class, () -> belief.counted(1));
        assertThrows(AssertionError.class, () -> belief.counted(3));
        belief.mayHaveCounted();
        belief.counted(3);
        assertThrows(AssertionError.class, () -> belief.counted(5));
    }

    @Test
    void anElementIsReceivedOnce() {
        SharedQueue queue = new SharedQueue("q");
        queue.push("a");
        queue.receive("a");
        assertThrows(AssertionError.class, () -> queue.receive("a"));
        assertThrows(AssertionError.class, () -> queue.receive("b"));
    }

    @Test
    void anElementIsNotLost() {
        SharedQueue queue = new SharedQueue("q");
        queue.push("a").heard().reply(":1\r\n");
        assertThrows(AssertionError.class, () -> queue.settle(List.of()));
        queue.mayHavePopped();
        queue.settle(List.of());
    }

    @Test
    void messagesComeInOrderAndAllOfThem() {
        Inbox inbox = new Inbox(Links.STEADY);
        inbox.subscribe("news");
        inbox.expect("m", "ms1");
        inbox.expect("m", "ms2");
        inbox.expect("n", "ns1");
        assertTrue(inbox.takes(message("ns1")));
        assertThrows(AssertionError.class, () -> inbox.takes(message("ms2")));
        inbox.expect("m", "ms3");
        assertThrows(AssertionError.class, inbox::unsubscribed);
        assertFalse(inbox.takes(Mirror.bulks("queue", "ms1")));
    }

    @Test
    void messagesOfOthersAreNoticed() {
        Inbox inbox = new Inbox(Links.STEADY);
        assertThrows(AssertionError.class, () -> inbox.takes(message("ms1")));
    }

    @Test
    void whereLinksAreCutMessagesMayBeMissing() {
        Inbox inbox = new Inbox(Links.CUT);
        inbox.subscribe("news");
        inbox.expect("m", "ms1");
        inbox.expect("m", "ms2");
        assertTrue(inbox.takes(message("ms2")));
        assertThrows(AssertionError.class, () -> inbox.takes(message("ms2")));
        assertTrue(inbox.takes(message("ms1")));
        assertEquals(Set.of("ms1"), inbox.late());
    }

    @Test
    void repliesAreComparedWhole() {
        String long1 = "x".repeat(1000) + "1";
        String long2 = "x".repeat(1000) + "2";
        assertThrows(AssertionError.class, () -> Expected.same(long1, long2));
        Expected.same(long1, "x".repeat(1000) + "1");
    }

    @Test
    void bulkStringsAreFound() {
        assertEquals(List.of("a\r\nb", ""), Bulks.in("*3\r\n$4\r\na\r\nb\r\n:1\r\n$0\r\n\r\n"));
    }
}
