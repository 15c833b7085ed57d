package dev.weir.server;

import dev.weir.access.Cors;
import dev.weir.http.AnswerHeaders;
import dev.weir.tls.ServerTls;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Where one of the two ports is, and what it does whatever its route is.
 *
 * @param section of the settings
 * @param port 0 for a free one
 * @param tls null to speak plain HTTP
 * @param refused told the status of every answer that refuses, from 400; must return at once
 * @param impatient told of every connection that was closed for saying nothing; must return at once
 */
record Listener(
        String section,
        String host,
        int port,
        @Nullable ServerTls tls,
        Cors cors,
        AnswerHeaders headers,
        Patience patience,
        Consumer<Patience.Waiting> impatient,
        IntConsumer refused) {}
