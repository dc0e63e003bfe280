package dev.inlay.spring.buffer;

import java.nio.ByteBuffer;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.core.io.buffer.DefaultDataBuffer;

/**
 * Turns Spring's buffers into plain ones. Takes the buffer over: one from a pool is copied and goes back to it, one on
 * the heap is handed on as it is.
 */
public final class Buffers {

    private Buffers() {}

    /** The readable bytes, the receiver's to keep. */
    public static ByteBuffer toByteBuffer(DataBuffer buffer) {
        if (buffer instanceof DefaultDataBuffer onHeap) {
            return onHeap.getNativeBuffer();
        }
        return ByteBuffer.wrap(copyAndRelease(buffer));
    }

    /** The readable bytes as an array that nobody else writes to. */
    public static byte[] toBytes(DataBuffer buffer) {
        if (buffer instanceof DefaultDataBuffer onHeap) {
            ByteBuffer bytes = onHeap.getNativeBuffer();
            if (bytes.hasArray()
                    && bytes.arrayOffset() == 0
                    && bytes.position() == 0
                    && bytes.array().length == bytes.remaining()) {
                return bytes.array();
            }
        }
        return copyAndRelease(buffer);
    }

    private static byte[] copyAndRelease(DataBuffer buffer) {
        try {
            byte[] bytes = new byte[buffer.readableByteCount()];
            buffer.read(bytes);
            return bytes;
        } finally {
            DataBufferUtils.release(buffer);
        }
    }
}
