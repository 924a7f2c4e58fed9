package dev.redoubt.resp;

/// What a peer sent that is not RESP.
///
/// @param rule the sentence that was broken, for the log
/// @param offset bytes from the start of the value to the place that broke it
public record ProtocolError(String rule, long offset) {
    @Override
    public String toString() {
        return rule + " at byte " + offset;
    }
}
