package dev.inlay.component.middleware.oauth;

import dev.inlay.component.ComponentContext;
import dev.inlay.component.ComponentFactory;
import dev.inlay.component.ComponentMetadata;
import dev.inlay.component.MetadataField;
import dev.inlay.component.middleware.QueryValues;
import dev.inlay.middleware.HttpMiddleware;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Makes {@code middleware.http.oauth2clientcredentials}: a token of the component's own on every request. */
public final class ClientCredentialsMiddlewareFactory implements ComponentFactory {

    private static final String CLIENT_ID = "clientID";
    private static final String CLIENT_SECRET = "clientSecret";
    private static final String SCOPES = "scopes";
    private static final String TOKEN_URL = "tokenURL";
    private static final String HEADER_NAME = "headerName";
    private static final String ENDPOINT_PARAMS = "endpointParamsQuery";
    private static final String AUTH_STYLE = "authStyle";

    @Override
    public String type() {
        return "middleware.http.oauth2clientcredentials";
    }

    @Override
    public List<MetadataField> fields() {
        return List.of(
                MetadataField.string(CLIENT_ID).asRequired(),
                MetadataField.string(CLIENT_SECRET).asRequired().asSensitive(),
                MetadataField.string(SCOPES).asRequired(),
                MetadataField.string(TOKEN_URL).asRequired(),
                MetadataField.string(HEADER_NAME).asRequired(),
                MetadataField.string(ENDPOINT_PARAMS),
                MetadataField.number(AUTH_STYLE).oneOf("0", "1", "2").withDefault("0"),
                MetadataField.string(PathFilter.FIELD));
    }

    @Override
    public HttpMiddleware create(ComponentContext context) {
        ComponentMetadata metadata = context.metadata();
        HttpFetch http = new HttpFetch(context.time());
        TokenEndpoint endpoint = new TokenEndpoint(
                http,
                context.json(),
                metadata.get(TOKEN_URL),
                metadata.get(CLIENT_ID),
                metadata.get(CLIENT_SECRET),
                TokenEndpoint.AuthStyle.values()[metadata.number(AUTH_STYLE, 0)]);
        Map<String, String> parameters = new LinkedHashMap<>();
        String more = metadata.find(ENDPOINT_PARAMS);
        if (more != null) {
            QueryValues.parse(more).forEachFirst(parameters::put);
        }
        parameters.put("grant_type", "client_credentials");
        parameters.put("scope", Scopes.of(metadata.get(SCOPES)));
        return new ClientCredentialsMiddleware(
                metadata.get(HEADER_NAME), PathFilter.of(metadata), http, endpoint, parameters, context.time());
    }
}
