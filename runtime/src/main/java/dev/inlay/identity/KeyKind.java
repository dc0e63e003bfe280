package dev.inlay.identity;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;

/** The kind of key that a program asks a certificate for. */
public enum KeyKind {
    /** Small and fast; what Dapr's programs use. */
    ED25519("Ed25519", 0, "Ed25519"),

    /** For webhooks: API servers may refuse Ed25519. 2048 bits. */
    RSA("RSA", 2048, "SHA256withRSA"),

    /** Curve P-256. */
    ECDSA("EC", 256, "SHA256withECDSA");

    private final String algorithm;
    private final int size;
    private final String signature;

    KeyKind(String algorithm, int size, String signature) {
        this.algorithm = algorithm;
        this.size = size;
        this.signature = signature;
    }

    /** A fresh pair. Takes milliseconds, but for RSA: one to two seconds of a JVM that has just started. */
    public KeyPair generate() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
            if (size > 0) {
                generator.initialize(size);
            }
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(
                    "this JVM cannot make keys of the kind " + algorithm
                            + " (expected: a JDK 17 with its own providers)",
                    e);
        }
    }

    /** What the JDK calls signatures by such keys. */
    public String signature() {
        return signature;
    }
}
