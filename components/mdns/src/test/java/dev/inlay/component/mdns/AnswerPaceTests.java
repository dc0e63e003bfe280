package dev.inlay.component.mdns;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AnswerPaceTests {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final AnswerPace pace = new AnswerPace();

    @Test
    void aSingleQuestionIsAnsweredAtOnce() {
        assertThat(pace.next(START)).isEqualTo(Duration.ZERO);
        assertThat(pace.next(START.plus(AnswerPace.GAP))).isEqualTo(Duration.ZERO);
    }

    @Test
    void aQuestionRightAfterAnAnswerIsAnsweredALittleLater() {
        pace.next(START);

        assertThat(pace.next(START.plusMillis(5))).isEqualTo(Duration.ofMillis(15));
    }

    @Test
    void anAnswerThatIsDueServesAllWhoAskBeforeIt() {
        pace.next(START);
        pace.next(START.plusMillis(5));

        assertThat(pace.next(START.plusMillis(6))).isNull();
        assertThat(pace.next(START.plusMillis(19))).isNull();
        assertThat(pace.next(START.plusMillis(21))).isEqualTo(Duration.ofMillis(19));
    }

    @Test
    void aFloodOfQuestionsGetsFiftyAnswersASecondAndEveryQuestionOne() {
        List<Instant> answers = new ArrayList<>();
        for (int micros = 0; micros < 1_000_000; micros += 10) {
            Instant now = START.plusNanos(micros * 1000L);
            Duration wait = pace.next(now);
            if (wait != null) {
                answers.add(now.plus(wait));
            }
            assertThat(answers.get(answers.size() - 1)).isAfterOrEqualTo(now);
        }
        assertThat(answers).hasSizeBetween(50, 51);
    }
}
