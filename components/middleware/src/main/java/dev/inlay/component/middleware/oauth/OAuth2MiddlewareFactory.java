package dev.inlay.component.middleware.oauth;

import dev.inlay.component.ComponentContext;
import dev.inlay.component.ComponentFactory;
import dev.inlay.component.ComponentMetadata;
import dev.inlay.component.MetadataField;
import dev.inlay.middleware.HttpMiddleware;
import java.util.List;
import java.util.Objects;

/** Makes {@code middleware.http.oauth2}: browsers log in at an authorization server. */
public final class OAuth2MiddlewareFactory implements ComponentFactory {

    private static final String CLIENT_ID = "clientID";
    private static final String CLIENT_SECRET = "clientSecret";
    private static final String SCOPES = "scopes";
    private static final String AUTH_URL = "authURL";
    private static final String TOKEN_URL = "tokenURL";
    private static final String REDIRECT_URL = "redirectURL";
    private static final String HEADER_NAME = "authHeaderName";
    private static final String FORCE_HTTPS = "forceHTTPS";

    @Override
    public String type() {
        return "middleware.http.oauth2";
    }

    @Override
    public List<MetadataField> fields() {
        return List.of(
                MetadataField.string(CLIENT_ID).asRequired(),
                MetadataField.string(CLIENT_SECRET).asRequired().asSensitive(),
                MetadataField.string(SCOPES),
                MetadataField.string(AUTH_URL).asRequired(),
                MetadataField.string(TOKEN_URL).asRequired(),
                MetadataField.string(REDIRECT_URL),
                MetadataField.string(HEADER_NAME).withDefault("Authorization"),
                MetadataField.bool(FORCE_HTTPS).withDefault("false"),
                MetadataField.string(PathFilter.FIELD));
    }

    @Override
    public HttpMiddleware create(ComponentContext context) {
        ComponentMetadata metadata = context.metadata();
        HttpFetch http = new HttpFetch(context.time());
        TokenEndpoint tokens = new TokenEndpoint(
                http,
                context.json(),
                metadata.get(TOKEN_URL),
                metadata.get(CLIENT_ID),
                metadata.get(CLIENT_SECRET),
                TokenEndpoint.AuthStyle.DETECTED);
        OAuth2Settings settings = new OAuth2Settings(
                metadata.get(AUTH_URL),
                metadata.get(CLIENT_ID),
                Scopes.of(Objects.requireNonNullElse(metadata.find(SCOPES), "")),
                Objects.requireNonNullElse(metadata.find(REDIRECT_URL), ""),
                metadata.get(HEADER_NAME),
                metadata.flag(FORCE_HTTPS));
        return new OAuth2Middleware(settings, PathFilter.of(metadata), http, tokens, new Sessions(context.time()));
    }
}
