package dev.inlay.testkit.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.inlay.identity.TrustAnchorsFile;
import dev.inlay.time.TimeSource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Mono;
import reactor.test.scheduler.VirtualTimeScheduler;

class TrustAnchorsFileTests {

    private final VirtualTimeScheduler clock = VirtualTimeScheduler.create();
    private final TimeSource time = TimeSource.of(clock);
    private final TestAuthority first = TestAuthority.create("public", Instant.EPOCH);
    private final TestAuthority second = TestAuthority.create("public", Instant.EPOCH);

    @TempDir
    Path folder;

    @AfterEach
    void close() {
        clock.dispose();
    }

    private TrustAnchorsFile opened(Path file) {
        var opening = TrustAnchorsFile.open(file, time).toFuture();
        await().until(() -> {
            clock.advanceTimeBy(Duration.ofSeconds(2));
            return opening.isDone();
        });
        return opening.join();
    }

    @Test
    void aVolumeOfKubernetesWhoseLinkIsMovedIsReadAnew() throws Exception {
        Files.writeString(Files.createDirectory(folder.resolve("..1")).resolve("ca.crt"), first.anchorsPem());
        Files.writeString(Files.createDirectory(folder.resolve("..2")).resolve("ca.crt"), second.anchorsPem());
        Files.createSymbolicLink(folder.resolve("..data"), Path.of("..1"));
        Path file = Files.createSymbolicLink(folder.resolve("ca.crt"), Path.of("..data/ca.crt"));
        TrustAnchorsFile anchors = opened(file);
        List<String> changes = new CopyOnWriteArrayList<>();
        anchors.changes().subscribe(changes::add);
        assertThat(anchors.certificates()).containsExactly(first.root());

        Files.createSymbolicLink(folder.resolve("..next"), Path.of("..2"));
        Files.move(folder.resolve("..next"), folder.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);

        await().until(() -> {
            clock.advanceTimeBy(Duration.ofSeconds(2));
            return anchors.certificates().equals(List.of(second.root()));
        });
        assertThat(changes).containsExactly(second.anchorsPem());
        anchors.dispose();
    }

    @Test
    void aFileThatIsFilledLaterIsAwaited() throws Exception {
        Path file = folder.resolve("ca.crt");
        var opening = TrustAnchorsFile.open(file, time).toFuture();
        clock.advanceTimeBy(Duration.ofSeconds(20));
        assertThat(opening).isNotDone();

        Files.writeString(file, first.anchorsPem());

        await().until(() -> {
            clock.advanceTimeBy(Duration.ofSeconds(2));
            return opening.isDone();
        });
        assertThat(opening.join().certificates()).containsExactly(first.root());
    }

    @Test
    void whatALateFileWillHoldServesUntilItIsThere() throws Exception {
        Path file = folder.resolve("ca.crt");
        TrustAnchorsFile anchors = TrustAnchorsFile.open(file, Mono.just(first.anchorsPem()), time)
                .toFuture()
                .get();
        assertThat(anchors.certificates()).containsExactly(first.root());

        Files.writeString(file, second.anchorsPem());

        await().until(() -> {
            clock.advanceTimeBy(Duration.ofSeconds(2));
            return anchors.certificates().equals(List.of(second.root()));
        });
        anchors.dispose();
    }

    @Test
    void whatIsNoCertificateIsRefusedAtTheBeginningAndPassedOverLater() throws Exception {
        Path file = Files.writeString(folder.resolve("ca.crt"), first.anchorsPem());
        TrustAnchorsFile anchors = opened(file);
        Files.writeString(file, "nothing of the kind");
        clock.advanceTimeBy(Duration.ofSeconds(20));
        assertThat(anchors.certificates()).containsExactly(first.root());
        anchors.dispose();

        assertThatThrownBy(() -> opened(file))
                .hasMessageContaining("the file of trust anchors " + file
                        + " holds no certificate (expected: one or more roots as PEM");
    }
}
