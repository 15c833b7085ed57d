package dev.weir.tls;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * One block of PEM text (RFC 7468).
 *
 * @param label what stands between BEGIN and the dashes
 * @param body what stands between the two lines
 */
record PemBlock(String label, String body) {

    private static final String BEGIN = "-----BEGIN ";
    private static final String END = "-----END ";
    private static final String DASHES = "-----";

    /**
     * All blocks of a text; what stands between them is left out, since tools write remarks there.
     *
     * @throws IllegalArgumentException when one has no end
     */
    static List<PemBlock> all(String text) {
        List<PemBlock> blocks = new ArrayList<>();
        for (int begin = text.indexOf(BEGIN); begin >= 0; ) {
            int labelEnd = text.indexOf(DASHES, begin + BEGIN.length());
            var label = labelEnd < 0 ? "" : text.substring(begin + BEGIN.length(), labelEnd);
            int bodyEnd = labelEnd < 0 ? -1 : text.indexOf(END + label + DASHES, labelEnd);
            if (bodyEnd < 0) {
                throw new IllegalArgumentException("cut short (expected: " + END + "… for every " + BEGIN + "…)");
            }
            blocks.add(new PemBlock(label, text.substring(labelEnd + DASHES.length(), bodyEnd)));
            begin = text.indexOf(BEGIN, bodyEnd);
        }
        return blocks;
    }

    /** @throws IllegalArgumentException when the body is not Base64, as one with headers is not */
    byte[] bytes() {
        return Base64.getDecoder().decode(body.replaceAll("\\s", ""));
    }

    /** Without what may be a key. */
    @Override
    public String toString() {
        return "PemBlock[" + label + "]";
    }
}
