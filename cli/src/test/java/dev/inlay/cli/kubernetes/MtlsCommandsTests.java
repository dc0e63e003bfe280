package dev.inlay.cli.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.inlay.cli.CommandLineCase;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@EnableKubernetesMockClient(crud = true, https = false)
class MtlsCommandsTests {

    private static final String SYSTEM = "dapr-system";
    private static final Instant NOW = CommandLineCase.CLOCK.instant();

    private @Nullable KubernetesClient client;
    private @Nullable KubernetesMockServer server;
    private Map<String, String> environment = Map.of();

    @TempDir
    Path directory;

    @BeforeEach
    void reachTheMock() throws IOException {
        environment = MockCluster.environment(Objects.requireNonNull(server), directory);
    }

    private KubernetesClient client() {
        return Objects.requireNonNull(client, "made before each test");
    }

    private static Authority made(int days) {
        return new CertificateMaker("cluster.local", SYSTEM, Duration.ofDays(days)).make(null, "", NOW);
    }

    private Authority installed(int days) {
        Authority authority = made(days);
        client().resource(new SecretBuilder()
                        .withNewMetadata()
                        .withName("dapr-trust-bundle")
                        .withNamespace(SYSTEM)
                        .endMetadata()
                        .addToData("ca.crt", encoded(CertificateFiles.pem(authority.roots())))
                        .addToData("issuer.crt", encoded(CertificateFiles.pem(authority.chain())))
                        .addToData("issuer.key", encoded(CertificateFiles.pem(authority.key())))
                        .build())
                .create();
        client().resource(new ConfigMapBuilder()
                        .withNewMetadata()
                        .withName("dapr-trust-bundle")
                        .withNamespace(SYSTEM)
                        .endMetadata()
                        .addToData("ca.crt", CertificateFiles.pem(authority.roots()))
                        .build())
                .create();
        return authority;
    }

