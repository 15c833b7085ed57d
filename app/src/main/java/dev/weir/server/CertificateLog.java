package dev.weir.server;

import dev.weir.observe.Log;
import dev.weir.tls.Identity;
import java.util.LinkedHashMap;
import java.util.Map;

/** The lines of the log that tell of a port's certificate. */
final class CertificateLog {

    private CertificateLog() {}

    static void loaded(String listener, Identity identity) {
        var data = new LinkedHashMap<String, Object>();
        data.put("listener", listener);
        data.put("subject", identity.subject());
        data.put("names", String.join(",", identity.names()));
        data.put("notBefore", identity.notBefore().toString());
        data.put("notAfter", identity.notAfter().toString());
        data.put("fingerprint", identity.fingerprint());
        Log.event("certificate-loaded", data);
    }

    static void failed(String listener, String why) {
        Log.warning("certificate-failed", Map.of("listener", listener, "why", why));
    }
}
