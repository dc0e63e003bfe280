package dev.inlay.component.local.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.entry;

import dev.inlay.error.InlayException;
import dev.inlay.secret.SecretStore;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What daprd answers to the same files is in {@link DaprdSecretsTests}. */
class FileSecretStoreTests {

    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final String NESTED = """
            {"plain": "value", "empty": "", "a:b": "with a colon",
             "redis": {"password": "pw", "tls": {"key": "k"}},
             "list": ["first", {"name": "second"}]}""";

    @TempDir
    Path folder;

    @Test
    void aSecretHasOneEntryOfItsOwnName() throws IOException {
        SecretStore store = open(NESTED, Map.of());

        assertThat(get(store, "plain")).containsExactly(entry("plain", "value"));
        assertThat(get(store, "empty")).containsExactly(entry("empty", ""));
        assertThat(get(store, "a:b")).containsExactly(entry("a:b", "with a colon"));
    }

    @Test
    void whatIsNestedIsNamedByItsPath() throws IOException {
        SecretStore store = open(NESTED, Map.of());

        assertThat(get(store, "redis:password")).containsExactly(entry("redis:password", "pw"));
        assertThat(get(store, "redis:tls:key")).containsExactly(entry("redis:tls:key", "k"));
        assertThat(get(store, "list:0")).containsExactly(entry("list:0", "first"));
        assertThat(get(store, "list:1:name")).containsExactly(entry("list:1:name", "second"));
        assertThat(get(store, "redis")).isNull();
        assertThat(get(store, "list")).isNull();
    }

    @Test
    void theSeparatorOfAPathCanBeChosen() throws IOException {
        SecretStore store = open(NESTED, Map.of("nestedSeparator", "/"));

        assertThat(get(store, "redis/tls/key")).containsExactly(entry("redis/tls/key", "k"));
        assertThat(get(store, "redis:password")).isNull();
    }

    @Test
    void aSecretOfSeveralValuesHasTheNestedOnesAsEntries() throws IOException {
        SecretStore store = open(NESTED, Map.of("multiValued", "true"));

        assertThat(get(store, "redis")).containsOnly(entry("password", "pw"), entry("tls:key", "k"));
        assertThat(get(store, "plain")).containsExactly(entry("plain", "value"));
        assertThat(get(store, "redis:password")).isNull();
    }

    @Test
    void valuesThatAreNoTextAreWrittenAsTextAndNullIsNoSecret() throws IOException {
        String file = "{\"port\": 6379, \"ratio\": 0.5, \"on\": true, \"nothing\": null, \"all\": {\"nothing\": null}}";

        assertThat(all(open(file, Map.of())))
                .containsOnly(
                        entry("port", Map.of("port", "6379")),
                        entry("ratio", Map.of("ratio", "0.5")),
                        entry("on", Map.of("on", "true")));
        assertThat(all(open(file, Map.of("multiValued", "true"))))
                .containsEntry("port", Map.of("port", "6379"))
                .containsEntry("all", Map.of())
                .doesNotContainKey("nothing");
    }

    @Test
    void allSecretsAreShown() throws IOException {
        assertThat(all(open(NESTED, Map.of())))
                .containsOnlyKeys("plain", "empty", "a:b", "redis:password", "redis:tls:key", "list:0", "list:1:name");
        assertThat(all(open(NESTED, Map.of("multiValued", "true"))))
                .containsOnlyKeys("plain", "empty", "a:b", "redis", "list");
    }

    @Test
    void namesAreTakenLiterally() throws IOException {
        assertThat(get(open(NESTED, Map.of()), "Plain")).isNull();
    }

    @Test
    void aFileThatIsNotThereIsNamed() {
        SecretStore store = store(folder.resolve("absent.json"), Map.of());

        assertThatExceptionOfType(InlayException.class)
                .isThrownBy(() -> store.init().block(LIMIT))
                .withMessageContaining(folder.resolve("absent.json").toString())
                .withMessageContaining("does not exist");
    }

    @Test
    void aFileThatComesLateIsReadWhenInitIsTriedAgain() throws IOException {
        Path file = folder.resolve("late.json");
        SecretStore store = store(file, Map.of());
        assertThat(catchThrowable(() -> store.init().block(LIMIT))).isInstanceOf(InlayException.class);
        Files.writeString(file, NESTED);
        store.init().block(LIMIT);

        assertThat(get(store, "plain")).containsExactly(entry("plain", "value"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{\"password\": \"hunter2\"", "[\"hunter2\"]", "\"hunter2\"", "hunter2"})
    void aFileThatIsNoJsonObjectIsNamedWithoutAWordOfIt(String content) {
        assertThatExceptionOfType(InlayException.class)
                .isThrownBy(() -> open(content, Map.of()))
                .withMessageContaining("secrets.json is no JSON object")
                .satisfies(error -> assertThat(stackTraceOf(error)).doesNotContain("hunter2"));
    }

    @Test
    void aSecretThatIsThereTwiceIsRefusedBecauseNobodyKnowsWhichIsMeant() {
        assertThatExceptionOfType(InlayException.class)
                .isThrownBy(() -> open("{\"a\": {\"b\": \"hunter2\"}, \"a:b\": \"hunter3\"}", Map.of()))
                .withMessageContaining("'a:b' is there twice")
                .satisfies(error -> assertThat(stackTraceOf(error)).doesNotContain("hunter"));
    }

    private static String stackTraceOf(Throwable error) {
        StringWriter text = new StringWriter();
        error.printStackTrace(new PrintWriter(text));
        return text.toString();
    }

    private SecretStore open(String content, Map<String, String> metadata) throws IOException {
        SecretStore store = store(Files.writeString(folder.resolve("secrets.json"), content), metadata);
        store.init().block(LIMIT);
        return store;
    }

    private static SecretStore store(Path file, Map<String, String> metadata) {
        return SecretStores.ofFile(file, metadata);
    }

    private static @Nullable Map<String, String> get(SecretStore store, String name) {
        return store.get(name, Map.of()).block(LIMIT);
    }

    @SuppressWarnings("NullAway") // a store always answers
    private static Map<String, Map<String, String>> all(SecretStore store) {
        return store.getAll(Map.of()).block(LIMIT);
    }
}
