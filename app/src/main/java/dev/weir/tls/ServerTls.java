package dev.weir.tls;

import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import org.jspecify.annotations.Nullable;

/**
 * The server's side of TLS on one port. The files are looked at every two seconds, by what they hold, so that it does not
 * matter how they are replaced; connections that are open go on with what they began with.
 *
 * <p>Files that are being written one after the other do not fit for a moment: that is a failure which the next look mends.
 */
public final class ServerTls implements AutoCloseable {

    private static final Duration LOOK_EVERY = Duration.ofSeconds(2);

    private record InUse(Identity identity, String fingerprint, SSLContext context) {}

    private final CertificateFiles files;
    private final Clock clock;
    private final TlsObserver observer;
    private final ScheduledExecutorService timer;
    private volatile InUse inUse;
    private @Nullable String trouble;

    private ServerTls(CertificateFiles files, Clock clock, TlsObserver observer) throws BadCertificate {
        this.files = files;
        this.clock = clock;
        this.observer = observer;
        inUse = load(files.read());
        timer = Executors.newSingleThreadScheduledExecutor(task -> {
            var thread = new Thread(task, "weir-certificate");
            thread.setDaemon(true);
            return thread;
        });
        observer.loaded(inUse.identity);
    }

    /**
     * Loads the files and follows them.
     *
     * @throws BadCertificate when they cannot be used; that they are out of date is no reason
     */
    public static ServerTls open(CertificateFiles files, Clock clock, TlsObserver observer) throws BadCertificate {
        var tls = unwatched(files, clock, observer);
        var unused = tls.timer.scheduleWithFixedDelay(
                tls::look, LOOK_EVERY.toMillis(), LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS);
        return tls;
    }

    /** Looks when it is told to. */
    static ServerTls unwatched(CertificateFiles files, Clock clock, TlsObserver observer) throws BadCertificate {
        return new ServerTls(files, clock, observer);
    }

    /** For one connection. */
    public SSLEngine engine() {
        return TlsRules.engine(inUse.context);
    }

    /** When the certificate in use, or one of its issuers, ends. */
    public Instant notAfter() {
        return inUse.identity.notAfter();
    }

    /** Whether the one in use has begun and not ended. */
    public boolean isGood() {
        return inUse.identity.isGoodAt(clock.instant());
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }

    /** Called by one thread at a time. */
    void look() {
        try {
            var content = files.read();
            if (!content.fingerprint().equals(inUse.fingerprint)) {
                var loaded = load(content);
                refuseWorse(loaded.identity);
                inUse = loaded;
                observer.loaded(loaded.identity);
            }
            trouble = null;
        } catch (BadCertificate bad) {
            fail(String.valueOf(bad.getMessage()));
        } catch (RuntimeException unforeseen) {
            // A timer that sees one ends for good.
            fail(unforeseen.getClass().getName());
        }
    }

    private void fail(String why) {
        boolean isNews = !Objects.equals(why, trouble);
        trouble = why;
        observer.failed(why, isNews);
    }

    private InUse load(CertificateFiles.Content content) throws BadCertificate {
        var identity = Identity.of(files, content);
        try {
            return new InUse(identity, content.fingerprint(), TlsRules.context(identity));
        } catch (GeneralSecurityException unusable) {
            throw new BadCertificate(
                    files.certificate() + ": cannot be used by this Java (expected: another kind of key)", unusable);
        }
    }

    /** Out of date is better than nothing at the start, and worse than what is in date. */
    private void refuseWorse(Identity other) throws BadCertificate {
        var now = clock.instant();
        if (inUse.identity.isGoodAt(now) && !other.isGoodAt(now)) {
            throw new BadCertificate(files.certificate() + ": from " + other.notBefore() + " to " + other.notAfter()
                    + " (expected: one that is good now, as the one in use is)");
        }
    }
}
