package dev.weir.simulation;

import org.apache.pekko.serialization.Serialization;
import org.apache.pekko.serialization.Serializers;
import org.apache.pekko.util.ByteString;

/** Something as the serializer wrote it. */
record Stored(int serializer, String manifest, ByteString bytes) {

    static Stored of(Serialization serialization, Object thing) {
        var serializer = serialization.findSerializerFor(thing);
        return new Stored(
                serializer.identifier(),
                Serializers.manifestFor(serializer, thing),
                ByteString.fromArrayUnsafe(serializer.toBinary(thing)));
    }

    Object read(Serialization serialization) {
        return serialization
                .deserialize(bytes.toArrayUnsafe(), serializer, manifest)
                .get();
    }
}
