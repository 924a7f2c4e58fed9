package measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// One measurement's part of a Markdown file: from its `## ` heading to the next. Others' parts
/// stay as they are.
record Section(String title, String text) {
    private static final String HEADING = "## ";

    void writeTo(Path file, String beginning) throws IOException {
        var before = Files.exists(file) ? Files.readString(file) : beginning;
        Files.writeString(file, in(before));
    }

    /// The file's text with this section in its old one's place, or at the end.
    String in(String before) {
        var parts = new ArrayList<>(List.of(before.split("(?m)^(?=" + HEADING + ")")));
        var mine = HEADING + title + "\n\n" + text.strip() + "\n";
        for (int index = 0; index < parts.size(); index++) {
            if (parts.get(index).startsWith(HEADING + title + "\n")) {
                boolean isLast = index == parts.size() - 1;
                parts.set(index, isLast ? mine : mine + "\n");
                return String.join("", parts);
            }
        }
        return before.strip() + "\n\n" + mine;
    }
}
