package dev.inlay.api.grpc;

import dev.inlay.error.ErrorCode;
import dev.inlay.error.ErrorDetail;
import dev.inlay.error.InlayException;
import io.dapr.v1.DaprBindingsProtos.InvokeBindingRequest;
import io.dapr.v1.DaprConfigurationProtos.UnsubscribeConfigurationRequest;
import io.dapr.v1.DaprConfigurationProtos.UnsubscribeConfigurationResponse;
import io.dapr.v1.DaprCryptoProtos.DecryptRequest;
import io.dapr.v1.DaprCryptoProtos.EncryptRequest;
import io.dapr.v1.DaprCryptoProtos.EncryptRequestOptions;
import io.dapr.v1.DaprGrpc;
import io.dapr.v1.DaprJobsProtos.Job;
import io.dapr.v1.DaprJobsProtos.ScheduleJobRequest;
import io.dapr.v1.DaprLockProtos.TryLockRequest;
import io.dapr.v1.DaprPubsubProtos.SubscribeTopicEventsRequestAlpha1;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCallHandler;
import io.grpc.Status;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.function.Function;
import reactor.core.publisher.Mono;

/**
 * The methods of the blocks that are not there: each answers what daprd answers when no component of the block is
 * configured.
 */
final class UnconfiguredBlocks {

    private static final String NO_SCHEDULER = "scheduler clients are disabled";

    private final DaprMethods methods;
    private final UnaryHandlers handlers;

    private UnconfiguredBlocks(DaprMethods methods, UnaryHandlers handlers) {
        this.methods = methods;
        this.handlers = handlers;
    }

    static void addTo(DaprMethods methods, UnaryHandlers handlers) {
        UnconfiguredBlocks blocks = new UnconfiguredBlocks(methods, handlers);
        blocks.pubsub();
        blocks.bindings();
        blocks.configuration();
        blocks.locks();
        blocks.cryptography();
        blocks.actors();
        blocks.workflows();
        blocks.jobs();
        blocks.conversation();
    }

    private void pubsub() {
        refuse("publish", "v1.0", DaprGrpc.getPublishEventMethod(), request -> noPubsub(request.getPubsubName()));
        refuse("publish", "v1.0", DaprGrpc.getBulkPublishEventMethod(), request -> noPubsub(request.getPubsubName()));
        refuse(
                "publish",
                "v1.0-alpha1",
                DaprGrpc.getBulkPublishEventAlpha1Method(),
                request -> noPubsub(request.getPubsubName()));
        refuse(
                "subscribe",
                "v1.0-alpha1",
                DaprGrpc.getSubscribeTopicEventsAlpha1Method(),
                UnconfiguredBlocks::noSubscription);
    }

    private static Throwable noPubsub(String name) {
        if (name.isEmpty()) {
            String text = ErrorCode.PUBSUB_NAME_EMPTY.text();
            return new InlayException(
                    ErrorCode.PUBSUB_NAME_EMPTY, text, null, List.of(new ErrorDetail.Resource("pubsub", "", "", text)));
        }
        return InlayException.of(ErrorCode.PUBSUB_NOT_FOUND, name);
    }

    private static Throwable noSubscription(SubscribeTopicEventsRequestAlpha1 first) {
        String name = first.getInitialRequest().getPubsubName();
        if (first.hasInitialRequest() && !name.isEmpty()) {
            return noPubsub(name);
        }
        return Status.UNKNOWN
                .withDescription(first.hasInitialRequest() ? "pubsubName is required" : "initial request is required")
                .asRuntimeException();
    }

    private void bindings() {
        refuse("bindings", "v1.0", DaprGrpc.getInvokeBindingMethod(), UnconfiguredBlocks::noBinding);
    }

    private static Throwable noBinding(InvokeBindingRequest request) {
        return InlayException.of(
                ErrorCode.OUTPUT_BINDING,
                request.getName(),
                request.getOperation().isEmpty()
                        ? "operation field is missing from request"
                        : "couldn't find output binding " + request.getName());
    }

    private void configuration() {
        ErrorCode none = ErrorCode.CONFIGURATION_STORES_NOT_CONFIGURED;
        ApiGroup stable = new ApiGroup("configuration", "v1.0");
        ApiGroup alpha = new ApiGroup("configuration", "v1.0-alpha1");
        refuse(stable, DaprGrpc.getGetConfigurationMethod(), none);
        refuse(alpha, DaprGrpc.getGetConfigurationAlpha1Method(), none);
        refuse(stable, DaprGrpc.getSubscribeConfigurationMethod(), none);
        refuse(alpha, DaprGrpc.getSubscribeConfigurationAlpha1Method(), none);
        methods.add(
                        stable,
                        DaprGrpc.getUnsubscribeConfigurationMethod(),
                        handlers.of(UnconfiguredBlocks::noConfigurationSubscription))
                .add(
                        alpha,
                        DaprGrpc.getUnsubscribeConfigurationAlpha1Method(),
                        handlers.of(UnconfiguredBlocks::noConfigurationSubscription));
    }

