package dev.inlay.api.tests;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import io.dapr.v1.DaprGrpc;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.PrototypeMarshaller;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What each method answers whose block has no component. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class UnconfiguredBlocksContract {

    private static final String JOB = " ; info dapr.io %s {appID=app, namespace=default}";

    private ApiTarget target;
    private ManagedChannel channel;

    /** Starts a runtime with app id {@code app} and no component. */
    abstract ApiTarget start(Path folder);

    @BeforeAll
    void open(@TempDir Path folder) {
        target = start(folder);
        channel = NettyChannelBuilder.forAddress("127.0.0.1", target.grpcPort())
                .usePlaintext()
                .build();
    }

    @AfterAll
    void close() {
        if (target != null) {
            channel.shutdownNow();
            target.close();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "PublishEvent | {} | INVALID_ARGUMENT: pubsub name is empty ; resource pubsub ; info dapr.io DAPR_PUBSUB_NAME_EMPTY {}",
                "PublishEvent | {pubsubName: ps, topic: t} | INVALID_ARGUMENT: pubsub ps is not found ; info dapr.io DAPR_PUBSUB_NOT_FOUND {}",
                "BulkPublishEvent | {pubsubName: ps} | INVALID_ARGUMENT: pubsub ps is not found ; info dapr.io DAPR_PUBSUB_NOT_FOUND {}",
                "BulkPublishEventAlpha1 | {pubsubName: ps} | INVALID_ARGUMENT: pubsub ps is not found ; info dapr.io DAPR_PUBSUB_NOT_FOUND {}",
                "SubscribeTopicEventsAlpha1 | {} | UNKNOWN: initial request is required",
                "SubscribeTopicEventsAlpha1 | {initialRequest: {}} | UNKNOWN: pubsubName is required",
                "SubscribeTopicEventsAlpha1 | {initialRequest: {pubsubName: ps, topic: t}} | INVALID_ARGUMENT: pubsub ps is not found ; info dapr.io DAPR_PUBSUB_NOT_FOUND {}",
                "InvokeBinding | {name: b} | INTERNAL: error invoking output binding b: operation field is missing from request ; info dapr.io ERR_INVOKE_OUTPUT_BINDING {}",
                "InvokeBinding | {name: b, operation: get} | INTERNAL: error invoking output binding b: couldn't find output binding b ; info dapr.io ERR_INVOKE_OUTPUT_BINDING {}",
                "GetConfiguration | {storeName: c} | FAILED_PRECONDITION: configuration stores not configured ; info dapr.io ERR_CONFIGURATION_STORE_NOT_CONFIGURED {}",
                "GetConfigurationAlpha1 | {} | FAILED_PRECONDITION: configuration stores not configured ; info dapr.io ERR_CONFIGURATION_STORE_NOT_CONFIGURED {}",
                "SubscribeConfiguration | {} | FAILED_PRECONDITION: configuration stores not configured ; info dapr.io ERR_CONFIGURATION_STORE_NOT_CONFIGURED {}",
                "SubscribeConfigurationAlpha1 | {} | FAILED_PRECONDITION: configuration stores not configured ; info dapr.io ERR_CONFIGURATION_STORE_NOT_CONFIGURED {}",
                "UnsubscribeConfiguration | {id: x} | message: \"failed to unsubscribe to configuration request x: subscription does not exist\"",
                "UnsubscribeConfigurationAlpha1 | {id: x} | message: \"failed to unsubscribe to configuration request x: subscription does not exist\"",
                "TryLockAlpha1 | {storeName: l} | INVALID_ARGUMENT: ExpiryInSeconds is not positive in lock store l",
                "TryLockAlpha1 | {storeName: l, expiryInSeconds: 5} | FAILED_PRECONDITION: lock store is not configured",
                "UnlockAlpha1 | {storeName: l} | FAILED_PRECONDITION: lock store is not configured",
                "EncryptAlpha1 | {} | INVALID_ARGUMENT: invalid request: first message does not contain the required options",
                "EncryptAlpha1 | {options: {}} | INVALID_ARGUMENT: invalid request: missing property 'keyName' in the options message",
                "EncryptAlpha1 | {options: {keyName: k}} | INVALID_ARGUMENT: invalid request: missing property 'keyWrapAlgorithm' in the options message",
                "EncryptAlpha1 | {options: {keyName: k, keyWrapAlgorithm: RSA}} | INTERNAL: crypto providers not configured",
                "DecryptAlpha1 | {} | INVALID_ARGUMENT: invalid request: first message does not contain the required options",
                "DecryptAlpha1 | {options: {}} | INTERNAL: crypto providers not configured",
                "ConverseAlpha1 | {name: c} | INVALID_ARGUMENT: failed finding conversation component c",
                "ConverseAlpha2 | {name: c} | INVALID_ARGUMENT: failed finding conversation component c",
                "GetState | {storeName: s} | FAILED_PRECONDITION: state store s is not configured ; info dapr.io DAPR_STATE_NOT_CONFIGURED {}",
                "InvokeService | {} | INTERNAL: failed to invoke, id: , err: app id is empty",
            })
    void a_method_says_what_is_missing(String method, String request, String answer) throws Exception {
        assertThat(answerTo(method, request)).isEqualTo(answer);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ScheduleJob | {} | INVALID_ARGUMENT: Job is empty | DAPR_SCHEDULER_EMPTY",
                "ScheduleJob | {job: {schedule: \"@daily\"}} | INVALID_ARGUMENT: Name is empty | DAPR_SCHEDULER_JOB_NAME_EMPTY",
                "ScheduleJob | {job: {name: j}} | INVALID_ARGUMENT: Schedule is empty | DAPR_SCHEDULER_SCHEDULE_EMPTY",
                "ScheduleJob | {job: {name: j, schedule: \"@daily\"}} | INTERNAL: failed to schedule job due to: scheduler clients are disabled | DAPR_SCHEDULER_SCHEDULE_JOB",
                "GetJob | {} | INVALID_ARGUMENT: Name is empty | DAPR_SCHEDULER_JOB_NAME_EMPTY",
                "GetJob | {name: j} | INTERNAL: failed to get job due to: scheduler clients are disabled | DAPR_SCHEDULER_GET_JOB",
                "DeleteJob | {} | INVALID_ARGUMENT: Name is empty | DAPR_SCHEDULER_JOB_NAME_EMPTY",
                "DeleteJob | {name: j} | INTERNAL: failed to delete job due to: scheduler clients are disabled | DAPR_SCHEDULER_DELETE_JOB",
                "DeleteJobsByPrefix | {} | INTERNAL: failed to delete job due to: scheduler clients are disabled | DAPR_SCHEDULER_DELETE_JOB",
                "ListJobs | {} | INTERNAL: failed to list jobs due to: scheduler clients are disabled | DAPR_SCHEDULER_LIST_JOBS",
            })
    void jobs_have_two_names_and_no_scheduler(String method, String request, String answer, String reason)
            throws Exception {
        String expected = answer + JOB.formatted(reason);
        assertThat(answerTo(method + "Alpha1", request)).isEqualTo(expected);
        MethodDescriptor<Message, Message> alpha = method(method + "Alpha1");
        MethodDescriptor<Message, Message> stable = alpha.toBuilder()
                .setFullMethodName(MethodDescriptor.generateFullMethodName(DaprGrpc.SERVICE_NAME, method))
                .build();
        assertThat(answerTo(stable, request)).isEqualTo(expected);
    }

    static Stream<String> withoutPlacement() {
        return DaprGrpc.getServiceDescriptor().getMethods().stream()
                .map(MethodDescriptor::getBareMethodName)
                .map(Objects::requireNonNull)
                .filter(name -> name.contains("Actor") || name.contains("Workflow"));
    }

    @ParameterizedTest
    @MethodSource("withoutPlacement")
    void actors_and_workflows_need_placement(String method) throws Exception {
        assertThat(answerTo(method, "{}")).isEqualTo("UNAVAILABLE: placement service is not configured");
    }

    static List<String> subtle() {
        return List.of("GetKey", "Encrypt", "Decrypt", "WrapKey", "UnwrapKey", "Sign", "Verify");
    }

    @ParameterizedTest
    @MethodSource("subtle")
    void the_subtle_methods_are_not_there(String method) throws Exception {
        assertThat(answerTo("Subtle" + method + "Alpha1", "{}"))
                .isEqualTo("UNIMPLEMENTED: this API is currently not implemented");
    }

    private String answerTo(String method, String request) throws InvalidProtocolBufferException {
        return answerTo(method(method), request);
    }

    @SuppressWarnings("unchecked") // every message of the service is a Message
    private static MethodDescriptor<Message, Message> method(String name) {
        return (MethodDescriptor<Message, Message>) DaprGrpc.getServiceDescriptor().getMethods().stream()
                .filter(method -> name.equals(method.getBareMethodName()))
                .findFirst()
                .orElseThrow();
    }

    /** The answer, or the refusal with its details, in one line. */
    private String answerTo(MethodDescriptor<Message, Message> method, String json)
            throws InvalidProtocolBufferException {
        Message prototype = Objects.requireNonNull(
                ((PrototypeMarshaller<Message>) method.getRequestMarshaller()).getMessagePrototype());
        Message.Builder request = prototype.newBuilderForType();
        JsonFormat.parser().merge(json, request);
        StringBuilder answer = new StringBuilder();
        try {
            answers(method, request.build())
                    .forEachRemaining(each -> answer.append(each.toString().strip()));
            return answer.toString();
        } catch (io.grpc.StatusRuntimeException e) {
            Failure failure = Failure.of(() -> {
                throw e;
            });
            answer.append(failure.code()).append(": ").append(failure.text());
            failure.details().forEach(detail -> answer.append(" ; ").append(detail.strip()));
            return answer.toString();
        }
    }

    private Iterator<Message> answers(MethodDescriptor<Message, Message> method, Message request) {
        return method.getType() == MethodDescriptor.MethodType.BIDI_STREAMING
                ? BidiCall.first(channel, method, request)
                : ClientCalls.blockingServerStreamingCall(channel, method, CallOptions.DEFAULT, request);
    }
}
