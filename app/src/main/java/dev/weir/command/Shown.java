package dev.weir.command;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/**
 * Text of others, made harmless for a terminal and put on one line: whoever can publish an event must not be able to
 * move the cursor of those who look at it, nor to reorder what stands around it.
 */
final class Shown {

    private Shown() {}

    /** The text with line ends, control characters and those that turn the direction of writing as JSON escapes. */
    static String line(String text) {
        int first = 0;
        while (first < text.length() && !isHidden(text.charAt(first))) {
            first++;
        }
        if (first == text.length()) {
            return text;
        }
        var shown = new StringBuilder(text.length() + 16).append(text, 0, first);
        for (int i = first; i < text.length(); i++) {
            escape(text.charAt(i), shown);
        }
        return shown.toString();
    }

    private static void escape(char c, StringBuilder to) {
        if (c == '\n') {
            to.append("\\n");
        } else if (isHidden(c)) {
            to.append(String.format("\\u%04x", (int) c));
        } else {
            to.append(c);
        }
    }

    /** Tabs are harmless. Of format characters only those that turn the direction: emoji are made with the others. */
    private static boolean isHidden(char c) {
        return c != '\t' && (Character.isISOControl(c) || c == 0x2028 || c == 0x2029 || isTurning(c));
    }

    private static boolean isTurning(char c) {
        return (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) || c == 0x200e || c == 0x200f;
    }

    /** Why a file cannot be used, in the words of a person. */
    static String reason(IOException failure) {
        if (failure instanceof NoSuchFileException) {
            return "no such file";
        }
        if (failure instanceof AccessDeniedException) {
            return "permission denied";
        }
        var reason = failure instanceof FileSystemException file ? file.getReason() : failure.getMessage();
        return line(reason == null ? failure.getClass().getSimpleName() : reason);
    }
}
