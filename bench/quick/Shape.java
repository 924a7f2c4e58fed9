package quick;

import java.util.List;

/// What the clients do: how many commands each sends at once, and how many clients there are.
record Shape(int pipeline, int clients) {
    static final List<Shape> ALL =
            List.of(new Shape(1, 50), new Shape(1, 500), new Shape(16, 50), new Shape(16, 500));

    /// Reads `16x500` as P=16 c=500.
    static Shape parse(String text) {
        var parts = text.split("x", -1);
        try {
            if (parts.length == 2) {
                var shape = new Shape(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]));
                if (shape.pipeline >= 1 && shape.clients >= 1 && shape.clients <= 5_000) {
                    return shape;
                }
            }
        } catch (NumberFormatException _) {
            // told below, together with the other ways to be wrong
        }
        throw new Problem(
                "--shapes: " + text + " (expected: pipeline x clients (1 to 5000), as 16x500)");
    }

    @Override
    public String toString() {
        return "P=" + pipeline + " c=" + clients;
    }
}