    private static Mono<UnsubscribeConfigurationResponse> noConfigurationSubscription(
            UnsubscribeConfigurationRequest request) {
        return Mono.just(UnsubscribeConfigurationResponse.newBuilder()
                .setMessage("failed to unsubscribe to configuration request " + request.getId()
                        + ": subscription does not exist")
                .build());
    }

    private void locks() {
        refuse("lock", "v1.0-alpha1", DaprGrpc.getTryLockAlpha1Method(), UnconfiguredBlocks::noLock);
        refuse(
                new ApiGroup("unlock", "v1.0-alpha1"),
                DaprGrpc.getUnlockAlpha1Method(),
                ErrorCode.LOCK_STORE_NOT_CONFIGURED);
    }

    private static Throwable noLock(TryLockRequest request) {
        return request.getExpiryInSeconds() > 0
                ? InlayException.of(ErrorCode.LOCK_STORE_NOT_CONFIGURED)
                : InlayException.of(ErrorCode.LOCK_EXPIRY_NOT_POSITIVE, request.getStoreName());
    }

    private void cryptography() {
        refuse("crypto", "v1.0-alpha1", DaprGrpc.getEncryptAlpha1Method(), UnconfiguredBlocks::noEncryption);
        refuse("crypto", "v1.0-alpha1", DaprGrpc.getDecryptAlpha1Method(), UnconfiguredBlocks::noDecryption);
        ApiGroup subtle = new ApiGroup("subtlecrypto", "v1.0-alpha1");
        ErrorCode none = ErrorCode.API_UNIMPLEMENTED;
        refuse(subtle, DaprGrpc.getSubtleGetKeyAlpha1Method(), none);
        refuse(subtle, DaprGrpc.getSubtleEncryptAlpha1Method(), none);
        refuse(subtle, DaprGrpc.getSubtleDecryptAlpha1Method(), none);
        refuse(subtle, DaprGrpc.getSubtleWrapKeyAlpha1Method(), none);
        refuse(subtle, DaprGrpc.getSubtleUnwrapKeyAlpha1Method(), none);
        refuse(subtle, DaprGrpc.getSubtleSignAlpha1Method(), none);
        refuse(subtle, DaprGrpc.getSubtleVerifyAlpha1Method(), none);
    }

    private static Throwable noEncryption(EncryptRequest first) {
        EncryptRequestOptions options = first.getOptions();
        if (!first.hasOptions()) {
            return noOptions();
        } else if (options.getKeyName().isEmpty()) {
            return missingOption("keyName");
        }
        return options.getKeyWrapAlgorithm().isEmpty()
                ? missingOption("keyWrapAlgorithm")
                : InlayException.of(ErrorCode.CRYPTO_PROVIDERS_NOT_CONFIGURED);
    }

    private static Throwable noDecryption(DecryptRequest first) {
        return first.hasOptions() ? InlayException.of(ErrorCode.CRYPTO_PROVIDERS_NOT_CONFIGURED) : noOptions();
    }

    private static Throwable noOptions() {
        return InlayException.of(ErrorCode.BAD_REQUEST, "first message does not contain the required options");
    }

    private static Throwable missingOption(String name) {
        return InlayException.of(ErrorCode.BAD_REQUEST, "missing property '" + name + "' in the options message");
    }

    private void actors() {
        ApiGroup group = new ApiGroup("actors", "v1.0");
        ErrorCode none = ErrorCode.ACTOR_NO_PLACEMENT;
        refuse(group, DaprGrpc.getRegisterActorTimerMethod(), none);
        refuse(group, DaprGrpc.getUnregisterActorTimerMethod(), none);
        refuse(group, DaprGrpc.getRegisterActorReminderMethod(), none);
        refuse(group, DaprGrpc.getUnregisterActorReminderMethod(), none);
        refuse(group, DaprGrpc.getUnregisterActorRemindersByTypeMethod(), none);
        refuse(group, DaprGrpc.getListActorRemindersMethod(), none);
        refuse(group, DaprGrpc.getGetActorReminderMethod(), none);
        refuse(group, DaprGrpc.getGetActorStateMethod(), none);
        refuse(group, DaprGrpc.getExecuteActorStateTransactionMethod(), none);
        refuse(group, DaprGrpc.getInvokeActorMethod(), none);
    }

