package dev.inlay.component.middleware.oauth;

import dev.inlay.component.middleware.QueryValues;
import dev.inlay.message.InvokeRequest;

/**
 * What a manifest says of a login.
 *
 * @param authUrl where browsers log in
 * @param clientId who asks
 * @param scopes what for, separated by blanks; empty if nothing is said
 * @param redirectUrl where the authorization server sends them back to; empty for what is registered there
 * @param headerName the field in which requests carry the token
 * @param forceHttps whether browsers come back by HTTPS
 */
record OAuth2Settings(
        String authUrl, String clientId, String scopes, String redirectUrl, String headerName, boolean forceHttps) {

    /** Where a browser logs in, for this state. */
    String loginUrl(String state) {
        QueryValues query = new QueryValues()
                .add("access_type", "offline")
                .add("client_id", clientId)
                .add("response_type", "code")
                .add("state", state);
        if (!redirectUrl.isEmpty()) {
            query.add("redirect_uri", redirectUrl);
        }
        if (!scopes.isEmpty()) {
            query.add("scope", scopes);
        }
        return authUrl + (authUrl.indexOf('?') < 0 ? "?" : "&") + query.encode();
    }

    /** Where a browser goes after its login: a path of ours, so nobody can send it elsewhere. */
    String returnUrl(String path, InvokeRequest request) {
        String local = "/" + path.replaceFirst("^[/\\\\]+", "");
        String host = request.headers().first("host");
        return forceHttps && host != null ? "https://" + host + local : local;
    }
}
