package dev.inlay.spring.invoke;

import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.FactoryBean;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.annotation.AnnotatedBeanDefinition;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.support.AbstractBeanDefinition;
import org.springframework.beans.factory.support.BeanDefinitionBuilder;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.boot.autoconfigure.AutoConfigurationPackages;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.context.annotation.ImportBeanDefinitionRegistrar;
import org.springframework.core.env.Environment;
import org.springframework.core.io.ResourceLoader;
import org.springframework.core.type.AnnotationMetadata;
import org.springframework.core.type.filter.AnnotationTypeFilter;
import org.springframework.util.ClassUtils;

/** Finds the {@link InvokeExchange} interfaces of the application and registers a bean for each. */
public final class InvokeExchangeRegistrar implements ImportBeanDefinitionRegistrar {

    private static final Logger LOG = LoggerFactory.getLogger(InvokeExchangeRegistrar.class);

    private final BeanFactory beanFactory;
    private final Environment environment;
    private final ResourceLoader resourceLoader;

    /** Called by Spring. */
    public InvokeExchangeRegistrar(BeanFactory beanFactory, Environment environment, ResourceLoader resourceLoader) {
        this.beanFactory = beanFactory;
        this.environment = environment;
        this.resourceLoader = resourceLoader;
    }

    @Override
    public void registerBeanDefinitions(AnnotationMetadata importing, BeanDefinitionRegistry registry) {
        if (!AutoConfigurationPackages.has(beanFactory)) {
            LOG.debug("No package to look for @InvokeExchange interfaces in: there is no @EnableAutoConfiguration");
            return;
        }
        List<String> packages = AutoConfigurationPackages.get(beanFactory);
        InterfaceScanner scanner = new InterfaceScanner(environment, resourceLoader);
        packages.stream()
                .flatMap(name -> scanner.findCandidateComponents(name).stream())
                .map(BeanDefinition::getBeanClassName)
                .distinct()
                .forEach(name -> register(String.valueOf(name), registry));
    }

    private void register(String className, BeanDefinitionRegistry registry) {
        Class<?> type = ClassUtils.resolveClassName(className, resourceLoader.getClassLoader());
        if (hasBean(type)) {
            LOG.debug("{} has a bean of the application's own", className);
            return;
        }
        BeanDefinition definition = BeanDefinitionBuilder.rootBeanDefinition(InvokeExchangeFactoryBean.class)
                .addConstructorArgValue(type)
                .setAutowireMode(AbstractBeanDefinition.AUTOWIRE_CONSTRUCTOR)
                .getBeanDefinition();
        definition.setAttribute(FactoryBean.OBJECT_TYPE_ATTRIBUTE, type);
        registry.registerBeanDefinition(className, definition);
    }

    private boolean hasBean(Class<?> type) {
        return beanFactory instanceof ListableBeanFactory listable
                && listable.getBeanNamesForType(type, true, false).length > 0;
    }

    /** Spring's scanner passes over interfaces; this one looks for nothing else. */
    private static final class InterfaceScanner extends ClassPathScanningCandidateComponentProvider {

        InterfaceScanner(Environment environment, ResourceLoader resourceLoader) {
            super(false, environment);
            setResourceLoader(resourceLoader);
            addIncludeFilter(new AnnotationTypeFilter(InvokeExchange.class, false));
        }

        @Override
        protected boolean isCandidateComponent(AnnotatedBeanDefinition definition) {
            return definition.getMetadata().isInterface()
                    && definition.getMetadata().isIndependent()
                    && !definition.getMetadata().isAnnotation();
        }
    }
}
