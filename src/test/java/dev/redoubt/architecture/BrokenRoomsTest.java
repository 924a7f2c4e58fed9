package dev.redoubt.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// Shows that each rule of the house can fail: a fixture below `broken` breaks it.
class BrokenRoomsTest {
    private static final String ROOT = "dev.redoubt.architecture.broken";
    private static final RoomRules RULES = RoomRules.of(ROOT);
    private static final JavaClasses FIXTURES = new ClassFileImporter().importPackages(ROOT);

    static Stream<String> rows() {
        return Rooms.table().keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("rows")
    void aRowReportsItsTrespasser(String room) {
        assertReports(RULES.row(room), "%s.%s.Trespasser".formatted(ROOT, room));
    }

    @ParameterizedTest
    @MethodSource("rows")
    void aRowReportsNobodyElse(String room) {
        for (String line : report(RULES.row(room))) {
            assertTrue(line.contains("<" + ROOT + "." + room + "."), line);
        }
    }

    @Test
    void aRowWithoutClassesFails() {
        JavaClasses nothing = new ClassFileImporter().importPackages(ROOT + ".nowhere");
        ArchRule row = RULES.row("net");
        AssertionError error = assertThrows(AssertionError.class, () -> row.check(nothing));
        assertTrue(error.toString().contains("failed to check any classes"), error.toString());
    }

    @Test
    void aCircleIsReported() {
        assertReports(RULES.acyclic(), "Cycle detected");
    }

    @Test
    void aClassOutsideTheTableIsReported() {
        assertReports(RULES.housed(), ROOT + ".attic.Forgotten lives in no room");
    }

    @Test
    void aPackageWithoutADomainIsReported() {
        assertReports(RULES.namedByDomain(), ROOT + ".pool.util.Anything");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "NettyMachine",
                "SocketMachine",
                "ChannelMachine",
                "StreamMachine",
                "NanoTimeMachine",
                "MillisecondsMachine",
                "InstantMachine",
                "RandomMachine",
                "ThreadMachine",
                "NestedMachine$State"
            })
    void anImpureMachineIsReported(String name) {
        assertReports(RULES.pureMachines(), ROOT + ".vrrp.Impure$" + name);
    }

    @Test
    void whatIsNoMachineMayReadTheClock() {
        assertFalse(String.join("\n", report(RULES.pureMachines())).contains("Impure$Driver"));
    }

    @Test
    void aRoomWithoutClassesIsNotFurnished() {
        assertFalse(RULES.furnished(FIXTURES).contains("cli"));
        assertTrue(RULES.furnished(FIXTURES).contains("attic"));
    }

    @Test
    void aFilePastTheCapIsReported(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("Large.java"), "\n".repeat(SourceSize.CAP_LINES + 1));
        Files.writeString(folder.resolve("Small.java"), "\n".repeat(SourceSize.CAP_LINES));
        assertEquals(List.of("Large.java: 501 lines"), SourceSize.tooLarge(folder));
    }

    @Test
    void aFolderWithoutSourcesFails(@TempDir Path folder) {
        assertThrows(IllegalArgumentException.class, () -> SourceSize.tooLarge(folder));
    }

    private static void assertReports(ArchRule rule, String expected) {
        List<String> report = report(rule);
        assertTrue(
                report.stream().anyMatch(line -> line.contains(expected)),
                () -> "not reported: " + expected + "\n" + String.join("\n", report));
    }

    private static List<String> report(ArchRule rule) {
        return rule.evaluate(FIXTURES).getFailureReport().getDetails();
    }
}
