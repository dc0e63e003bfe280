package dev.inlay.invoke;

import static org.assertj.core.api.Assertions.assertThat;

import dev.inlay.message.InvokeResponse;
import dev.inlay.message.MessageBody;
import dev.inlay.message.MessageHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AppOutcomesTests {

    private static InvokeResponse answer(int status) {
        return new InvokeResponse(status, MessageHeaders.empty(), MessageBody.empty());
    }

    @ParameterizedTest
    @EnumSource
    void aFailureIsOneToCircuitBreakersHoweverTheRequestWasSent(AppOutcomes outcomes) {
        assertThat(outcomes.failureOf(answer(500))).isNotNull();
        assertThat(outcomes.failureOf(answer(302))).isNull();
    }

    @Test
    void onlyWhatCanBeSentAgainIs() {
        assertThat(AppOutcomes.REPLAYABLE.isRetryable(new RuntimeException())).isTrue();
        assertThat(AppOutcomes.STREAMING.isRetryable(new RuntimeException())).isFalse();
    }
}
