package dev.inlay.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.inlay.message.InvokeRequest;
import dev.inlay.message.InvokeResponse;
import dev.inlay.message.MessageBody;
import dev.inlay.message.MessageHeaders;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Disposable;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;

/** An application is given so many calls at a time; the others wait their turn. */
class ConcurrencyLimitTests {

    private final List<String> handedOn = new ArrayList<>();
    private final List<Sinks.One<InvokeResponse>> answers = new ArrayList<>();
    private final AppChannel application = request -> {
        handedOn.add(request.method());
        Sinks.One<InvokeResponse> answer = Sinks.one();
        answers.add(answer);
        return answer.asMono().doOnCancel(() -> handedOn.add(request.method() + " cancelled"));
    };
    private final ConcurrencyLimit limit = new ConcurrencyLimit(application, 2);

    private static InvokeResponse answer(MessageBody body) {
        return new InvokeResponse(200, MessageHeaders.empty(), body);
    }

    private Disposable call(String method) {
        return limit.invoke(new InvokeRequest("app", "GET", method)).subscribe(answer -> {}, error -> {});
    }

    private void complete(int call) {
        answers.get(call).tryEmitValue(answer(MessageBody.empty())).orThrow();
    }

    @Test
    void callsBeyondTheLimitWaitAndGoOnInTheirOrder() {
        List.of("a", "b", "c", "d").forEach(this::call);
        assertThat(handedOn).containsExactly("a", "b");
        complete(1);
        assertThat(handedOn).containsExactly("a", "b", "c");
        complete(0);
        assertThat(handedOn).containsExactly("a", "b", "c", "d");
    }

    @Test
    void aCallThatFailedMakesRoom() {
        List.of("a", "b", "c").forEach(this::call);
        answers.get(0).tryEmitError(new IllegalStateException("broken")).orThrow();
        assertThat(handedOn).containsExactly("a", "b", "c");
    }

    @Test
    void aCallThatGotNoAnswerMakesRoom() {
        List.of("a", "b", "c").forEach(this::call);
        answers.get(0).tryEmitEmpty().orThrow();
        assertThat(handedOn).containsExactly("a", "b", "c");
    }

    @Test
    void aCallerThatLeavesTakesItsCallAlongAndMakesRoomOnce() {
        Disposable first = call("a");
        List.of("b", "c", "d").forEach(this::call);
        first.dispose();
        first.dispose();
        assertThat(handedOn).containsExactly("a", "b", "a cancelled", "c");
    }

    @Test
    void aCallerThatLeavesTheQueueIsForgotten() {
        List.of("a", "b").forEach(this::call);
        Disposable waiting = call("c");
        call("d");
        waiting.dispose();
        complete(0);
        assertThat(handedOn).containsExactly("a", "b", "d");
    }

    @Test
    void aCallerThatLeavesBeforeItHasAskedNeverHadAPlace() {
        limit.invoke(new InvokeRequest("app", "GET", "a")).subscribe(new BaseSubscriber<>() {
            @Override
            protected void hookOnSubscribe(Subscription subscription) {
                subscription.cancel();
            }
        });
        List.of("b", "c", "d").forEach(this::call);
        assertThat(handedOn).containsExactly("b", "c");
        complete(0);
        assertThat(handedOn).containsExactly("b", "c", "d");
    }

    @Test
    void anAnswerKeepsItsPlaceUntilItsBodyHasEnded() {
        Sinks.Many<ByteBuffer> body = Sinks.many().unicast().onBackpressureBuffer();
        List<InvokeResponse> got = new ArrayList<>();
        limit.invoke(new InvokeRequest("app", "GET", "a")).subscribe(got::add);
        List.of("b", "c").forEach(this::call);
        answers.get(0)
                .tryEmitValue(answer(MessageBody.stream(body.asFlux(), 7)))
                .orThrow();

        assertThat(got)
                .singleElement()
                .satisfies(answer -> assertThat(answer.body().length()).isEqualTo(7));
        Disposable reading = got.get(0).body().stream().subscribe();
        body.tryEmitNext(ByteBuffer.wrap(new byte[] {1})).orThrow();
        assertThat(handedOn).as("while the body is read").containsExactly("a", "b");

        body.tryEmitComplete().orThrow();
        assertThat(handedOn).containsExactly("a", "b", "c");
        reading.dispose();
        call("d");
        assertThat(handedOn).as("a place is given back once").containsExactly("a", "b", "c");
    }

    @Test
    void aBodyThatIsGivenUpMakesRoom() {
        List<InvokeResponse> got = new ArrayList<>();
        limit.invoke(new InvokeRequest("app", "GET", "a")).subscribe(got::add);
        List.of("b", "c").forEach(this::call);
        answers.get(0).tryEmitValue(answer(MessageBody.stream(Flux.never()))).orThrow();
        got.get(0).body().release();
        assertThat(handedOn).containsExactly("a", "b", "c");
    }

    @Test
    void anAnswerThatComesWhenItsCallerHasLeftIsGivenUp() {
        AtomicInteger givenUp = new AtomicInteger();
        InvokeResponse late = answer(MessageBody.stream(Flux.<ByteBuffer>never().doOnCancel(givenUp::incrementAndGet)));
        ConcurrencyLimit one = new ConcurrencyLimit(request -> new AnsweringWhenCancelled(late), 1);
        one.invoke(new InvokeRequest("app", "GET", "a")).subscribe().dispose();
        assertThat(givenUp).hasValue(1);
        one.invoke(new InvokeRequest("app", "GET", "b")).subscribe().dispose();
        assertThat(givenUp).as("the place was given back").hasValue(2);
    }

