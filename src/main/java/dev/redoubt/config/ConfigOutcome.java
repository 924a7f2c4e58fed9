package dev.redoubt.config;

import java.util.List;

/// What reading a file came to; problems and warnings are in file order.
public sealed interface ConfigOutcome {
    /// What the file's author should know although the file may be used.
    List<Problem> warnings();

    /// The file may be used.
    record Valid(RedoubtConfig config, List<Problem> warnings) implements ConfigOutcome {}

    /// The file has problems, at least one.
    record Invalid(List<Problem> problems, List<Problem> warnings) implements ConfigOutcome {}
}
