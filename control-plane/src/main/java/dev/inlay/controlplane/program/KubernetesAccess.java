package dev.inlay.controlplane.program;

import dev.inlay.identity.Pem;
import dev.inlay.program.user.ContainerUser;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.internal.SSLUtils;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.Objects;
import java.util.function.UnaryOperator;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** How the cluster is reached, and as whom a program runs there. */
public final class KubernetesAccess {

    private KubernetesAccess() {}

    /**
     * A client; it connects when it is first used. Its calls block.
     *
     * @param kubeconfig a file; empty for the account of the pod, or what the environment says
     * @param scope of the fatal line
     * @throws StartFailure if there is no way to a cluster
     */
    public static KubernetesClient client(String kubeconfig, String scope) {
        try {
            Config config = kubeconfig.isEmpty()
                    ? new ConfigBuilder().withAutoConfigure().build()
                    : Config.fromKubeconfig(Path.of(kubeconfig).toFile());
            // Tried by WebSocket first, a watch loses what a server that knows none has answered to the attempt.
            config.setOnlyHttpWatches(true);
            KeyManager[] own = takeClientCertificate(config);
            KubernetesClientBuilder builder = new KubernetesClientBuilder()
                    .withConfig(config)
                    .withKubernetesSerialization(TolerantJson.serialization());
            String serverName = takeServerName(config);
            TrustManager[] trusted =
                    own.length > 0 || !serverName.isEmpty() ? trusted(config, serverName) : new TrustManager[0];
            builder.withHttpClientBuilderConsumer(http -> {
                http.addOrReplaceInterceptor(WatchFrames.class.getName(), new WatchFrames());
                if (trusted.length > 0) {
                    http.sslContext(own, trusted);
                }
            });
            return builder.build();
        } catch (RuntimeException | IOException | GeneralSecurityException e) {
            Throwable cause = e;
            while (cause.getCause() != null) {
                cause = cause.getCause();
            }
            throw new StartFailure(
                    scope,
                    "no way to Kubernetes: " + cause.getMessage()
                            + " (expected: --kubeconfig with a readable file, or a pod with a service account)",
                    e);
        }
    }

    private static TrustManager[] trusted(Config config, String serverName)
            throws IOException, GeneralSecurityException {
        TrustManager[] trusted = SSLUtils.trustManagers(config);
        if (!serverName.isEmpty() && trusted.length > 0 && trusted[0] instanceof X509TrustManager chains) {
            return new TrustManager[] {new ServerNameTrust(chains, serverName)};
        }
        return trusted;
    }

    /** The {@code tls-server-name} of the cluster in use, which the library only warns of; empty if there is none. */
    private static String takeServerName(Config config) {
        String serverName = Objects.requireNonNullElse(config.getTlsServerName(), "");
        config.setTlsServerName(null);
        return serverName;
    }

    /**
     * The certificate of a client, read here: the library knows no Ed25519. It is taken out of the configuration.
     *
     * @return nothing if there is none
     */
    private static KeyManager[] takeClientCertificate(Config config) throws IOException, GeneralSecurityException {
        String certificates = text(config.getClientCertData(), config.getClientCertFile());
        String key = text(config.getClientKeyData(), config.getClientKeyFile());
        if (certificates.isEmpty() || key.isEmpty()) {
            return new KeyManager[0];
        }
        config.setClientCertData(null);
        config.setClientCertFile(null);
        config.setClientKeyData(null);
        config.setClientKeyFile(null);
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        char[] none = new char[0];
        store.setKeyEntry(
                "client",
                Pem.privateKey(key),
                none,
                Pem.certificates(certificates).toArray(X509Certificate[]::new));
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, none);
        return keys.getKeyManagers();
    }

    private static String text(@Nullable String base64, @Nullable String file) throws IOException {
        if (base64 != null) {
            return new String(Base64.getDecoder().decode(base64), StandardCharsets.US_ASCII);
        }
        return file == null ? "" : Files.readString(Path.of(file));
    }

    /** The namespace of this program: the environment variable {@code NAMESPACE}, else {@code default}. */
    public static String namespace(UnaryOperator<@Nullable String> environment) {
        String namespace = environment.apply("NAMESPACE");
        return namespace == null || namespace.isEmpty() ? "default" : namespace;
    }

    /**
     * Programs of the control plane must not run as root in a cluster.
     *
     * @param scope of the fatal line
     * @throws StartFailure if this one does and nobody allows it
     */
    public static void refuseRoot(UnaryOperator<@Nullable String> environment, String scope) {
        if (ContainerUser.isRoot() && !"true".equals(environment.apply(ContainerUser.OVERRIDE))) {
            throw new StartFailure(
                    scope,
                    "this program runs as root (UID 0), which it refuses in Kubernetes mode (expected: a securityContext"
                            + " with runAsNonRoot; or " + ContainerUser.OVERRIDE + "=true to allow it)");
        }
    }
}
