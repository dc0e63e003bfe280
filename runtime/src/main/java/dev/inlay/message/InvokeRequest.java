package dev.inlay.message;

import org.jspecify.annotations.Nullable;

/**
 * A request to an application: what a caller asks, what passes between instances and what the application gets.
 *
 * @param appId the application that is meant; {@code id} or {@code id.namespace}
 * @param verb the HTTP verb, upper case
 * @param method the path, raw (percent-encoded), without leading slash and query
 * @param query the query string, raw, without question mark; empty for none
 * @param headers the header fields; {@code Content-Type} is among them, {@code Content-Length} is not
 * @param body the body
 * @param plainMethod the path where it is no part of a URL, as in the API of gRPC: what looks percent-encoded in it is
 *     meant as it stands; null if {@code method} tells all
 */
public record InvokeRequest(
        String appId,
        String verb,
        String method,
        String query,
        MessageHeaders headers,
        MessageBody body,
        @Nullable String plainMethod) {

    public InvokeRequest {
        method = method.startsWith("/") ? method.substring(1) : method;
    }

    public InvokeRequest(
            String appId, String verb, String method, String query, MessageHeaders headers, MessageBody body) {
        this(appId, verb, method, query, headers, body, null);
    }

    public InvokeRequest(String appId, String verb, String method) {
        this(appId, verb, method, "", MessageHeaders.empty(), MessageBody.empty());
    }

    public @Nullable String contentType() {
        return headers.first("content-type");
    }

    public InvokeRequest withHeaders(MessageHeaders newHeaders) {
        return new InvokeRequest(appId, verb, method, query, newHeaders, body, plainMethod);
    }

    public InvokeRequest withHeader(String name, String value) {
        return withHeaders(headers.toBuilder().set(name, value).build());
    }

    public InvokeRequest withBody(MessageBody newBody) {
        return new InvokeRequest(appId, verb, method, query, headers, newBody, plainMethod);
    }

    public InvokeRequest withMethod(String newMethod) {
        return new InvokeRequest(appId, verb, newMethod, query, headers, body);
    }

    /** The same for another path, in both of its forms. */
    public InvokeRequest withMethod(MethodPath path) {
        return new InvokeRequest(
                appId,
                verb,
                path.encoded(),
                query,
                headers,
                body,
                plainMethod == null ? null : leadingSlash() + path.decoded());
    }

    /** The same for a path that is no part of a URL; not yet made safe. */
    public InvokeRequest withPlainMethod(String plain) {
        return new InvokeRequest(appId, verb, MethodPath.inRequestLine(plain), query, headers, body, plain);
    }

    /**
     * The path, made safe.
     *
     * @throws InvalidMethodException if it holds what no path may hold
     */
    public MethodPath path() {
        return plainMethod == null ? MethodPath.of(method) : MethodPath.ofPlain(plainMethod);
    }

    /**
     * The path as an application gets it that speaks gRPC: made safe, and with a leading slash where the caller gave one.
     *
     * @throws InvalidMethodException if it holds what no path may hold
     */
    public String grpcMethod() {
        return leadingSlash() + path().decoded();
    }

    private String leadingSlash() {
        return plainMethod != null && plainMethod.startsWith("/") ? "/" : "";
    }

    public InvokeRequest withVerb(String newVerb) {
        return new InvokeRequest(appId, newVerb, method, query, headers, body, plainMethod);
    }

    public InvokeRequest withQuery(String newQuery) {
        return new InvokeRequest(appId, verb, method, newQuery, headers, body, plainMethod);
    }

    /** Path and query as they stand in a request line. */
    public String pathAndQuery() {
        return query.isEmpty() ? "/" + method : "/" + method + "?" + query;
    }
}
