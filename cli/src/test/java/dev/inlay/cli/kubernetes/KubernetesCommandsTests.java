package dev.inlay.cli.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KubernetesCommandsTests {

    @ParameterizedTest
    @ValueSource(
            classes = {
                AnnotateCommand.class,
                ComponentsCommand.class,
                ConfigurationsCommand.class,
                InitCommand.class,
                ListCommand.class,
                LogsCommand.class,
                MtlsCommand.class,
                MtlsExpiryCommand.class,
                MtlsExportCommand.class,
                MtlsRenewCommand.class,
                StatusCommand.class,
                UninstallCommand.class,
                UpgradeCommand.class
            })
    void whatPicocliLooksAtNamesNoClassOfTheClientSoThatOtherCommandsStartWithoutIt(Class<?> command) {
        for (Class<?> type = command; type != Object.class; type = type.getSuperclass()) {
            Stream<Class<?>> ofMethods = Arrays.stream(type.getDeclaredMethods())
                    .flatMap((Method method) -> Stream.concat(
                            Stream.of(method.getReturnType()), Arrays.stream(method.getParameterTypes())));
            Stream<Class<?>> ofFields = Arrays.stream(type.getDeclaredFields()).map(Field::getType);
            assertThat(Stream.concat(ofMethods, ofFields).map(Class::getName))
                    .as(type.getSimpleName())
                    .noneMatch(name -> name.startsWith("io.fabric8.")
                            || name.startsWith("com.marcnuri.")
                            || name.startsWith("org.bouncycastle."));
        }
    }
}
