package dev.redoubt.config;

import java.nio.file.Path;
import java.util.Optional;

/// Reads `redoubt.yml`. Every problem of the file is an entry of the outcome; none is thrown. The
/// files and variables that hold secrets are read here, once. No name is resolved.
public final class ConfigFile {
    private ConfigFile() {}

    /// Reads `file`; problems name it as given.
    public static ConfigOutcome read(Path file, Environment environment) {
        Problems problems = new Problems(file.toString());
        Optional<RedoubtConfig> config =
                SourceText.read(file, problems)
                        .flatMap(text -> YamlTree.parse(text, problems))
                        .map(root -> new Setting("", root, root, problems))
                        .flatMap(new RedoubtReader(new SecretReader(environment))::read);
        if (config.isPresent() && problems.errors().isEmpty()) {
            return new ConfigOutcome.Valid(config.get(), problems.warnings());
        }
        return new ConfigOutcome.Invalid(problems.errors(), problems.warnings());
    }
}
