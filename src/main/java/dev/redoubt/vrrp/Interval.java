package dev.redoubt.vrrp;

/// The time between two adverts, in the protocol's unit: 1 to 4095 hundredths of a second in
/// version 3 (RFC 9568, 5.2.7), whole seconds up to 255 in version 2 (RFC 3768, 5.3.7).
public record Interval(int centis) {
    private static final long NANOS_PER_CENTI = 10_000_000;

    long nanos() {
        return centis * NANOS_PER_CENTI;
    }

    @Override
    public String toString() {
        return centis % 100 == 0 ? centis / 100 + " s" : centis * 10 + " ms";
    }
}
