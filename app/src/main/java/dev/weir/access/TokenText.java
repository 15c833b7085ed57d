package dev.weir.access;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.json.JsonTree;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * A signed token in its compact form (RFC 7515, section 7.1), read strictly: three parts of unpadded base64url in their
 * only form, header and claims as JSON objects in UTF-8 whose members all have names of their own.
 *
 * @param signed the first two parts, as they were sent
 * @param signature the third part, as it was sent
 */
record TokenText(JsonNode header, String claimsPart, String signed, String signature) {

    static final int CHARS_MAX = 8 * 1024;

    private static final int PARTS = 3;

    /** @throws BadToken when it is none */
    static TokenText parse(String token) {
        if (token.length() > CHARS_MAX) {
            throw new BadToken("token: " + token.length() + " characters (expected: at most " + CHARS_MAX + ")");
        }
        var parts = token.split("\\.", -1);
        if (parts.length != PARTS) {
            throw new BadToken("token: " + parts.length + " parts (expected: 3, a signed JWT)");
        }
        var signature = bytes("signature", parts[2]);
        if (signature.length == 0) {
            throw new BadToken("token: not signed (expected: a signed JWT)");
        }
        return new TokenText(object("header", parts[0]), parts[1], parts[0] + "." + parts[1], parts[2]);
    }

    /**
     * Read only when the signature was verified: until then they are anybody's.
     *
     * @throws BadToken when they are no JSON object
     */
    JsonNode claims() {
        return object("claims", claimsPart);
    }

    private static JsonNode object(String what, String part) {
        try {
            var utf8 = ByteBuffer.wrap(bytes(what, part));
            var object = JsonTree.read(
                    StandardCharsets.UTF_8.newDecoder().decode(utf8).toString());
            if (object.isObject()) {
                return object;
            }
        } catch (JsonProcessingException | CharacterCodingException invalid) {
            // Said below; the parser's message would show a piece of the token.
        }
        throw new BadToken(
                "token: its " + what + " cannot be read (expected: one JSON object in UTF-8, each member once)");
    }

    /** Java's decoder takes padding, and bits behind the last byte, so that one token would have several forms. */
    private static byte[] bytes(String what, String part) {
        try {
            var bytes = Base64.getUrlDecoder().decode(part);
            if (Base64.getUrlEncoder().withoutPadding().encodeToString(bytes).equals(part)) {
                return bytes;
            }
        } catch (IllegalArgumentException invalid) {
            // Said below.
        }
        throw new BadToken("token: its " + what + " is not base64url (expected: without padding, RFC 7515)");
    }
}
