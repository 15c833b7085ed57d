package dev.weir.tls;

/** What a {@link ServerTls} lets an onlooker see, from any thread. */
public interface TlsObserver {

    /** New connections use this one from now on. */
    void loaded(Identity identity);

    /**
     * The files cannot be used as they are; what was loaded last stays in use. Told with every look until they can.
     *
     * @param isNews whether the look before found something else
     */
    void failed(String why, boolean isNews);
}
