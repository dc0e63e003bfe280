package dev.inlay.component.local.secret;

import dev.inlay.codec.CodecException;
import dev.inlay.codec.JsonCodec;
import dev.inlay.codec.TypeRef;
import dev.inlay.error.ErrorCode;
import dev.inlay.error.InlayException;
import dev.inlay.secret.SecretStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * A JSON file as secret store. It is read once, by {@link #init()}, on a thread that may block. No message quotes it: what
 * a parser complains about may be part of a secret.
 */
final class FileSecretStore implements SecretStore {

    private static final TypeRef<Map<String, Object>> DOCUMENT = new TypeRef<>() {};

    private final Path file;
    private final SecretLayout layout;
    private final JsonCodec json;
    private volatile Map<String, Map<String, String>> secrets = Map.of();

    FileSecretStore(Path file, SecretLayout layout, JsonCodec json) {
        this.file = file.toAbsolutePath();
        this.layout = layout;
        this.json = json;
    }

    @Override
    public String address() {
        return file.toString();
    }

    @Override
    public Mono<Void> init() {
        return Mono.fromCallable(this::read)
                .subscribeOn(Schedulers.boundedElastic())
                .doOnNext(read -> secrets = read)
                .then();
    }

    private Map<String, Map<String, String>> read() {
        byte[] content;
        try {
            content = Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            throw failure("does not exist (expected: a JSON file; relative paths start at the working directory)");
        } catch (IOException e) {
            throw failure("cannot be read: " + e);
        }
        try {
            Map<String, Object> document = json.decode(content, DOCUMENT.type());
            return layout.read(document == null ? Map.of() : document);
        } catch (CodecException e) {
            throw failure("is no JSON object (expected: {\"name\": \"secret\", …})");
        } catch (IllegalArgumentException e) {
            throw failure("is ambiguous: " + e.getMessage());
        }
    }

    private InlayException failure(String problem) {
        return new InlayException(ErrorCode.INTERNAL, "secrets file " + file + " " + problem);
    }

    @Override
    public Mono<Map<String, String>> get(String name, Map<String, String> metadata) {
        return Mono.fromSupplier(() -> secrets.get(name));
    }

    @Override
    public Mono<Map<String, Map<String, String>>> getAll(Map<String, String> metadata) {
        return Mono.fromSupplier(() -> secrets);
    }

    @Override
    public Mono<Void> close() {
        return Mono.fromRunnable(() -> secrets = Map.of());
    }
}
