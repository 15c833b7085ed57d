package dev.weir.operate;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.StreamSupport;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.actor.RootActorPath;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.cluster.Cluster;
import org.apache.pekko.cluster.Member;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.pattern.Patterns;
import org.jspecify.annotations.Nullable;

/** Asks the nodes of the cluster, all at once. Who does not answer in time is passed over, and seen to be. */
public final class Nodes {

    /** Of the {@link NodeDesk} on every node, which is a system actor. */
    public static final String NAME = "operators";

    private static final String PATH = "system/" + NAME;

    private static final Duration ANSWER_MAX = Duration.ofSeconds(3);
    private static final String SERVICE = "service";

    /**
     * A member of the cluster, and what it said.
     *
     * @param name host and port, by which it is known in the cluster
     * @param reply null when it did not answer in time, or has nothing to say
     */
    record Answer<R>(
            String name,
            List<String> roles,
            String status,
            boolean reachable,
            @Nullable R reply) {}

    private final ActorSystem system;

    public Nodes(org.apache.pekko.actor.typed.ActorSystem<?> system) {
        this.system = Adapter.toClassic(system);
    }

    String self() {
        return Cluster.get(system).selfMember().address().hostPort();
    }

    @Nullable String leader() {
        var leader = Cluster.get(system).state().getLeader();
        return leader == null ? null : leader.hostPort();
    }

    /** Never fails. In the order of the members' names. */
    <R extends NodeReply> CompletionStage<List<Answer<R>>> all(
            Class<R> type, Function<ActorRef<NodeReply>, NodeQuestion> question) {
        return ask(members(), type, question);
    }

    /** As {@link #all}, but asks one of them. None when it is no member. */
    <R extends NodeReply> CompletionStage<List<Answer<R>>> one(
            String name, Class<R> type, Function<ActorRef<NodeReply>, NodeQuestion> question) {
        var members = members().stream()
                .filter(member -> member.address().hostPort().equals(name))
                .toList();
        return ask(members, type, question);
    }

    private <R extends NodeReply> CompletionStage<List<Answer<R>>> ask(
            List<Member> members, Class<R> type, Function<ActorRef<NodeReply>, NodeQuestion> question) {
        var unreachable = new HashSet<>(Cluster.get(system).state().getUnreachable());
        CompletionStage<List<Answer<R>>> all = CompletableFuture.completedFuture(new ArrayList<>());
        for (var member : members) {
            boolean asked = !unreachable.contains(member) && !member.hasRole(SERVICE);
            CompletionStage<@Nullable R> reply =
                    asked ? ask(member, type, question) : CompletableFuture.completedFuture(null);
            all = all.thenCombine(reply, (answers, one) -> {
                answers.add(answer(member, !unreachable.contains(member), one));
                return answers;
            });
        }
        return all;
    }

    private <R extends NodeReply> CompletionStage<@Nullable R> ask(
            Member member, Class<R> type, Function<ActorRef<NodeReply>, NodeQuestion> question) {
        var desk = system.actorSelection(RootActorPath.apply(member.address(), "/") + PATH);
        return Patterns.askWithReplyTo(desk, replyTo -> question.apply(Adapter.toTyped(replyTo)), ANSWER_MAX)
                .handle((reply, silent) -> type.isInstance(reply) ? type.cast(reply) : null);
    }

    private static <R> Answer<R> answer(Member member, boolean reachable, @Nullable R reply) {
        return new Answer<>(
                member.address().hostPort(),
                List.copyOf(new TreeSet<>(member.getRoles())),
                member.status().toString().toLowerCase(Locale.ROOT),
                reachable,
                reply);
    }

    private List<Member> members() {
        return StreamSupport.stream(Cluster.get(system).state().getMembers().spliterator(), false)
                .filter(member -> member.status() != MemberStatus.removed() && member.status() != MemberStatus.down())
                .sorted((one, other) ->
                        one.address().hostPort().compareTo(other.address().hostPort()))
                .toList();
    }
}
