package dev.inlay.component;

/** A secret that has been looked up, where a manifest has a value. Nothing in it is filled in, and its text form hides it. */
record SecretValue(String text) {

    @Override
    public String toString() {
        return "…";
    }
}
