package dev.inlay.component.kubernetes;

import dev.inlay.component.Component;
import dev.inlay.component.ComponentContext;
import dev.inlay.component.ComponentFactory;
import dev.inlay.component.MetadataField;
import java.util.List;

/** Makes {@code nameresolution.kubernetes}: applications are found by the services of their cluster. */
public final class KubernetesNameResolverFactory implements ComponentFactory {

    @Override
    public String type() {
        return "nameresolution.kubernetes";
    }

    @Override
    public List<MetadataField> fields() {
        return List.of(
                MetadataField.string("clusterDomain").withDefault("cluster.local"), MetadataField.string("template"));
    }

    @Override
    public Component create(ComponentContext context) {
        String template = context.metadata().find("template");
        return new KubernetesNameResolver(
                template == null
                        ? AddressTemplate.ofServices(context.metadata().get("clusterDomain"))
                        : AddressTemplate.of(template),
                NettyDns::new,
                context.time());
    }
}
