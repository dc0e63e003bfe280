package dev.inlay.spring.invoke;

import org.springframework.beans.factory.FactoryBean;

/**
 * Makes the bean of one {@link InvokeExchange} interface.
 *
 * @param <T> the interface
 */
public final class InvokeExchangeFactoryBean<T> implements FactoryBean<T> {

    private final Class<T> type;
    private final InvokeExchangeClients clients;

    /** Called by Spring. */
    public InvokeExchangeFactoryBean(Class<T> type, InvokeExchangeClients clients) {
        this.type = type;
        this.clients = clients;
    }

    @Override
    public T getObject() {
        return clients.create(type);
    }

    @Override
    public Class<T> getObjectType() {
        return type;
    }
}
