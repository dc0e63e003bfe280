package dev.inlay.peer;

import dev.inlay.component.AppIdentity;
import io.grpc.ChannelCredentials;
import io.grpc.ServerCredentials;
import io.grpc.TlsChannelCredentials;
import io.grpc.TlsServerCredentials;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Arrays;
import java.util.Base64;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * An instance's certificate for 127.0.0.1 and its key, made anew by the JDK's keytool. Each signs itself, so those who
 * are to trust each other are told of each other.
 *
 * @param certificate PEM text
 * @param key PEM text, PKCS#8
 */
public record TestIdentity(String certificate, String key) {

    private static final String PASSWORD = "changeit";

    /** With these further alternative names, as {@code uri:spiffe://public/ns/default/shop}. */
    public static TestIdentity create(Path folder, String... names) throws Exception {
        Path file = Files.createTempFile(folder, "identity", ".p12");
        Files.delete(file);
        String alternatives = "SAN=ip:127.0.0.1"
                + Arrays.stream(names).map(name -> "," + name).collect(Collectors.joining());
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "own",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=" + file.getFileName(),
                        "-ext",
                        alternatives,
                        "-validity",
                        "2",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        file.toString(),
                        "-storepass",
                        PASSWORD)
                .redirectErrorStream(true)
                .start();
        String output = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!keytool.waitFor(30, TimeUnit.SECONDS) || keytool.exitValue() != 0) {
            throw new IOException("keytool made no certificate: " + output);
        }
        return read(file);
    }

    private static TestIdentity read(Path file) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, PASSWORD.toCharArray());
        }
        return new TestIdentity(
                pem("CERTIFICATE", store.getCertificate("own").getEncoded()),
                pem("PRIVATE KEY", store.getKey("own", PASSWORD.toCharArray()).getEncoded()));
    }

    private static String pem(String type, byte[] content) {
        return "-----BEGIN " + type + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content) + "\n-----END " + type
                + "-----\n";
    }

    /** Credentials of this identity that trust those others; connections must be proven from both sides. */
    PeerCredentials trusting(TestIdentity... others) {
        String trusted =
                Arrays.stream(others).map(TestIdentity::certificate).collect(Collectors.joining()) + certificate;
        return new PeerCredentials() {
            @Override
            public ChannelCredentials toward(AppIdentity callee) {
                try {
                    return TlsChannelCredentials.newBuilder()
                            .keyManager(stream(certificate), stream(key))
                            .trustManager(stream(trusted))
                            .build();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }

            @Override
            public ServerCredentials ofServer() {
                try {
                    return TlsServerCredentials.newBuilder()
                            .keyManager(stream(certificate), stream(key))
                            .trustManager(stream(trusted))
                            .clientAuth(TlsServerCredentials.ClientAuth.REQUIRE)
                            .build();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        };
    }

    private static InputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII));
    }
}
