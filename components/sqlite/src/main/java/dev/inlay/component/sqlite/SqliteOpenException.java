package dev.inlay.component.sqlite;

import dev.inlay.error.ErrorCode;
import dev.inlay.error.InlayException;
import org.jspecify.annotations.Nullable;

/** A SQLite database cannot be opened: which, why, and what to do. */
public final class SqliteOpenException extends InlayException {

    SqliteOpenException(SqliteAddress address, String problem, @Nullable Throwable cause) {
        super(ErrorCode.INTERNAL, address.displayName() + " cannot be opened: " + problem, cause);
    }
}
