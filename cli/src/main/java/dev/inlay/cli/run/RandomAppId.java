package dev.inlay.cli.run;

import java.util.List;
import java.util.random.RandomGenerator;

/** Names applications that were given no id: two words that are easy to say and to tell apart. */
final class RandomAppId {

    private static final List<String> FIRST = List.of(
            "amber", "brave", "bright", "calm", "clever", "copper", "eager", "fair", "gentle", "golden", "happy",
            "honest", "keen", "kind", "lively", "lucky", "mellow", "merry", "nimble", "noble", "patient", "plain",
            "proud", "quick", "quiet", "ready", "silver", "steady", "sunny", "swift", "warm", "wise");
    private static final List<String> SECOND = List.of(
            "badger", "beech", "birch", "cedar", "crane", "dove", "elm", "falcon", "finch", "fox", "heron", "ibis",
            "larch", "lark", "lynx", "maple", "marten", "oak", "otter", "owl", "pine", "plover", "raven", "robin",
            "rowan", "seal", "spruce", "stork", "swan", "tern", "willow", "wren");

    private RandomAppId() {}

    static String next(RandomGenerator random) {
        return FIRST.get(random.nextInt(FIRST.size())) + "-" + SECOND.get(random.nextInt(SECOND.size()));
    }
}
