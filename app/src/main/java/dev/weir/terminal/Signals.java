package dev.weir.terminal;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * SIGTERM and SIGINT: the first asks for an end in good order, the second ends the process at once.
 *
 * <p>A shutdown hook would not do: the JVM that runs it exits with 143 whatever the hook does, and does not notice a
 * second signal. The JDK's class for signals is reached by reflection, since the compiler warns of it in a way that
 * cannot be switched off; it is in every JDK from 17 to 25.
 */
public final class Signals {

    private static final Logger log = LoggerFactory.getLogger(Signals.class);

    /** As shells report a process that a signal ended. */
    private static final int STATUS_OF_SIGNAL = 128;

    private static final int SIGNAL_INTERRUPT = 2;

    private final Runnable stop;
    private final AtomicBoolean stopping = new AtomicBoolean();

    private Signals(Runnable stop) {
        this.stop = stop;
    }

    /** @param stop must return soon; called at most once, from a thread of the JVM's */
    public static void handle(Runnable stop) {
        var signals = new Signals(stop);
        signals.handle("TERM");
        signals.handle("INT");
    }

    private void handle(String name) {
        try {
            var signalType = Class.forName("sun.misc.Signal");
            var handlerType = Class.forName("sun.misc.SignalHandler");
            InvocationHandler onSignal = (proxy, method, arguments) -> {
                if (method.getName().equals("handle")) {
                    received();
                }
                return null;
            };
            var handler =
                    Proxy.newProxyInstance(Signals.class.getClassLoader(), new Class<?>[] {handlerType}, onSignal);
            var signal = signalType.getConstructor(String.class).newInstance(name);
            signalType.getMethod("handle", signalType, handlerType).invoke(null, signal, handler);
        } catch (ReflectiveOperationException unsupported) {
            log.warn("SIG{} cannot be handled: it will end the process at once", name, unsupported);
        }
    }

    private void received() {
        if (stopping.compareAndSet(false, true)) {
            stop.run();
        } else {
            Runtime.getRuntime().halt(STATUS_OF_SIGNAL + SIGNAL_INTERRUPT);
        }
    }
}
