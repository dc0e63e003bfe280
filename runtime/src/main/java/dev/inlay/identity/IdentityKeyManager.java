package dev.inlay.identity;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * Shows the certificate that is in force when a handshake begins. A handshake asks more than once; what it began with is
 * kept for it under the alias it was given.
 */
final class IdentityKeyManager extends X509ExtendedKeyManager {

    private final Supplier<Svid> current;
    private final AtomicReference<@Nullable Shown> shown = new AtomicReference<>();

    /** A certificate, how handshakes call it, and the one before, which handshakes under way may still ask for. */
    private record Shown(String alias, Svid svid, @Nullable Shown before) {

        @Nullable Svid find(@Nullable String wanted) {
            if (alias.equals(wanted)) {
                return svid;
            }
            return before == null ? null : before.find(wanted);
        }
    }

    IdentityKeyManager(Supplier<Svid> current) {
        this.current = current;
    }

    private @Nullable String choose(@Nullable String @Nullable [] keyTypes) {
        Svid now = current.get();
        for (String type : keyTypes == null ? new String[0] : keyTypes) {
            if (now.key().getAlgorithm().equals(type)) {
                Shown next = shown.updateAndGet(last -> {
                    if (last != null && last.svid == now) {
                        return last;
                    }
                    Shown before = last == null ? null : new Shown(last.alias, last.svid, null);
                    return new Shown(now.certificate().getSerialNumber().toString(), now, before);
                });
                return next == null ? null : next.alias;
            }
        }
        return null;
    }

    private @Nullable Svid find(@Nullable String alias) {
        Shown last = shown.get();
        return last == null ? null : last.find(alias);
    }

    @Override
    public @Nullable String chooseEngineClientAlias(
            String @Nullable [] keyTypes, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
        return choose(keyTypes);
    }

    @Override
    public @Nullable String chooseEngineServerAlias(
            @Nullable String keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
        return choose(new String[] {keyType});
    }

    @Override
    public @Nullable String chooseClientAlias(
            String @Nullable [] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return choose(keyTypes);
    }

    @Override
    public @Nullable String chooseServerAlias(
            @Nullable String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return choose(new String[] {keyType});
    }

    @Override
    public String @Nullable [] getClientAliases(@Nullable String keyType, Principal @Nullable [] issuers) {
        return getServerAliases(keyType, issuers);
    }

    @Override
    public String @Nullable [] getServerAliases(@Nullable String keyType, Principal @Nullable [] issuers) {
        String alias = choose(new String[] {keyType});
        return alias == null ? null : new String[] {alias};
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(@Nullable String alias) {
        Svid svid = find(alias);
        return svid == null ? null : svid.chain().toArray(new X509Certificate[0]);
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(@Nullable String alias) {
        Svid svid = find(alias);
        return svid == null ? null : svid.key();
    }
}