    private static String encoded(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private CommandLineCase.Result run(String... arguments) {
        return CommandLineCase.run(environment, directory, arguments);
    }

    private String part(String key) {
        Secret secret = client().secrets()
                .inNamespace(SYSTEM)
                .withName("dapr-trust-bundle")
                .get();
        return TrustBundle.part(secret, key);
    }

    private String published() {
        return client().configMaps()
                .inNamespace(SYSTEM)
                .withName("dapr-trust-bundle")
                .get()
                .getData()
                .getOrDefault("ca.crt", "");
    }

    private String[] written(Authority authority) throws IOException {
        Files.writeString(directory.resolve("ca.crt"), CertificateFiles.pem(authority.roots()));
        Files.writeString(directory.resolve("issuer.crt"), CertificateFiles.pem(authority.chain()));
        Files.writeString(directory.resolve("issuer.key"), CertificateFiles.pem(authority.key()));
        return new String[] {
            "mtls",
            "renew-certificate",
            "-k",
            "--ca-root-certificate",
            "ca.crt",
            "--issuer-private-key",
            "issuer.key",
            "--issuer-public-certificate",
            "issuer.crt"
        };
    }

    @Test
    void theExportedFilesAreThoseOfTheClusterAndForTheirOwnerAlone() throws IOException {
        Authority authority = installed(365);

        assertThat(run("mtls", "export", "-o", "a/b"))
                .isEqualTo(new CommandLineCase.Result(
                        0, "✅  Trust certs successfully exported to DIR/a/b" + System.lineSeparator()));

        Path folder = directory.resolve("a/b");
        assertThat(folder.resolve("ca.crt")).hasContent(CertificateFiles.pem(authority.roots()));
        assertThat(folder.resolve("issuer.crt")).hasContent(CertificateFiles.pem(authority.chain()));
        assertThat(folder.resolve("issuer.key")).hasContent(CertificateFiles.pem(authority.key()));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("issuer.key"))))
                .isEqualTo("rw-------");
        assertThat(folder.toFile().list()).hasSize(3);
    }

    @Test
    void theEndOfTheRootIsSaidInHoursAndAsADate() {
        installed(100);

        assertThat(run("mtls", "expiry").output())
                .isEqualTo("Root certificate expires in 2400 hours. Expiry date: Tue, 09 Feb 2027 10:00:00 UTC"
                        + System.lineSeparator());
    }

    @ParameterizedTest
    @CsvSource({"29, expires in 29 days", "0, has expired"})
    void aRootThatEndsWithinAMonthIsWarnedOf(int days, String text) {
        installed(days);

        assertThat(run("list", "-k").output())
                .contains("⚠  Dapr root certificate of your Kubernetes cluster " + text, "mtls renew-certificate -k");
    }

    @Test
    void aRootThatLivesForAMonthIsNotWarnedOf() {
        installed(30);

        assertThat(run("list", "-k").output()).doesNotContain("root certificate");
    }

    @Test
    void aRenewalBeginsTheRotationThatSentryGoesOnWith() {
        Authority before = installed(100);

        CommandLineCase.Result result = run("mtls", "renew-certificate", "-k", "--valid-until", "200");

        assertThat(result.exitCode()).as(result.output()).isZero();
        assertThat(result.output())
                .contains(
                        "⌛  Starting certificate rotation",
                        "ℹ️  generating fresh certificates",
                        "✅  Certificate rotation is successful! Your new certificate is valid through "
                                + "Thu, 20 May 2027 10:00:00 UTC");
        assertThat(part("issuer.key")).isEqualTo(CertificateFiles.pem(before.key()));
        assertThat(part("rotation.json")).contains("\"phase\":\"distribute\"", "\"since\":\"2026-11-01T10:00:00Z\"");
        assertThat(part("ca.crt"))
                .startsWith(CertificateFiles.pem(before.roots()))
                .isEqualTo(published());
        Authority next = Authority.parse(
                part("ca.crt"),
                part("next-issuer.crt"),
                part("next-issuer.key"),
                new Authority.Places("roots", "issuer", "key"),
                NOW);
        assertThat(next.roots()).hasSize(2);
        assertThat(next.chain().get(0).getSubjectX500Principal().getName())
                .isEqualTo("O=spiffe://cluster.local/ns/dapr-system/dapr-sentry");
    }

    @Test
    void aRotationUnderWayIsLeftAloneUnlessItIsToBeNow() {
        installed(100);
        run("mtls", "rnc", "-k");
        String under = part("next-issuer.key");

        assertThat(run("mtls", "rnc", "-k")).satisfies(result -> {
            assertThat(result.exitCode()).isOne();
            assertThat(result.output()).contains("certificate rotation failed: The root is being replaced already");
        });
        assertThat(part("next-issuer.key")).isEqualTo(under);
        assertThat(run("mtls", "rnc", "-k", "--now").exitCode()).isZero();
        assertThat(part("next-issuer.key")).isEmpty();
        assertThat(part("rotation.json")).contains("\"phase\":\"idle\"");
        assertThat(Authority.parse(
                                part("ca.crt"),
                                part("issuer.crt"),
                                part("issuer.key"),
                                new Authority.Places("roots", "issuer", "key"),
                                NOW)
                        .roots())
                .hasSize(1);
    }

    @Test
    void anExpiredRootIsReplacedAtOnce() {
        installed(0);

        assertThat(run("mtls", "rnc", "-k").output()).contains("restart the applications");
        assertThat(part("rotation.json")).contains("\"phase\":\"idle\"");
    }

    @Test
    void certificatesOfOnesOwnAreTakenAsTheyAre() throws IOException {
        installed(100);
        Authority own = made(50);

        CommandLineCase.Result result = run(written(own));

        assertThat(result.exitCode()).as(result.output()).isZero();
        assertThat(result.output()).contains("Using provided certificates").doesNotContain("PRIVATE KEY");
        assertThat(part("next-issuer.crt")).isEqualTo(CertificateFiles.pem(own.chain()));
    }

    @ParameterizedTest
    @CsvSource({
        "ca.crt, does not lead to a root of",
        "issuer.key, does not belong to the first certificate",
        "issuer.crt, does not belong to the first certificate"
    })
    void certificatesThatDoNotFitAreRefusedByName(String changed, String text) throws IOException {
        installed(100);
        String[] command = written(made(50));
        Authority other = made(50);
        Files.writeString(
                directory.resolve(changed),
                switch (changed) {
                    case "ca.crt" -> CertificateFiles.pem(other.roots());
                    case "issuer.crt" -> CertificateFiles.pem(other.chain());
                    default -> CertificateFiles.pem(other.key());
                });

        assertThat(run(command)).satisfies(result -> {
            assertThat(result.exitCode()).isOne();
            assertThat(result.output()).contains("certificate rotation failed: DIR/", changed, text);
        });
        assertThat(part("rotation.json")).isEmpty();
    }

    @Test
    void certificatesThatHaveExpiredOrAreIncompleteAreRefused() throws IOException {
        installed(100);

        assertThat(run(written(made(0)))).satisfies(result -> assertThat(result.output())
                .contains("ca.crt: the certificate of 'O=cluster.local' is valid from"));
        assertThat(run("mtls", "rnc", "-k", "--ca-root-certificate", "ca.crt").output())
                .contains("an authority of your own is not complete");
        assertThat(run("mtls", "rnc", "-k", "--private-key", "nowhere.pem").output())
                .contains("DIR/nowhere.pem cannot be read");
    }

    @ParameterizedTest
    @CsvSource({"EC, 256", "RSA, 2048", "Ed25519, 255"})
    void aRootCanBeMadeOfAKeyOfAnyKind(String kind, int size) throws Exception {
        installed(100);
        java.security.KeyPairGenerator keys = java.security.KeyPairGenerator.getInstance(kind);
        keys.initialize(size);
        Files.writeString(
                directory.resolve("root.pem"),
                CertificateFiles.pem(keys.generateKeyPair().getPrivate()));

        CommandLineCase.Result result = run("mtls", "renew-cert", "-k", "--private-key", "root.pem");

        assertThat(result.exitCode()).as(result.output()).isZero();
        Authority.parse(
                part("ca.crt"),
                part("next-issuer.crt"),
                part("next-issuer.key"),
                new Authority.Places("roots", "issuer", "key"),
                NOW);
    }

    @ParameterizedTest
    @CsvSource({"dapr, is Dapr's", "inlay, dapr_sentry.tls"})
    void aReleaseThatWouldUndoTheRenewalIsSaidBefore(String chart, String text) throws IOException {
        installed(100);
        release("{\"chart\":{\"metadata\":{\"name\":\"" + chart
                + "\"}},\"config\":{\"dapr_sentry\":{\"tls\":{\"issuer\":{\"keyPEM\":\"secret\"}}}}}");

        assertThat(run("mtls", "rnc", "-k")).satisfies(result -> {
            assertThat(result.exitCode()).isOne();
            assertThat(result.output()).contains("certificate rotation failed: ", text);
        });
        assertThat(part("rotation.json")).isEmpty();
    }

    private void release(String json) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream zip = new GZIPOutputStream(bytes)) {
            zip.write(json.getBytes(StandardCharsets.UTF_8));
        }
        client().resource(new SecretBuilder()
                        .withNewMetadata()
                        .withName("sh.helm.release.v1.dapr.v1")
                        .withNamespace(SYSTEM)
                        .addToLabels(Map.of("owner", "helm", "status", "deployed"))
                        .endMetadata()
                        .addToData("release", encoded(Base64.getEncoder().encodeToString(bytes.toByteArray())))
                        .build())
                .create();
    }

    @Test
    void withoutAControlPlaneThereIsNothingToExportOrRenew() {
        for (String command : new String[] {"export", "expiry", "rnc -k"}) {
            assertThat(run(("mtls " + command).split(" ", -1))).satisfies(result -> {
                assertThat(result.exitCode()).isOne();
                assertThat(result.output()).contains("ConfigMap dapr-trust-bundle", "Use inlay init -k");
            });
        }
    }
}
