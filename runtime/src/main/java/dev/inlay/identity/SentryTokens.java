package dev.inlay.identity;

import dev.inlay.protocol.sentry.v1.SignCertificateRequest.TokenValidator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * With what a program proves to sentry who it is. Looked for anew at each request, since Kubernetes replaces tokens: the
 * file that {@code DAPR_SENTRY_TOKEN_FILE} names, the token that Dapr's injector mounts, the one of the service account,
 * or none. Thread-safe; reading blocks.
 */
public final class SentryTokens {

    private static final Logger LOG = LoggerFactory.getLogger(SentryTokens.class);

    private static final String VARIABLE = "DAPR_SENTRY_TOKEN_FILE";
    private static final String MOUNTED = "var/run/secrets/dapr.io/sentrytoken/token";
    private static final String SERVICE_ACCOUNT = "var/run/secrets/kubernetes.io/serviceaccount/token";

    private final UnaryOperator<@Nullable String> environment;
    private final boolean kubernetes;
    private final Path root;
    private final AtomicBoolean warned = new AtomicBoolean();

    /** A token and who is to check it. The text form does not show it. */
    record Token(String text, TokenValidator validator) {

        @Override
        public String toString() {
            return "token for " + validator;
        }
    }

    /** @param kubernetes whether the program runs in Kubernetes mode, so that a token is one of Kubernetes */
    public SentryTokens(UnaryOperator<@Nullable String> environment, boolean kubernetes) {
        this(environment, kubernetes, Path.of("/"));
    }

    SentryTokens(UnaryOperator<@Nullable String> environment, boolean kubernetes, Path root) {
        this.environment = environment;
        this.kubernetes = kubernetes;
        this.root = root;
    }

    /** @throws UncheckedIOException if the file that is named cannot be read; the message says which */
    Token read() {
        String named = environment.apply(VARIABLE);
        if (named != null && !named.isEmpty()) {
            return new Token(
                    content(Path.of(named), "the environment variable " + VARIABLE + " names"),
                    kubernetes ? TokenValidator.KUBERNETES : TokenValidator.JWKS);
        }
        Path mounted = root.resolve(MOUNTED);
        if (Files.isReadable(mounted)) {
            return new Token(content(mounted, "the injector has mounted"), TokenValidator.KUBERNETES);
        }
        Path account = root.resolve(SERVICE_ACCOUNT);
        if (Files.isReadable(account)) {
            if (!warned.getAndSet(true)) {
                LOG.warn(
                        "⚠️ daprd is initializing using the legacy service account token with access to Kubernetes APIs,"
                                + " which is discouraged. This usually happens when using Inlay with an old injector.");
            }
            return new Token(content(account, "of the service account"), TokenValidator.KUBERNETES);
        }
        return new Token("", TokenValidator.UNKNOWN);
    }

    private static String content(Path file, String origin) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "the token for sentry, which " + origin + ", cannot be read from " + file
                            + " (expected: a file that this user may read)",
                    e);
        }
    }
}
