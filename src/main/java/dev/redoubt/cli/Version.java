package dev.redoubt.cli;

import picocli.CommandLine.IVersionProvider;

/// What `--version` prints.
final class Version implements IVersionProvider {
    /// The program's version, from the jar's manifest.
    static String number() {
        String version = Version.class.getPackage().getImplementationVersion();
        return version == null ? "unpackaged" : version;
    }

    @Override
    public String[] getVersion() {
        return new String[] {"redoubt " + number() + " (Java " + Runtime.version().feature() + ")"};
    }
}
