package dev.inlay.component.mdns;

import dev.inlay.component.Component;
import dev.inlay.component.ComponentContext;
import dev.inlay.component.ComponentFactory;
import dev.inlay.component.MetadataField;
import dev.inlay.peer.HostAddress;
import java.util.List;

/** Makes resolvers of type {@code nameresolution.mdns}: instances find each other by multicast DNS. */
public final class MdnsNameResolverFactory implements ComponentFactory {

    @Override
    public String type() {
        return "nameresolution.mdns";
    }

    @Override
    public List<MetadataField> fields() {
        return List.of();
    }

    @Override
    public Component create(ComponentContext context) {
        return new MdnsNameResolver(
                new MulticastWire(network -> true),
                () -> HostAddress.find(System::getenv).name(),
                ProcessHandle.current().pid(),
                context.time());
    }
}
