package dev.inlay.peer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.inlay.message.InvokeRequest;
import dev.inlay.message.MessageBody;
import dev.inlay.protocol.internals.v1.InternalInvokeRequest;
import org.junit.jupiter.api.Test;

class RequestEnvelopeTests {

    @Test
    void the_length_of_the_body_is_spelled_so_that_daprd_keeps_it_from_applications_that_speak_grpc() {
        byte[] body = new byte[5];
        InternalInvokeRequest envelope = RequestEnvelope.withData(
                new InvokeRequest("app", "POST", "say")
                        .withHeader("content-length", "7")
                        .withBody(MessageBody.of(body)),
                body);

        assertThat(envelope.getMetadataMap()).containsOnlyKeys("Content-Length");
        assertThat(PeerHeaders.contentLength(envelope.getMetadataMap())).isEqualTo(5);
    }
}
