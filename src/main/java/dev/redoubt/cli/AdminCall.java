package dev.redoubt.cli;

import dev.redoubt.config.SecretFile;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Option;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.stream.Stream;

/// Asks a running node at its admin address; the options that say where and with which password.
final class AdminCall {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /// To the first line of an answer that comes line by line.
    private static final Duration LONG_PATIENCE = Duration.ofSeconds(60);

    @Option(
            names = "--admin",
            paramLabel = "URL",
            defaultValue = "http://127.0.0.1:9380",
            converter = AdminAddress.class,
            description = "The node's admin address (default: ${DEFAULT-VALUE}).")
    private URI address = URI.create("http://127.0.0.1:9380");

    @Option(
            names = "--password-file",
            paramLabel = "FILE",
            description = "Holds the admin password, if there is one.")
    private @Nullable Path passwordFile;

    /// For whom an answer is.
    enum Form {
        TEXT("text/plain"),
        JSON("application/json");

        private final String type;

        Form(String type) {
            this.type = type;
        }
    }

    /// Shows what the node says at `path`.
    ///
    /// @return 0 if it answered, else 1
    int show(String path, Form form, PrintWriter out, PrintWriter err) throws InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder().header("Accept", form.type).GET();
        HttpResponse<String> answer = ask(path, request, err);
        return tell(answer, answer != null && answer.statusCode() == 200, out, err);
    }

    /// Orders what `path` stands for, and shows what became of it.
    ///
    /// @return 0 if it was done, else 1
    int order(String path, PrintWriter out, PrintWriter err) throws InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder()
                        .header("Accept", Form.TEXT.type)
                        .POST(HttpRequest.BodyPublishers.noBody());
        HttpResponse<String> answer = ask(path, request, err);
        return tell(answer, answer != null && answer.statusCode() == 200, out, err);
    }

    /// Orders what `path` stands for, shows the steps as they happen and what became of it.
    ///
    /// @return 0 if it was done, else 1
    int follow(String path, PrintWriter out, PrintWriter err) throws InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder()
                        .header("Accept", Form.TEXT.type)
                        .POST(HttpRequest.BodyPublishers.noBody());
        StepsShown shown = new StepsShown(out, err);
        HttpResponse<Stream<String>> answer =
                ask(path, request, LONG_PATIENCE, HttpResponse.BodyHandlers.ofLines(), err);
        if (answer == null) {
            return 1;
        }
        try (Stream<String> lines = answer.body()) {
            lines.forEach(shown);
        } catch (UncheckedIOException e) {
            err.println(
                    "the node's answer broke off ("
                            + e.getMessage()
                            + "); what it began it ends, or the service recovers by itself: see"
                            + " redoubt status");
            return 1;
        }
        return shown.status(answer.statusCode());
    }

    /// Where an order for a pool goes.
    static String path(String pool, String order) {
        return "/pools/" + encoded(pool) + "/" + order;
    }

    /// Where an order for a virtual address goes; null is all of them.
    static String vipPath(@Nullable String vip, String order) {
        return vip == null ? "/vips/" + order : "/vips/" + encoded(vip) + "/" + order;
    }

    private static String encoded(String name) {
        // URLEncoder is for forms, where a space is a plus.
        return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static int tell(
            @Nullable HttpResponse<String> answer, boolean good, PrintWriter out, PrintWriter err) {
        if (answer != null) {
            PrintWriter where = good ? out : err;
            where.print(answer.body());
            where.flush();
        }
        return good ? 0 : 1;
    }

    private @Nullable HttpResponse<String> ask(
            String path, HttpRequest.Builder request, PrintWriter err) throws InterruptedException {
        return ask(path, request, PATIENCE, HttpResponse.BodyHandlers.ofString(), err);
    }

    private <T> @Nullable HttpResponse<T> ask(
            String path,
            HttpRequest.Builder request,
            Duration patience,
            HttpResponse.BodyHandler<T> handler,
            PrintWriter err)
            throws InterruptedException {
        // Not closed here: that would wait for the end of an answer that comes line by line.
        HttpClient client = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
        request.uri(address.resolve(path)).timeout(patience);
        try {
            if (passwordFile != null) {
                byte[] pair =
                        (":" + SecretFile.secret(Files.readString(passwordFile)))
                                .getBytes(StandardCharsets.UTF_8);
                request.header(
                        "Authorization", "Basic " + Base64.getEncoder().encodeToString(pair));
            }
        } catch (NoSuchFileException e) {
            err.printf("--password-file: %s (expected: a file that exists)%n", passwordFile);
            return null;
        } catch (IOException e) {
            err.printf(
                    "--password-file: %s (expected: a file with the password, in UTF-8, that can be"
                            + " read)%n",
                    passwordFile);
            return null;
        }
        try {
            return client.send(request.build(), handler);
        } catch (IOException e) {
            err.printf("--admin: %s (expected: %s)%n", address, expected(e));
            return null;
        }
    }

    private static String expected(IOException e) {
        String there = "a running Redoubt's admin address";
        return switch (e) {
            case ConnectException refused
                    when refused.getCause() instanceof ConnectException cause
                            && cause.getCause() instanceof UnresolvedAddressException ->
                    there + ", this host is not known";
            case ConnectException _ -> there + ", nobody listens there";
            case HttpTimeoutException _ -> there + ", there is no answer in time";
            default -> there + ", what answers there is another program, or broke off";
        };
    }
}
