package dev.inlay.peer;

import static dev.inlay.peer.ProxyClient.next;
import static dev.inlay.peer.ProxyClient.start;
import static dev.inlay.peer.ProxyClient.to;
import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Metadata;
import io.grpc.Status;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A stream of any length passes in bounded memory: nobody sends faster than the slowest on the way reads. */
class ProxyStreamTests {

    private static final byte[] CHUNK = new byte[64 << 10];
    private static final int CHUNKS = 1024;

    /** What four sockets, two proxies and their windows may hold at once; the stream has 64 MiB. */
    private static final int ON_THE_WAY = 16 << 20;

    private static TwoRuntimes runtimes;

    @BeforeAll
    static void open() {
        runtimes = new TwoRuntimes();
    }

    @AfterAll
    static void close() {
        runtimes.close();
    }

    @Test
    void from_the_application_to_a_slow_caller() throws Exception {
        ProxyClient client = start(runtimes.throughCaller(), "shop.Orders/List", to("callee"));
        ScriptedApp.Call call = next(runtimes.app.calls);
        call.call.sendHeaders(new Metadata());
        int sent = 0;
        int taken = 0;
        int ahead = 0;
        while (taken < CHUNKS) {
            while (sent < CHUNKS && call.call.isReady()) {
                call.call.sendMessage(CHUNK);
                sent++;
            }
            ahead = Math.max(ahead, sent - taken);
            if (taken == sent) {
                assertThat(next(call.events)).isEqualTo("ready");
                continue;
            }
            client.call.request(1);
            assertThat(client.nextAnswer()).hasSize(CHUNK.length);
            taken++;
        }
        call.call.close(Status.OK, new Metadata());
        assertThat(client.status().isOk()).isTrue();
        assertThat((long) ahead * CHUNK.length).as("bytes on the way").isLessThan(ON_THE_WAY);
    }

    @Test
    void from_the_caller_to_a_slow_application() throws Exception {
        ProxyClient client = start(runtimes.throughCaller(), "shop.Orders/Import", to("callee"));
        ScriptedApp.Call call = next(runtimes.app.calls);
        int sent = 0;
        int taken = 0;
        int ahead = 0;
        while (taken < CHUNKS) {
            while (sent < CHUNKS && client.call.isReady()) {
                client.call.sendMessage(CHUNK);
                sent++;
            }
            ahead = Math.max(ahead, sent - taken);
            if (taken == sent) {
                assertThat(next(client.ready)).isEqualTo("ready");
                continue;
            }
            call.call.request(1);
            assertThat(next(call.messages)).hasSize(CHUNK.length);
            taken++;
        }
        client.call.halfClose();
        call.call.sendHeaders(new Metadata());
        call.call.close(Status.OK, new Metadata());
        assertThat(client.status().isOk()).isTrue();
        assertThat((long) ahead * CHUNK.length).as("bytes on the way").isLessThan(ON_THE_WAY);
    }
}
