package dev.redoubt.config;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.redoubt.resp.Seeded;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/// Random edits of the example: whatever the file, reading it throws nothing, and an invalid one
/// has problems inside the file that hold no secret.
final class ConfigMutationTest {
    private static final int ROUNDS = 1_000;
    private static final List<String> PIECES =
            List.of(
                    "\n",
                    "\t",
                    " ",
                    ":",
                    ": ",
                    "- ",
                    "[",
                    "]",
                    "{",
                    "}",
                    "'",
                    "\"",
                    "&a ",
                    "*a",
                    "!t ",
                    "#",
                    "%",
                    "@",
                    "|\n",
                    ">",
                    "?",
                    "---\n",
                    "...\n",
                    "<<: ",
                    "~",
                    "\u0000",
                    "\u2028",
                    "\uD83D\uDE00",
                    "-1",
                    "99999999999999999999",
                    "${env:",
                    "}",
                    "\\");

    @Test
    void anyFileIsReadOrItsProblemsLocated() throws IOException {
        byte[] example = Files.readAllBytes(Path.of("docs/redoubt.example.yml"));
        long seed = Seeded.first();
        Random random = new Random(seed);
        for (int round = 0; round < ROUNDS; round++) {
            byte[] mutant = mutated(example, random);
            String text = new String(mutant, StandardCharsets.UTF_8);
            try {
                check(mutant, text);
            } catch (RuntimeException | AssertionError | StackOverflowError e) {
                throw new AssertionError(
                        "-Dredoubt.seed=" + seed + ", round " + round + ":\n" + text, e);
            }
        }
    }

    private static void check(byte[] mutant, String text) {
        ConfigOutcome outcome = ConfigText.read(mutant);
        if (outcome instanceof ConfigOutcome.Invalid(List<Problem> problems, List<Problem> _)) {
            assertFalse(problems.isEmpty());
            // YAML ends lines at more characters than String::lines does.
            int lines = text.split("\\r\\n|[\\r\\n\\u0085\\u2028\\u2029]", -1).length;
            for (Problem problem : problems) {
                assertTrue(problem.line() >= 1 && problem.line() <= lines, problem::toString);
                assertTrue(problem.column() >= 1, problem::toString);
                assertTrue(problem.text().contains("(expected: "), problem::toString);
                assertFalse(problem.toString().contains("-secret"), problem::toString);
                assertFalse(problem.toString().indexOf('\n') >= 0, problem::toString);
            }
        }
    }

    private static byte[] mutated(byte[] example, Random random) {
        byte[] bytes = example;
        for (int edits = 1 + random.nextInt(4); edits > 0; edits--) {
            int at = random.nextInt(bytes.length + 1);
            bytes =
                    switch (random.nextInt(5)) {
                        case 0 -> joined(bytes, at, new byte[0], at + random.nextInt(8));
                        case 1 -> joined(bytes, at, new byte[] {(byte) random.nextInt(256)}, at);
                        case 2 -> joined(bytes, at, slice(bytes, random), at);
                        case 3 -> joined(bytes, at, slice(bytes, random), at + random.nextInt(40));
                        default -> {
                            String piece = PIECES.get(random.nextInt(PIECES.size()));
                            byte[] inserted = piece.getBytes(StandardCharsets.UTF_8);
                            yield joined(bytes, at, inserted, at + random.nextInt(2));
                        }
                    };
        }
        return bytes;
    }

    private static byte[] slice(byte[] bytes, Random random) {
        int start = random.nextInt(bytes.length + 1);
        return Arrays.copyOfRange(
                bytes, start, Math.min(bytes.length, start + random.nextInt(120)));
    }

    /// What precedes `end`, the inserted bytes, what follows from `resume` on.
    private static byte[] joined(byte[] bytes, int end, byte[] inserted, int resume) {
        int rest = Math.min(resume, bytes.length);
        byte[] result = new byte[end + inserted.length + bytes.length - rest];
        System.arraycopy(bytes, 0, result, 0, end);
        System.arraycopy(inserted, 0, result, end, inserted.length);
        System.arraycopy(bytes, rest, result, end + inserted.length, bytes.length - rest);
        return result;
    }
}
