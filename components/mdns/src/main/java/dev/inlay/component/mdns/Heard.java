package dev.inlay.component.mdns;

import dev.inlay.peer.PeerAddress;
import java.util.List;
import java.util.Set;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;

/** What a packet says, as far as it matters here. */
sealed interface Heard {

    /**
     * Somebody asks.
     *
     * @param id what a unicast answer has to repeat
     * @param known the answers that the asker knows already
     */
    record Query(int id, List<Question> questions, List<Record> known) implements Heard {}

    /**
     * One question.
     *
     * @param record name, type and class, as they stand in the packet
     * @param wantsUnicast whether the asker would like the answer to come to its own address
     */
    record Question(Record record, boolean wantsUnicast) {
        Name name() {
            return record.getName();
        }
    }

    /**
     * Somebody tells.
     *
     * @param sightings instances that are there, or that leave
     * @param appIds applications that have instances, wherever they are
     */
    record Report(List<Sighting> sightings, Set<String> appIds) implements Heard {}

    /**
     * News of an instance.
     *
     * @param isOnLoopback whether only its own machine can reach it
     * @param isLeaving whether it says goodbye
     */
    record Sighting(String appId, PeerAddress address, boolean isOnLoopback, boolean isLeaving) {}
}
