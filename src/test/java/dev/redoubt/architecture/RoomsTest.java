package dev.redoubt.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/// Holds the program to the table of rooms and the other rules of the house.
class RoomsTest {
    private static final RoomRules RULES = RoomRules.of("dev.redoubt");

    private static final JavaClasses PROGRAM =
            new ClassFileImporter()
                    .withImportOption(new ImportOption.DoNotIncludeTests())
                    .importPackages("dev.redoubt");

    static final Set<String> TO_COME = Rooms.TO_COME;

    static Stream<String> builtRows() {
        return Rooms.table().keySet().stream().filter(room -> !Rooms.TO_COME.contains(room));
    }

    @ParameterizedTest
    @MethodSource("builtRows")
    void aRoomUsesOnlyWhatItsRowAllows(String room) {
        check(RULES.row(room));
    }

    @Test
    void everyBuiltRoomHasClasses() {
        Set<String> expected = new TreeSet<>(Rooms.names());
        expected.removeAll(Rooms.TO_COME);
        assertEquals(expected, RULES.furnished(PROGRAM), "rooms with classes");
    }

    @ParameterizedTest
    @FieldSource("TO_COME")
    void aRoomToComeIsInTheTable(String room) {
        assertTrue(Rooms.names().contains(room), room + ": on Rooms.TO_COME, not in the table");
    }

    @Test
    void roomsFormNoCircle() {
        check(RULES.acyclic());
    }

    @Test
    void everyClassLivesInARoom() {
        check(RULES.housed());
    }

    @Test
    void packagesAreNamedByDomain() {
        check(RULES.namedByDomain());
    }

    @Test
    void machinesArePure() {
        check(
                RULES.pureMachines()
                        .allowEmptyShould(Rooms.TO_COME.contains(Rooms.FIRST_WITH_MACHINE)));
    }

    @Test
    void sourcesKeepTheSizeCap() throws IOException {
        assertEquals(List.of(), SourceSize.tooLarge(Path.of("src/main/java")));
    }

    private static void check(ArchRule rule) {
        rule.check(PROGRAM);
    }
}
