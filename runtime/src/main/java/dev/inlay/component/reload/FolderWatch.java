package dev.inlay.component.reload;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells that something may have changed in folders, on a thread of its own. What has changed is for others to find out:
 * editors rename, Kubernetes turns a symbolic link, and events can be lost. A link that leads to another folder is seen at
 * the next {@link #renew()}.
 */
final class FolderWatch implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(FolderWatch.class);

    private static final WatchEvent.Kind<?>[] ALL = {
        StandardWatchEventKinds.ENTRY_CREATE, StandardWatchEventKinds.ENTRY_MODIFY, StandardWatchEventKinds.ENTRY_DELETE
    };

    private final List<Path> paths;
    private final @Nullable WatchService service;

    private FolderWatch(List<Path> paths, @Nullable WatchService service) {
        this.paths = paths;
        this.service = service;
    }

    /**
     * Begins to watch. Where the system cannot, nothing is told, and a warning says so.
     *
     * @param paths folders, or files in the folders to watch
     * @param changed called on the watching thread; must not block for long
     */
    static FolderWatch open(List<Path> paths, Runnable changed) {
        FolderWatch watch = new FolderWatch(paths, newService());
        watch.renew();
        WatchService service = watch.service;
        if (service != null) {
            Thread thread = new Thread(() -> run(service, changed), "inlay-resources");
            thread.setDaemon(true);
            thread.start();
        }
        return watch;
    }

    private static @Nullable WatchService newService() {
        try {
            return FileSystems.getDefault().newWatchService();
        } catch (IOException e) {
            LOG.warn("folders with manifests cannot be watched, only looked at from time to time: {}", e.toString());
            return null;
        }
    }

    private static void run(WatchService service, Runnable changed) {
        try {
            while (true) {
                WatchKey key = service.take();
                key.pollEvents();
                key.reset();
                changed.run();
            }
        } catch (ClosedWatchServiceException closed) {
            LOG.debug("manifests are no longer watched");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Watches the folders that the paths lead to now. Those that are watched already stay so. */
    void renew() {
        if (service == null) {
            return;
        }
        for (Path path : paths) {
            Path folder = Files.isDirectory(path) ? path : path.toAbsolutePath().getParent();
            try {
                if (folder != null && Files.isDirectory(folder)) {
                    folder.register(service, ALL);
                }
            } catch (IOException e) {
                LOG.warn("{} cannot be watched, only looked at from time to time: {}", folder, e.toString());
            } catch (ClosedWatchServiceException closed) {
                return;
            }
        }
    }

    @Override
    public void close() {
        if (service != null) {
            try {
                service.close();
            } catch (IOException e) {
                LOG.debug("the watch of manifests could not be closed", e);
            }
        }
    }
}
