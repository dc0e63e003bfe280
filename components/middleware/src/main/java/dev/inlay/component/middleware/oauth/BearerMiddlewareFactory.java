package dev.inlay.component.middleware.oauth;

import dev.inlay.component.ComponentContext;
import dev.inlay.component.ComponentFactory;
import dev.inlay.component.ComponentMetadata;
import dev.inlay.component.MetadataField;
import dev.inlay.middleware.HttpMiddleware;
import java.util.List;

/** Makes {@code middleware.http.bearer}: only requests with a token of an OpenID Connect provider. */
public final class BearerMiddlewareFactory implements ComponentFactory {

    private static final String ISSUER = "issuer";
    private static final String AUDIENCE = "audience";
    private static final String JWKS_URL = "jwksURL";

    @Override
    public String type() {
        return "middleware.http.bearer";
    }

    @Override
    public List<MetadataField> fields() {
        return List.of(
                MetadataField.string(ISSUER).asRequired().withAliases("issuerURL"),
                MetadataField.string(AUDIENCE).asRequired().withAliases("clientID"),
                MetadataField.string(JWKS_URL));
    }

    @Override
    public HttpMiddleware create(ComponentContext context) {
        ComponentMetadata metadata = context.metadata();
        String issuer = metadata.get(ISSUER);
        HttpFetch http = new HttpFetch(context.time());
        return new BearerMiddleware(
                http,
                new KeySource(http, context.json(), issuer, metadata.find(JWKS_URL), context.time()),
                new TokenVerifier(issuer, metadata.get(AUDIENCE), context.time()));
    }
}
