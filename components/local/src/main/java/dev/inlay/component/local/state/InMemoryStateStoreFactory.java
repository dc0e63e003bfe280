package dev.inlay.component.local.state;

import dev.inlay.component.Component;
import dev.inlay.component.ComponentContext;
import dev.inlay.component.ComponentFactory;
import dev.inlay.component.MetadataField;
import java.util.List;

/** Makes {@code state.in-memory}: state that ends with the process, for tests and trials. */
public final class InMemoryStateStoreFactory implements ComponentFactory {

    @Override
    public String type() {
        return "state.in-memory";
    }

    @Override
    public List<MetadataField> fields() {
        return List.of();
    }

    @Override
    public Component create(ComponentContext context) {
        return new InMemoryStateStore(context.time(), context.json());
    }
}
