package dev.weir.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.endtoend.Programs;
import dev.weir.http.RequestTarget;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.apache.pekko.http.javadsl.model.HttpEntity;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpMethod;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.http.javadsl.model.headers.RawRequestURI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClientRouteTest {

    /** What issue and documents promise. */
    private static final int BYTES_MAX = 10_000;

    private final ClientRoute route = new ClientRoute();

    private HttpResponse ask(HttpMethod method, HttpHeader... headers) {
        var request = HttpRequest.create()
                .withMethod(method)
                .addHeader(RawRequestURI.create("/client/weir.js"))
                .addHeaders(List.of(headers));
        return route.handle(request, RequestTarget.of(request))
                .toCompletableFuture()
                .join();
    }

    private static byte[] body(HttpResponse answer) {
        return ((HttpEntity.Strict) answer.entity()).getData().toArray();
    }

    private static String header(HttpResponse answer, String name) {
        return answer.getHeader(name).map(HttpHeader::value).orElse("");
    }

    @Test
    void is_one_module_that_imports_nothing_and_gives_out_the_class() {
        var text = new String(body(ask(HttpMethods.GET)), StandardCharsets.UTF_8);

        assertThat(text).doesNotContain("import ").containsOnlyOnce("export ").contains("export class WeirEventSource");
        assertThat(text).doesNotContain("/**");
    }

    /** Two modules with the same name at their top would be none. */
    @Test
    void is_a_module_that_can_be_read(@TempDir Path folder) throws Exception {
        Programs.need("node", "--version");
        var file = Files.write(folder.resolve("weir.mjs"), body(ask(HttpMethods.GET)));
        var node = new ProcessBuilder("node", "--check", file.toString())
                .redirectErrorStream(true)
                .start();
        var output = new String(node.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(node.waitFor()).as(output).isZero();
    }

    @Test
    void is_below_ten_thousand_bytes_on_the_wire() throws IOException {
        var answer = ask(HttpMethods.GET, RawHeader.create("Accept-Encoding", "br, gzip"));
        byte[] whole = new GZIPInputStream(new ByteArrayInputStream(body(answer))).readAllBytes();

        assertThat(body(answer)).hasSizeLessThan(BYTES_MAX);
        assertThat(header(answer, "Content-Encoding")).isEqualTo("gzip");
        assertThat(whole).isEqualTo(body(ask(HttpMethods.GET)));
    }

    @Test
    void is_javascript_for_pages_of_any_origin() {
        var answer = ask(HttpMethods.GET);

        assertThat(answer.entity().getContentType().toString()).isEqualTo("text/javascript");
        assertThat(header(answer, "Access-Control-Allow-Origin")).isEqualTo("*");
        assertThat(header(answer, "Cross-Origin-Resource-Policy")).isEqualTo("cross-origin");
        assertThat(header(answer, "Vary")).isEqualTo("Accept-Encoding");
    }

    @Test
    void is_asked_for_each_time_and_sent_when_it_has_changed() {
        var tag = header(ask(HttpMethods.GET), "ETag");
        var same = ask(HttpMethods.GET, RawHeader.create("If-None-Match", "W/\"x\", " + tag));
        var changed = ask(HttpMethods.GET, RawHeader.create("If-None-Match", "W/\"x\""));

        assertThat(tag).matches("W/\"[0-9a-f]{16}\"");
        assertThat(header(same, "Cache-Control")).isEqualTo("public, no-cache");
        assertThat(same.status().intValue()).isEqualTo(304);
        assertThat(header(same, "ETag")).isEqualTo(tag);
        assertThat(changed.status().intValue()).isEqualTo(200);
    }

    @Test
    void takes_no_other_method() {
        var refused = ask(HttpMethods.POST);

        assertThat(refused.status().intValue()).isEqualTo(405);
        assertThat(header(refused, "Allow")).contains("GET").contains("HEAD");
    }
}
