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
 */
public record InvokeRequest(
        String appId, String verb, String method, String query, MessageHeaders headers, MessageBody body) {

    public InvokeRequest {
        method = method.startsWith("/") ? method.substring(1) : method;
    }

    public InvokeRequest(String appId, String verb, String method) {
        this(appId, verb, method, "", MessageHeaders.empty(), MessageBody.empty());
    }

    public @Nullable String contentType() {
        return headers.first("content-type");
    }

    public InvokeRequest withHeaders(MessageHeaders newHeaders) {
        return new InvokeRequest(appId, verb, method, query, newHeaders, body);
    }

    public InvokeRequest withHeader(String name, String value) {
        return withHeaders(headers.toBuilder().set(name, value).build());
    }

    public InvokeRequest withBody(MessageBody newBody) {
        return new InvokeRequest(appId, verb, method, query, headers, newBody);
    }

    public InvokeRequest withMethod(String newMethod) {
        return new InvokeRequest(appId, verb, newMethod, query, headers, body);
    }

    public InvokeRequest withVerb(String newVerb) {
        return new InvokeRequest(appId, newVerb, method, query, headers, body);
    }

    public InvokeRequest withQuery(String newQuery) {
        return new InvokeRequest(appId, verb, method, newQuery, headers, body);
    }

    /** Path and query as they stand in a request line. */
    public String pathAndQuery() {
        return query.isEmpty() ? "/" + method : "/" + method + "?" + query;
    }
}
