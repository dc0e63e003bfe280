package dev.inlay;

import dev.inlay.component.AppIdentity;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Settings of one runtime. Immutable; start from {@link #of(String)} and change what differs.
 *
 * @param app who the application is
 * @param hostAddress what this instance announces to others; null to find out (Dapr's order: {@code DAPR_HOST_IP}, the
 *     source address of an outside route, the first address that is not loopback)
 * @param internalGrpcPort where other instances reach this one; 0 for any free port
 * @param internalListenAddress where that port listens; empty for all addresses, or for loopback alone where that is what
 *     is announced
 * @param resourcesPaths folders (or files) with manifests
 * @param configPaths files with Configuration resources; later ones override earlier ones
 * @param maxBodySize how many bytes of a body the runtime is willing to hold in memory
 * @param gracePeriod how long calls under way may take at shutdown
 */
public record RuntimeOptions(
        AppIdentity app,
        @Nullable String hostAddress,
        int internalGrpcPort,
        String internalListenAddress,
        List<Path> resourcesPaths,
        List<Path> configPaths,
        int maxBodySize,
        Duration gracePeriod) {

    /** Dapr's default of {@code max-body-size}: 4 MiB. */
    public static final int DEFAULT_MAX_BODY_SIZE = 4 << 20;

    public RuntimeOptions {
        resourcesPaths = List.copyOf(resourcesPaths);
        configPaths = List.copyOf(configPaths);
    }

    /** The defaults for an application. */
    public static RuntimeOptions of(String appId) {
        return new RuntimeOptions(
                new AppIdentity(appId, ""),
                null,
                0,
                "",
                List.of(),
                List.of(),
                DEFAULT_MAX_BODY_SIZE,
                Duration.ofSeconds(5));
    }

    public RuntimeOptions withNamespace(String namespace) {
        return new RuntimeOptions(
                new AppIdentity(app.appId(), namespace),
                hostAddress,
                internalGrpcPort,
                internalListenAddress,
                resourcesPaths,
                configPaths,
                maxBodySize,
                gracePeriod);
    }

    public RuntimeOptions withHostAddress(@Nullable String address) {
        return new RuntimeOptions(
                app,
                address,
                internalGrpcPort,
                internalListenAddress,
                resourcesPaths,
                configPaths,
                maxBodySize,
                gracePeriod);
    }

    public RuntimeOptions withInternalGrpcPort(int port) {
        return new RuntimeOptions(
                app, hostAddress, port, internalListenAddress, resourcesPaths, configPaths, maxBodySize, gracePeriod);
    }

    public RuntimeOptions withInternalListenAddress(String address) {
        return new RuntimeOptions(
                app, hostAddress, internalGrpcPort, address, resourcesPaths, configPaths, maxBodySize, gracePeriod);
    }

    public RuntimeOptions withResourcesPaths(List<Path> paths) {
        return new RuntimeOptions(
                app,
                hostAddress,
                internalGrpcPort,
                internalListenAddress,
                paths,
                configPaths,
                maxBodySize,
                gracePeriod);
    }

    public RuntimeOptions withConfigPaths(List<Path> paths) {
        return new RuntimeOptions(
                app,
                hostAddress,
                internalGrpcPort,
                internalListenAddress,
                resourcesPaths,
                paths,
                maxBodySize,
                gracePeriod);
    }

    public RuntimeOptions withMaxBodySize(int bytes) {
        return new RuntimeOptions(
                app,
                hostAddress,
                internalGrpcPort,
                internalListenAddress,
                resourcesPaths,
                configPaths,
                bytes,
                gracePeriod);
    }

    public RuntimeOptions withGracePeriod(Duration period) {
        return new RuntimeOptions(
                app,
                hostAddress,
                internalGrpcPort,
                internalListenAddress,
                resourcesPaths,
                configPaths,
                maxBodySize,
                period);
    }
}
