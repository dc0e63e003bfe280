package dev.inlay.component.middleware;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * UTF-8 in pieces, to capitals, letter by letter: one letter becomes one letter, so {@code ß} stays as it is. A letter may
 * be cut in two between pieces. What is no UTF-8 becomes the replacement character. Not thread-safe.
 */
final class UppercaseText {

    private final CharsetDecoder decoder = StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPLACE)
            .onUnmappableCharacter(CodingErrorAction.REPLACE);

    /** The bytes of a letter whose rest is in the next piece. */
    private ByteBuffer begun = ByteBuffer.allocate(0);

    /** The letters that are whole by now. */
    ByteBuffer next(ByteBuffer piece) {
        return decode(joined(piece), false);
    }

    /** What is left. */
    ByteBuffer end() {
        return decode(begun, true);
    }

    private ByteBuffer joined(ByteBuffer piece) {
        if (!begun.hasRemaining()) {
            return piece;
        }
        return ByteBuffer.allocate(begun.remaining() + piece.remaining())
                .put(begun)
                .put(piece)
                .flip();
    }

    private ByteBuffer decode(ByteBuffer bytes, boolean isLast) {
        CharBuffer letters = CharBuffer.allocate(bytes.remaining() + 1);
        decoder.decode(bytes, letters, isLast);
        if (isLast) {
            decoder.flush(letters);
        }
        begun = ByteBuffer.allocate(bytes.remaining()).put(bytes).flip();
        StringBuilder capitals = new StringBuilder(letters.position());
        letters.flip().codePoints().map(Character::toUpperCase).forEach(capitals::appendCodePoint);
        return StandardCharsets.UTF_8.encode(CharBuffer.wrap(capitals));
    }
}
