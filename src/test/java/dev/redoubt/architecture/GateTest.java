package dev.redoubt.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// The coverage gate in pom.xml names classes by suffix and passes in silence where none matches:
/// here a suffix without a class fails.
class GateTest {
    /// Suffixes of the gate that no class has yet. Who adds the first one takes it off.
    private static final Set<String> TO_COME = Set.of();

    private static final Pattern INCLUDE =
            Pattern.compile("<include>dev\\.redoubt\\.\\*(\\w+)</include>");

    @Test
    void everySuffixOfTheGateMatchesAClass() throws IOException {
        Set<String> expected = new TreeSet<>(gatedSuffixes());
        expected.removeAll(TO_COME);
        assertEquals(expected, matched(), "suffixes of the gate that match a class");
    }

    @Test
    void theGateNamesSuffixes() throws IOException {
        assertFalse(gatedSuffixes().isEmpty(), "no suffix found in pom.xml");
    }

    private static Set<String> matched() throws IOException {
        List<String> names =
                new ClassFileImporter()
                                .withImportOption(new ImportOption.DoNotIncludeTests())
                                .importPackages("dev.redoubt")
                                .stream()
                                .map(JavaClass::getName)
                                .toList();
        Set<String> matched = new TreeSet<>();
        for (String suffix : gatedSuffixes()) {
            if (names.stream().anyMatch(name -> name.endsWith(suffix))) {
                matched.add(suffix);
            }
        }
        return matched;
    }

    private static Set<String> gatedSuffixes() throws IOException {
        return INCLUDE.matcher(Files.readString(Path.of("pom.xml")))
                .results()
                .map(result -> result.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
