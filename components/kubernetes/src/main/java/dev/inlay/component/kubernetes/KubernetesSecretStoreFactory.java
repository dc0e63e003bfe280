package dev.inlay.component.kubernetes;

import dev.inlay.component.Component;
import dev.inlay.component.ComponentContext;
import dev.inlay.component.ComponentFactory;
import dev.inlay.component.MetadataField;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Makes {@code secretstores.kubernetes}: the secrets of the cluster that the process runs in. */
public final class KubernetesSecretStoreFactory implements ComponentFactory {

    private final UnaryOperator<@Nullable String> environment;

    /** Reads the environment of this process. */
    public KubernetesSecretStoreFactory() {
        this(System::getenv);
    }

    KubernetesSecretStoreFactory(UnaryOperator<@Nullable String> environment) {
        this.environment = environment;
    }

    @Override
    public String type() {
        return "secretstores.kubernetes";
    }

    @Override
    public List<MetadataField> fields() {
        return List.of(MetadataField.string("defaultNamespace"));
    }

    @Override
    public Component create(ComponentContext context) {
        String configured = context.metadata().find("defaultNamespace");
        return new KubernetesSecretStore(
                () -> ClusterAccess.inCluster(environment),
                access -> new ApiServer(access, context.json(), context.time()),
                configured == null ? context.app().namespace() : configured);
    }
}
