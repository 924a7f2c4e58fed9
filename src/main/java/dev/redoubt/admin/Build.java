package dev.redoubt.admin;

/// What was built.
final class Build {
    private Build() {}

    /// The program's version, from the jar's manifest.
    static String version() {
        String version = Build.class.getPackage().getImplementationVersion();
        return version == null ? "unpackaged" : version;
    }
}