    private void workflows() {
        ErrorCode none = ErrorCode.ACTOR_NO_PLACEMENT;
        ApiGroup alpha = new ApiGroup("workflows", "v1.0-alpha1");
        refuse(alpha, DaprGrpc.getStartWorkflowAlpha1Method(), none);
        refuse(alpha, DaprGrpc.getGetWorkflowAlpha1Method(), none);
        refuse(alpha, DaprGrpc.getPurgeWorkflowAlpha1Method(), none);
        refuse(alpha, DaprGrpc.getTerminateWorkflowAlpha1Method(), none);
        refuse(alpha, DaprGrpc.getPauseWorkflowAlpha1Method(), none);
        refuse(alpha, DaprGrpc.getResumeWorkflowAlpha1Method(), none);
        refuse(alpha, DaprGrpc.getRaiseEventWorkflowAlpha1Method(), none);
        ApiGroup beta = new ApiGroup("workflows", "v1.0-beta1");
        refuse(beta, DaprGrpc.getStartWorkflowBeta1Method(), none);
        refuse(beta, DaprGrpc.getGetWorkflowBeta1Method(), none);
        refuse(beta, DaprGrpc.getPurgeWorkflowBeta1Method(), none);
        refuse(beta, DaprGrpc.getTerminateWorkflowBeta1Method(), none);
        refuse(beta, DaprGrpc.getPauseWorkflowBeta1Method(), none);
        refuse(beta, DaprGrpc.getResumeWorkflowBeta1Method(), none);
        refuse(beta, DaprGrpc.getRaiseEventWorkflowBeta1Method(), none);
    }

    private void jobs() {
        job("ScheduleJob", DaprGrpc.getScheduleJobAlpha1Method(), UnconfiguredBlocks::noSchedule);
        job("GetJob", DaprGrpc.getGetJobAlpha1Method(), request -> noJob(request.getName(), ErrorCode.JOB_GET));
        job(
                "DeleteJob",
                DaprGrpc.getDeleteJobAlpha1Method(),
                request -> noJob(request.getName(), ErrorCode.JOB_DELETE));
        job(
                "DeleteJobsByPrefix",
                DaprGrpc.getDeleteJobsByPrefixAlpha1Method(),
                request -> InlayException.of(ErrorCode.JOB_DELETE, NO_SCHEDULER));
        job(
                "ListJobs",
                DaprGrpc.getListJobsAlpha1Method(),
                request -> InlayException.of(ErrorCode.JOB_LIST, NO_SCHEDULER));
    }

    /** Jobs have both an alpha and a stable name. */
    private <Q, A> void job(String stableName, MethodDescriptor<Q, A> alpha, Function<Q, Throwable> refusal) {
        refuse("jobs", "v1.0-alpha1", alpha, refusal);
        refuse("jobs", "v1.0", DaprMethods.named(stableName, alpha), refusal);
    }

    private static Throwable noSchedule(ScheduleJobRequest request) {
        Job job = request.getJob();
        if (!request.hasJob()) {
            return InlayException.of(ErrorCode.JOB_EMPTY);
        } else if (!job.getName().isEmpty() && !job.hasSchedule() && !job.hasDueTime()) {
            return InlayException.of(ErrorCode.JOB_SCHEDULE_EMPTY);
        }
        return noJob(job.getName(), ErrorCode.JOB_SCHEDULE);
    }

    private static Throwable noJob(String name, ErrorCode failed) {
        return name.isEmpty() ? InlayException.of(ErrorCode.JOB_NAME_EMPTY) : InlayException.of(failed, NO_SCHEDULER);
    }

    private void conversation() {
        refuse(
                "conversation",
                "v1.0-alpha1",
                DaprGrpc.getConverseAlpha1Method(),
                request -> noModel(request.getName()));
        refuse(
                "conversation",
                "v1.0-alpha2",
                DaprGrpc.getConverseAlpha2Method(),
                request -> noModel(request.getName()));
    }

    private static Throwable noModel(String name) {
        return InlayException.of(ErrorCode.CONVERSATION_NOT_FOUND, name);
    }

    private <Q, A> void refuse(ApiGroup group, MethodDescriptor<Q, A> method, ErrorCode code) {
        methods.add(group, method, refusing(method, request -> InlayException.of(code)));
    }

    private <Q, A> void refuse(
            String group, String version, MethodDescriptor<Q, A> method, Function<Q, Throwable> refusal) {
        methods.add(new ApiGroup(group, version), method, refusing(method, refusal));
    }

    /** Refuses a call when its first message is there. */
    private <Q, A> ServerCallHandler<Q, A> refusing(MethodDescriptor<Q, A> method, Function<Q, Throwable> refusal) {
        return method.getType().clientSendsOneMessage()
                ? handlers.of(request -> Mono.error(refusal.apply(request)))
                : ServerCalls.asyncBidiStreamingCall(caller ->
                        new RefusedStream<>(caller, first -> handlers.errors().of(refusal.apply(first))));
    }

    /** A stream of messages of which only the first is looked at. */
    private static final class RefusedStream<Q> implements StreamObserver<Q> {

        private final StreamObserver<?> caller;
        private final Function<Q, Throwable> refusal;
        private boolean refused;

        RefusedStream(StreamObserver<?> caller, Function<Q, Throwable> refusal) {
            this.caller = caller;
            this.refusal = refusal;
        }

        @Override
        public void onNext(Q first) {
            if (!refused) {
                refused = true;
                caller.onError(refusal.apply(first));
            }
        }

        @Override
        public void onError(Throwable cancelled) {
            refused = true;
        }

        @Override
        public void onCompleted() {
            if (!refused) {
                refused = true;
                caller.onError(Status.UNKNOWN
                        .withDescription("the stream ended without a message")
                        .asRuntimeException());
            }
        }
    }
}
