package dev.inlay.component.middleware.oauth;

/** Scopes: separated by commas in manifests, by blanks at providers. */
final class Scopes {

    private Scopes() {}

    static String of(String manifest) {
        return String.join(" ", manifest.split(","));
    }
}
