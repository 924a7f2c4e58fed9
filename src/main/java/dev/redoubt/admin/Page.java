package dev.redoubt.admin;

/// What a path answers.
///
/// @param status the HTTP status code
/// @param type the Content-Type
record Page(int status, String type, String body) {
    private static final String PLAIN = "text/plain; charset=utf-8";

    /// Lines for people.
    static Page text(int status, String body) {
        return new Page(status, PLAIN, body);
    }
}
