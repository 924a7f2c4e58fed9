package dev.redoubt.cli;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

import java.net.URI;
import java.util.Set;

/// An admin address, as users write it.
final class AdminAddress implements ITypeConverter<URI> {
    private static final Set<String> SCHEMES = Set.of("http", "https");
    private static final int MOST_PORT = 65535;

    @Override
    public URI convert(String text) {
        try {
            URI address = URI.create(text);
            boolean isOne =
                    SCHEMES.contains(String.valueOf(address.getScheme()))
                            && address.getHost() != null
                            && address.getPort() <= MOST_PORT;
            if (isOne) {
                return address;
            }
        } catch (IllegalArgumentException e) {
            // Said below.
        }
        throw new TypeConversionException(
                text + " (expected: a URL, such as http://127.0.0.1:9380)");
    }
}
