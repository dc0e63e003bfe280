package dev.inlay.api.http;

import dev.inlay.message.InvokeRequest;
import dev.inlay.message.InvokeResponse;
import dev.inlay.message.MessageBody;
import dev.inlay.message.MessageFilter;
import dev.inlay.message.MessageHeaders;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Tells browsers which pages may call the API. The rules are those of Dapr: any header, the usual verbs, no credentials.
 *
 * @see <a href="https://fetch.spec.whatwg.org/#http-cors-protocol">CORS protocol</a>
 */
final class CorsFilter implements MessageFilter {

    private static final String ALLOW_ORIGIN = "Access-Control-Allow-Origin";
    private static final Set<String> VERBS = Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");

    private final boolean anyOrigin;
    private final List<Origin> origins;

    /** The origins that begin and end like this; one without an asterisk has no end. */
    private record Origin(String start, @Nullable String end) {

        static Origin of(String text) {
            int star = text.indexOf('*');
            return star < 0 ? new Origin(text, null) : new Origin(text.substring(0, star), text.substring(star + 1));
        }

        boolean matches(String origin) {
            return end == null
                    ? origin.equals(start)
                    : origin.length() >= start.length() + end.length()
                            && origin.startsWith(start)
                            && origin.endsWith(end);
        }
    }

    /** @param allowed origins divided by commas, each with at most one asterisk; {@code *} for all */
    CorsFilter(String allowed) {
        List<Origin> read = new ArrayList<>();
        for (String origin : allowed.split(",")) {
            read.add(Origin.of(origin.strip().toLowerCase(Locale.ROOT)));
        }
        this.origins = List.copyOf(read);
        this.anyOrigin = read.contains(Origin.of("*"));
    }

    @Override
    public Mono<InvokeResponse> filter(InvokeRequest request, Function<InvokeRequest, Mono<InvokeResponse>> next) {
        String asked = request.headers().first("Access-Control-Request-Method");
        if (request.verb().equals("OPTIONS") && asked != null && !asked.isEmpty()) {
            request.body().release();
            return Mono.just(preflight(request.headers(), asked.toUpperCase(Locale.ROOT)));
        }
        String allowed = VERBS.contains(request.verb()) ? allowed(request.headers()) : null;
        return next.apply(request).map(response -> marked(response, allowed));
    }

    private static InvokeResponse marked(InvokeResponse response, @Nullable String allowed) {
        MessageHeaders.Builder headers = response.headers().toBuilder().add("Vary", "Origin");
        if (allowed != null) {
            headers.set(ALLOW_ORIGIN, allowed);
        }
        return new InvokeResponse(response.status(), headers.build(), response.body());
    }

    private InvokeResponse preflight(MessageHeaders asked, String verb) {
        MessageHeaders.Builder headers = MessageHeaders.builder()
                .add("Vary", "Origin")
                .add("Vary", "Access-Control-Request-Method")
                .add("Vary", "Access-Control-Request-Headers");
        String allowed = allowed(asked);
        if (allowed != null && VERBS.contains(verb)) {
            headers.set(ALLOW_ORIGIN, allowed).set("Access-Control-Allow-Methods", verb);
            String names = names(asked.first("Access-Control-Request-Headers"));
            if (!names.isEmpty()) {
                headers.set("Access-Control-Allow-Headers", names);
            }
        }
        return new InvokeResponse(200, headers.build(), MessageBody.empty());
    }

    /** What stands in the answer for an origin that is allowed; null if it is not. */
    private @Nullable String allowed(MessageHeaders headers) {
        String origin = headers.first("Origin");
        if (origin == null || origin.isEmpty()) {
            return null;
        }
        if (anyOrigin) {
            return "*";
        }
        String lower = origin.toLowerCase(Locale.ROOT);
        return origins.stream().anyMatch(each -> each.matches(lower)) ? origin : null;
    }

    /** The names of header fields in a list, as Go spells them; what cannot be a name divides them. */
    private static String names(@Nullable String list) {
        if (list == null) {
            return "";
        }
        List<String> names = new ArrayList<>();
        for (String name : list.split("[^A-Za-z0-9_.-]+")) {
            if (!name.isEmpty()) {
                names.add(canonical(name));
            }
        }
        return names.stream().collect(Collectors.joining(", "));
    }

    private static String canonical(String name) {
        StringBuilder canonical = new StringBuilder(name.length());
        boolean first = true;
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            canonical.append(first ? Character.toUpperCase(c) : Character.toLowerCase(c));
            first = c == '-';
        }
        return canonical.toString();
    }
}
