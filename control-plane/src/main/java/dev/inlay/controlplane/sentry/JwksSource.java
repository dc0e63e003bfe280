package dev.inlay.controlplane.sentry;

import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import dev.inlay.controlplane.program.StartFailure;
import dev.inlay.identity.Pem;
import dev.inlay.time.Durations;
import dev.inlay.time.TimeSource;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.text.ParseException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** Where the keys are that tokens are verified with: at a URL, in a file, or in the option itself. Blocks. */
interface JwksSource {

    /**
     * The keys.
     *
     * @param keyId one that is looked for; null if any is
     */
    JWKSet keys(@Nullable String keyId) throws IOException, ParseException;

    /**
     * What options name.
     *
     * @throws StartFailure if they name nothing that can be used
     */
    static JwksSource of(Map<String, String> options, TimeSource time) {
        String source = options.getOrDefault("source", "");
        if (source.isEmpty()) {
            throw unusable("the option source is missing (expected: a URL, a file or the keys themselves)", null);
        }
        try {
            if (source.startsWith("https://") || source.startsWith("http://")) {
                Duration timeout = duration(options, "requestTimeout", Duration.ofMinutes(1));
                Duration refresh = duration(options, "minRefreshInterval", Duration.ofMinutes(10));
                SSLSocketFactory trusting = trusting(options.getOrDefault("caCertificate", ""));
                DefaultResourceRetriever http = new DefaultResourceRetriever(
                        (int) timeout.toMillis(), (int) timeout.toMillis(), 0, true, trusting);
                return new AtUrl(URI.create(source), http, refresh, time);
            }
            if (source.stripLeading().startsWith("{")) {
                JWKSet fixed = JWKSet.parse(source);
                return keyId -> fixed;
            }
            Path file = Path.of(source);
            if (Files.isRegularFile(file)) {
                return keyId -> JWKSet.parse(Files.readString(file));
            }
            JWKSet fixed = JWKSet.parse(new String(Base64.getDecoder().decode(source), StandardCharsets.UTF_8));
            return keyId -> fixed;
        } catch (ParseException | IllegalArgumentException | IOException | GeneralSecurityException e) {
            throw unusable(String.valueOf(e.getMessage()), e);
        }
    }

    private static Duration duration(Map<String, String> options, String name, Duration otherwise) {
        String text = options.getOrDefault(name, "");
        return text.isEmpty() ? otherwise : Durations.parse(text);
    }

    private static @Nullable SSLSocketFactory trusting(String authority) throws IOException, GeneralSecurityException {
        if (authority.isEmpty()) {
            return null;
        }
        String pem = authority.contains("-----BEGIN")
                ? authority
                : Files.exists(Path.of(authority))
                        ? Files.readString(Path.of(authority))
                        : new String(Base64.getDecoder().decode(authority), StandardCharsets.UTF_8);
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        List<X509Certificate> roots = Pem.certificates(pem);
        for (int i = 0; i < roots.size(); i++) {
            store.setCertificateEntry("root-" + i, roots.get(i));
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context.getSocketFactory();
    }

    private static StartFailure unusable(String reason, @Nullable Throwable cause) {
        String message = "failed to create validator jwks: " + reason;
        return cause == null
                ? new StartFailure(SentryScopes.SENTRY, message)
                : new StartFailure(SentryScopes.SENTRY, message, cause);
    }

    /** Keys at a URL, kept for the least interval, and fetched anew before that only for a key that is not among them. */
    final class AtUrl implements JwksSource {

        private final URI url;
        private final DefaultResourceRetriever http;
        private final Duration refresh;
        private final TimeSource time;
        private @Nullable JWKSet last;
        private long fetched;

        AtUrl(URI url, DefaultResourceRetriever http, Duration refresh, TimeSource time) {
            this.url = url;
            this.http = http;
            this.refresh = refresh;
            this.time = time;
        }

        @Override
        public synchronized JWKSet keys(@Nullable String keyId) throws IOException, ParseException {
            JWKSet known = last;
            boolean fits = known != null && (keyId == null || known.getKeyByKeyId(keyId) != null);
            if (known != null && fits && time.since(fetched).compareTo(refresh) < 0) {
                return known;
            }
            try {
                known = JWKSet.parse(http.retrieveResource(url.toURL()).getContent());
                fetched = time.nanoTime();
                last = known;
            } catch (IOException e) {
                if (!fits || known == null) {
                    throw e;
                }
            }
            return known;
        }
    }
}
