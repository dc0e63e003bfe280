package dev.inlay.resiliency;

/** Nobody listens. */
enum NoPolicyListener implements PolicyListener, PolicyListener.Target {
    INSTANCE;

    @Override
    public void loaded(String name, String namespace) {}

    @Override
    public Target target(String target, String flowDirection) {
        return this;
    }

    @Override
    public void applied(Kind kind, String status) {}

    @Override
    public void activated(Kind kind, String status) {}
}
