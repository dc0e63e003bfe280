package dev.inlay.peer;

import dev.inlay.component.AppIdentity;
import dev.inlay.error.ErrorCode;
import dev.inlay.error.InlayException;

/** Reads the forms in which a caller names an application: {@code id} and {@code id.namespace}. */
public final class TargetApp {

    private static final String DEFAULT_NAMESPACE = "default";

    private TargetApp() {}

    /**
     * The application that is meant.
     *
     * @param self who asks; a bare id is meant in its namespace
     * @throws InlayException if the text is neither form
     */
    public static AppIdentity parse(String target, AppIdentity self) {
        if (target.isEmpty()) {
            throw InlayException.of(ErrorCode.DIRECT_INVOKE_NO_APP_ID);
        }
        int dot = target.indexOf('.');
        if (dot < 0) {
            return new AppIdentity(target, self.namespace());
        }
        if (dot == 0 || dot == target.length() - 1 || target.indexOf('.', dot + 1) >= 0) {
            throw InlayException.of(
                    ErrorCode.DIRECT_INVOKE, target, "invalid app id " + target + " (expected: id or id.namespace)");
        }
        return new AppIdentity(target.substring(0, dot), target.substring(dot + 1));
    }

    /** Whether the application is the asking one itself. No namespace and {@code default} are the same. */
    public static boolean isSame(AppIdentity app, AppIdentity self) {
        return app.appId().equals(self.appId()) && named(app.namespace()).equals(named(self.namespace()));
    }

    private static String named(String namespace) {
        return namespace.isEmpty() ? DEFAULT_NAMESPACE : namespace;
    }
}
