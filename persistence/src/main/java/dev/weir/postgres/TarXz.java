package dev.weir.postgres;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.tukaani.xz.XZInputStream;

/**
 * Unpacks the kind of archive that PostgreSQL's binaries are shipped in: an xz-compressed tar of regular files, folders
 * and symbolic links whose names have at most 100 bytes. Any other kind of entry is an error rather than left out.
 */
final class TarXz {

    private static final int BLOCK_BYTES = 512;
    private static final int NAME_AT = 0;
    private static final int MODE_AT = 100;
    private static final int SIZE_AT = 124;
    private static final int KIND_AT = 156;
    private static final int LINK_AT = 157;
    private static final int NAME_BYTES = 100;
    private static final int MODE_BYTES = 8;
    private static final int SIZE_BYTES = 12;
    private static final int OWNER_EXECUTES = 0100;

    private TarXz() {}

    /** Everything in {@code archive} below {@code folder}, which must exist; only the owner may write to any of it. */
    static void unpack(InputStream archive, Path folder) throws IOException {
        try (var tar = new XZInputStream(archive)) {
            for (var header = tar.readNBytes(BLOCK_BYTES); isEntry(header); header = tar.readNBytes(BLOCK_BYTES)) {
                unpackEntry(tar, header, folder);
            }
        }
    }

    /** The archive ends with blocks of zeros, so that no name is found where the next one would be. */
    private static boolean isEntry(byte[] header) {
        return header.length == BLOCK_BYTES && header[NAME_AT] != 0;
    }

    private static void unpackEntry(InputStream tar, byte[] header, Path folder) throws IOException {
        var name = text(header, NAME_AT, NAME_BYTES);
        var target = folder.resolve(name).normalize();
        if (!target.startsWith(folder.normalize())) {
            throw new IOException("name in the archive: " + name + " (expected: below its folder)");
        }
        Files.createDirectories(target.getParent() == null ? folder : target.getParent());
        switch (header[KIND_AT]) {
            case '0', 0 -> writeFile(tar, header, target);
            case '2' -> Files.createSymbolicLink(target, Path.of(text(header, LINK_AT, NAME_BYTES)));
            case '5' -> Files.createDirectories(target);
            default ->
                throw new IOException("kind of entry " + name + " in the archive: " + (char) header[KIND_AT]
                        + " (expected: file, folder or symbolic link)");
        }
    }

    private static void writeFile(InputStream tar, byte[] header, Path target) throws IOException {
        var size = octal(header, SIZE_AT, SIZE_BYTES);
        try (var file = Files.newOutputStream(target)) {
            copy(tar, file, size);
        }
        tar.skipNBytes((BLOCK_BYTES - size % BLOCK_BYTES) % BLOCK_BYTES);
        var executable = (octal(header, MODE_AT, MODE_BYTES) & OWNER_EXECUTES) != 0;
        Files.setPosixFilePermissions(target, PosixFilePermissions.fromString(executable ? "rwxr-xr-x" : "rw-r--r--"));
    }

    private static void copy(InputStream from, OutputStream to, long size) throws IOException {
        var buffer = new byte[64 * 1024];
        for (var left = size; left > 0; ) {
            var count = from.read(buffer, 0, (int) Math.min(buffer.length, left));
            if (count < 0) {
                throw new IOException("archive: ends " + left + " bytes early");
            }
            to.write(buffer, 0, count);
            left -= count;
        }
    }

    private static String text(byte[] header, int at, int length) {
        var end = at;
        while (end < at + length && header[end] != 0) {
            end++;
        }
        return new String(header, at, end - at, StandardCharsets.UTF_8);
    }

    private static long octal(byte[] header, int at, int length) {
        return Long.parseLong(text(header, at, length).strip(), 8);
    }
}
