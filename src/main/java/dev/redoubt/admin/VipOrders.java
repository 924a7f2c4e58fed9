package dev.redoubt.admin;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;

import dev.redoubt.operate.Desk;
import dev.redoubt.operate.VipAnswer;
import dev.redoubt.operate.VipOrder;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Takes what operators order about virtual addresses: `POST /vips/NAME/leave` and `/return`, or
/// without a name for all. Answers in JSON, or in a line of text for whoever accepts that only.
final class VipOrders implements HttpHandler {
    static final String PREFIX = "/vips/";

    private static final String EXPECTED = "/vips/NAME/leave, /vips/NAME/return, or without NAME";
    private static final Map<String, VipOrder.Wish> WISHES =
            Map.of("leave", VipOrder.Wish.LEAVE, "return", VipOrder.Wish.RETURN);
    private static final Logger log = LoggerFactory.getLogger(VipOrders.class);

    private final Desk desk;

    VipOrders(Desk desk) {
        this.desk = desk;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        // A connection whose request body nobody asked for is not used again.
        exchange.getRequestBody();
        try (exchange) {
            answer(exchange).send(exchange);
        }
    }

    private Page answer(HttpExchange exchange) {
        String path = exchange.getRequestURI().getPath();
        Optional<VipOrder> order = order(path.substring(PREFIX.length()));
        OrderCheck.Path known = order.isPresent() ? OrderCheck.Path.KNOWN : OrderCheck.Path.UNKNOWN;
        @Nullable Page refusal = OrderCheck.refusal(exchange, known, EXPECTED);
        if (refusal != null || order.isEmpty()) {
            return refusal == null ? Page.text(404, EXPECTED + "\n") : refusal;
        }
        try {
            VipAnswer answer = desk.ask(order.get());
            return Page.isTextAsked(exchange)
                    ? Page.text(status(answer), answer.words() + "\n")
                    : Page.json(status(answer), described(answer));
        } catch (RuntimeException e) {
            log.error("admin: {} failed", path, e);
            return Page.text(500, path + ": failed inside Redoubt; its log says why\n");
        }
    }

    private static Optional<VipOrder> order(String rest) {
        int slash = rest.lastIndexOf('/');
        Optional<String> vip = slash < 0 ? Optional.empty() : Optional.of(rest.substring(0, slash));
        return Optional.ofNullable(WISHES.get(rest.substring(slash + 1)))
                .map(wish -> new VipOrder(vip, wish));
    }

    private static int status(VipAnswer answer) {
        return switch (answer) {
            case VipAnswer.Left _, VipAnswer.Returned _ -> 200;
            case VipAnswer.Unknown _ -> 404;
            case VipAnswer.Unanswered _ -> 504;
        };
    }

    private static Json described(VipAnswer answer) {
        Map<String, Json> members = new LinkedHashMap<>();
        switch (answer) {
            case VipAnswer.Left(List<String> vips) -> {
                members.put("result", new Json.Text("left"));
                members.put("vips", texts(vips));
            }
            case VipAnswer.Returned(List<String> vips) -> {
                members.put("result", new Json.Text("returned"));
                members.put("vips", texts(vips));
            }
            case VipAnswer.Unknown(_, List<String> known) -> {
                members.put("result", new Json.Text("unknown-vip"));
                members.put("known", texts(known));
            }
            case VipAnswer.Unanswered _ -> members.put("result", new Json.Text("unanswered"));
        }
        members.put("words", new Json.Text(answer.words()));
        return new Json.Members(members);
    }

    private static Json texts(List<String> names) {
        return new Json.Items(names.stream().map(Json.Text::new).toList());
    }
}
