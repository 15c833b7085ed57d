package dev.weir.access;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.jca.JCAContext;
import com.nimbusds.jose.util.Base64URL;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.security.interfaces.EdECPublicKey;
import java.util.Set;

/** EdDSA on Ed25519 by what the JDK has; Nimbus' own verifier wants another library for it. */
final class Ed25519Verifier implements JWSVerifier {

    private static final String CURVE = "Ed25519";

    private final EdECPublicKey key;
    private final JCAContext context = new JCAContext();

    /** @throws IllegalArgumentException for a key on another curve */
    Ed25519Verifier(EdECPublicKey key) {
        if (!key.getParams().getName().equals(CURVE)) {
            throw new IllegalArgumentException(
                    "a key on " + key.getParams().getName() + " (expected: one on " + CURVE + ")");
        }
        this.key = key;
    }

    @Override
    public boolean verify(JWSHeader header, byte[] signed, Base64URL signature) {
        try {
            var verification = Signature.getInstance(CURVE);
            verification.initVerify(key);
            verification.update(signed);
            return verification.verify(signature.decode());
        } catch (GeneralSecurityException malformed) {
            return false;
        }
    }

    @Override
    public Set<JWSAlgorithm> supportedJWSAlgorithms() {
        return Set.of(JWSAlgorithm.EdDSA);
    }

    @Override
    public JCAContext getJCAContext() {
        return context;
    }
}
