package measure;

import java.util.List;

/// What a measurement came to.
///
/// @param title of its section in the results
/// @param parts every sample, where it is made of such
record Outcome(String title, String text, List<Results> parts) {

    boolean anyFailed() {
        return parts.stream().anyMatch(Results::anyFailed);
    }
}
