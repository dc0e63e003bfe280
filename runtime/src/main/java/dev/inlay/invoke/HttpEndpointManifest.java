package dev.inlay.invoke;

import dev.inlay.component.ManifestFields;
import dev.inlay.component.MetadataItem;
import dev.inlay.component.Resource;
import dev.inlay.component.ResourceSource;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One HTTPEndpoint: an HTTP service outside that is called by a name, as applications are.
 *
 * @param name what stands in the place of an app id
 * @param baseUrl scheme, authority and the beginning of every path, without slash at its end
 * @param headers header fields of every request; they take the place of the caller's
 * @param tls what TLS connections are made with, by the names of {@code clientTLS}
 * @param secretStore where the values are that are secrets; empty if the manifest names none
 * @param source where it was read
 */
record HttpEndpointManifest(
        String name,
        URI baseUrl,
        List<MetadataItem> headers,
        List<MetadataItem> tls,
        String secretStore,
        ResourceSource source) {

    static final String KIND = "HTTPEndpoint";
    static final String ROOT_CA = "rootCA";
    static final String CERTIFICATE = "certificate";
    static final String PRIVATE_KEY = "privateKey";

    private static final URI NOWHERE = URI.create("http://invalid");
    private static final Set<String> RENEGOTIATION = Set.of("Never", "OnceAsClient", "FreelyAsClient");

    /** Reads an endpoint; what is wrong is noted as faults of its fields. */
    static HttpEndpointManifest read(Resource resource, ManifestFields body) {
        ManifestFields spec = body.child("spec");
        ManifestFields tls = spec.child("clientTLS");
        checkTls(tls);
        return new HttpEndpointManifest(
                resource.name(),
                baseUrl(spec),
                spec.items("headers").stream()
                        .map(header -> MetadataItem.read(header.requiredText("name", "Accept-Language"), header))
                        .toList(),
                List.of(ROOT_CA, CERTIFICATE, PRIVATE_KEY).stream()
                        .filter(tls::has)
                        .map(field -> MetadataItem.read(field, tls.child(field)))
                        .toList(),
                body.child("auth").text("secretStore"),
                resource.source());
    }

    private static void checkTls(ManifestFields tls) {
        if (tls.has(CERTIFICATE) != tls.has(PRIVATE_KEY)) {
            String missing = tls.has(CERTIFICATE) ? PRIVATE_KEY : CERTIFICATE;
            tls.fault(missing, "is missing, but its counterpart is there (expected: both, or neither)");
        }
        String renegotiation = tls.text("renegotiation");
        if (!renegotiation.isEmpty() && !RENEGOTIATION.contains(renegotiation)) {
            tls.fault("renegotiation", "is '" + renegotiation + "' (expected: Never, OnceAsClient or FreelyAsClient)");
        }
    }

    private static URI baseUrl(ManifestFields spec) {
        String text = spec.requiredText("baseUrl", "https://api.example.com");
        URI url = text.isBlank() ? NOWHERE : parse(text);
        if (url == null) {
            spec.fault(
                    "baseUrl",
                    "'" + text + "' is no URL (expected: http or https, host and path, as"
                            + " https://api.example.com/v1)");
            return NOWHERE;
        }
        return url;
    }

    /** An absolute URL of HTTP, without slash at its end; null if the text is none. */
    static @Nullable URI parse(String text) {
        try {
            String withoutSlash = text.strip().replaceAll("/+$", "");
            URI url = new URI(withoutSlash);
            boolean isHttp = "http".equalsIgnoreCase(url.getScheme()) || "https".equalsIgnoreCase(url.getScheme());
            boolean hasPlace = url.getHost() != null && url.getRawQuery() == null && url.getRawFragment() == null;
            return isHttp && hasPlace ? url : null;
        } catch (URISyntaxException e) {
            return null;
        }
    }

    /** The headers and the material of TLS, for what is to be checked of all of them. */
    List<MetadataItem> values() {
        List<MetadataItem> all = new ArrayList<>(headers);
        all.addAll(tls);
        return all;
    }
}
