package dev.inlay.peer;

/** The other side sent what the internal protocol forbids. Texts are Dapr's. */
final class ProtocolViolation extends RuntimeException {

    ProtocolViolation(String message) {
        super(message, null, false, false);
    }

    static ProtocolViolation incompleteRequest() {
        return new ProtocolViolation("request does not contain the required fields in the leading chunk");
    }

    static ProtocolViolation incompleteResponse() {
        return new ProtocolViolation("response does not contain the required fields in the leading chunk");
    }

    static ProtocolViolation lateRequestEnvelope() {
        return new ProtocolViolation("request metadata found in non-leading chunk");
    }

    static ProtocolViolation lateResponseEnvelope() {
        return new ProtocolViolation("response metadata found in non-leading chunk");
    }

    static ProtocolViolation sequence(long received, long expected) {
        return new ProtocolViolation("invalid sequence number received: " + Long.toUnsignedString(received)
                + " (expected: " + expected + ")");
    }

    static ProtocolViolation length(long received, long announced) {
        return new ProtocolViolation("the body has " + received + " bytes, but content-length announced " + announced);
    }
}