    @Test
    void aCallerThatLeavesWithoutHavingLookedAtTheAnswerLeavesTheBodyToTheLimit() throws InterruptedException {
        List<Subscription> calls = new ArrayList<>();
        limit.invoke(new InvokeRequest("app", "GET", "a")).subscribe(new BaseSubscriber<>() {
            @Override
            protected void hookOnSubscribe(Subscription subscription) {
                calls.add(subscription);
                subscription.request(1);
            }

            @Override
            protected void hookOnNext(InvokeResponse answer) {
                // lost on the way, as operators lose values when they are cancelled in the same moment
            }
        });
        List.of("b", "c").forEach(this::call);
        answers.get(0).tryEmitValue(answer(MessageBody.stream(Flux.never()))).orThrow();
        assertThat(handedOn).containsExactly("a", "b");
        calls.get(0).cancel();
        assertThat(handedOn).containsExactly("a", "b", "c");
    }

    @Test
    void anOperatorThatWantsTheFirstValueOnlyKeepsTheAnswer() {
        List<InvokeResponse> got = new ArrayList<>();
        Flux.from(limit.invoke(new InvokeRequest("app", "GET", "a"))).next().subscribe(got::add);
        answers.get(0).tryEmitValue(answer(slowBody())).orThrow();
        assertThat(got.get(0).body().toBytes(10).block(Duration.ofSeconds(10))).hasSize(3);
    }

    @Test
    void anAnswerWaitsUntilItIsWanted() {
        List<InvokeResponse> got = new ArrayList<>();
        BaseSubscriber<InvokeResponse> hesitating = new BaseSubscriber<>() {
            @Override
            protected void hookOnSubscribe(Subscription subscription) {}

            @Override
            protected void hookOnNext(InvokeResponse answer) {
                got.add(answer);
            }
        };
        limit.invoke(new InvokeRequest("app", "GET", "a")).subscribe(hesitating);
        complete(0);
        assertThat(got).isEmpty();
        hesitating.request(1);
        assertThat(got).hasSize(1);
    }

    /** The race of an answer with a cancellation, every time. */
    private static final class AnsweringWhenCancelled extends Mono<InvokeResponse> {
        private final InvokeResponse answer;

        AnsweringWhenCancelled(InvokeResponse answer) {
            this.answer = answer;
        }

        @Override
        public void subscribe(CoreSubscriber<? super InvokeResponse> caller) {
            caller.onSubscribe(new Subscription() {
                @Override
                public void request(long count) {}

                @Override
                public void cancel() {
                    caller.onNext(answer);
                }
            });
        }
    }

    @Test
    void manyCallsThatWaitForAnApplicationThatAnswersAtOnceNeedNoDeepStack() {
        Sinks.One<InvokeResponse> first = Sinks.one();
        AtomicInteger calls = new AtomicInteger();
        ConcurrencyLimit one = new ConcurrencyLimit(
                request -> calls.getAndIncrement() == 0 ? first.asMono() : Mono.just(answer(MessageBody.empty())), 1);
        AtomicInteger answered = new AtomicInteger();
        for (int i = 0; i < 50_000; i++) {
            one.invoke(new InvokeRequest("app", "GET", "a")).subscribe(answer -> answered.incrementAndGet());
        }
        first.tryEmitValue(answer(MessageBody.empty())).orThrow();
        assertThat(answered).hasValue(50_000);
    }

    @Test
    void theLimitHoldsUnderLoad() throws InterruptedException {
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        ConcurrencyLimit three = new ConcurrencyLimit(
                request -> Mono.fromCallable(() -> {
                            most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                            return answer(
                                    MessageBody.stream(slowBody().stream().doOnComplete(inside::decrementAndGet)));
                        })
                        .subscribeOn(Schedulers.parallel()),
                3);
        CountDownLatch done = new CountDownLatch(2_000);
        for (int i = 0; i < 2_000; i++) {
            exchange(three).doFinally(end -> done.countDown()).subscribe();
        }
        assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(most).hasValue(3);
    }

    @Test
    void noPlaceIsLostWhenCallersLeaveAtAnyMoment() throws InterruptedException {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        ConcurrencyLimit three = new ConcurrencyLimit(
                request -> Mono.fromCallable(() -> answer(slowBody())).subscribeOn(Schedulers.parallel()), 3);
        CountDownLatch done = new CountDownLatch(2_000);
        for (int i = 0; i < 2_000; i++) {
            Duration patience = Duration.ofNanos(random.nextInt(2_000_000));
            exchange(three)
                    .timeout(patience, Schedulers.parallel())
                    .onErrorComplete()
                    .doFinally(end -> done.countDown())
                    .subscribe();
        }
        assertThat(done.await(30, TimeUnit.SECONDS))
                .as("all ended, seed %s", seed)
                .isTrue();
        CountDownLatch together = new CountDownLatch(3);
        for (int place = 0; place < 3; place++) {
            three.invoke(new InvokeRequest("app", "GET", "a")).subscribe(answer -> together.countDown());
        }
        assertThat(together.await(10, TimeUnit.SECONDS))
                .as("three have a place at once, seed %s", seed)
                .isTrue();
    }

    private static Mono<Void> exchange(ConcurrencyLimit limit) {
        return limit.invoke(new InvokeRequest("app", "GET", "a"))
                .flatMap(answer -> answer.body().stream().then());
    }

    private static MessageBody slowBody() {
        return MessageBody.stream(
                Flux.range(0, 3).publishOn(Schedulers.parallel()).map(n -> ByteBuffer.allocate(1)));
    }
}
