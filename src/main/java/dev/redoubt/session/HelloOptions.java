package dev.redoubt.session;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// HELLO's arguments as Redis 7.0 reads them: one by one, up to the first that makes no sense
/// (<https://redis.io/docs/latest/commands/hello/>).
///
/// @param protocol 0 where none is asked for
/// @param logins where the user names of the AUTH options stand; their passwords are next
/// @param name of the last SETNAME, if any
/// @param count options that were read, the one that makes no sense included
/// @param problem the server's reply to what makes no sense, if anything
record HelloOptions(
        int protocol,
        List<Integer> logins,
        @Nullable String name,
        int count,
        @Nullable String problem) {

    static HelloOptions of(List<byte[]> arguments) {
        if (arguments.size() < 2) {
            return new HelloOptions(0, List.of(), null, 0, null);
        }
        String version = Requests.text(arguments.get(1));
        if (!version.equals("2") && !version.equals("3")) {
            String problem =
                    version.matches("0|-?[1-9]\\d{0,17}")
                            ? Errors.PROTOCOL
                            : Errors.PROTOCOL_NOT_INTEGER;
            return new HelloOptions(0, List.of(), null, 0, problem);
        }
        List<Integer> logins = new ArrayList<>();
        String name = null;
        String problem = null;
        int count = 0;
        for (int index = 2; index < arguments.size() && problem == null; count++) {
            String option = Requests.word(arguments.get(index));
            int following = arguments.size() - index - 1;
            if (option.equals("AUTH") && following >= 2) {
                logins.add(index + 1);
                index += 3;
            } else if (option.equals("SETNAME") && following >= 1) {
                name = Requests.text(arguments.get(index + 1));
                problem = name.matches("[!-~]*") ? null : Errors.CLIENT_NAME;
                index += 2;
            } else {
                problem = Errors.helloOption(Requests.text(arguments.get(index)));
            }
        }
        return new HelloOptions(Integer.parseInt(version), logins, name, count, problem);
    }
}
