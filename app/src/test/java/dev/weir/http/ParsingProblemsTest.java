package dev.weir.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.apache.pekko.event.NoLogging;
import org.apache.pekko.http.javadsl.model.HttpEntity;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.settings.ServerSettings;
import org.apache.pekko.http.scaladsl.model.ErrorInfo;
import org.apache.pekko.http.scaladsl.model.StatusCode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ParsingProblemsTest {

    private static HttpResponse handle(int status, String summary) {
        return new ParsingProblems.Plain()
                .handle(
                        StatusCode.int2StatusCode(status),
                        new ErrorInfo(summary, "secret", "secret"),
                        NoLogging.getInstance(),
                        (org.apache.pekko.http.scaladsl.settings.ServerSettings) ServerSettings.create(""));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "400 | Illegal request-target | Illegal request-target",
                "414 | URI length exceeds the limit of 9 characters from 127.0.0.1:80 | URI length exceeds the limit of 9"
                        + " characters",
                "431 | too long from 0:0:0:0:0:0:0:1%lo:80 | too long",
                "501 | no such method. Increase `pekko.http.x` to have it. | no such method"
            })
    void tells_what_was_wrong_and_nothing_of_the_inside(int status, String summary, String told) throws Exception {
        var response = handle(status, summary);

        var body = new ObjectMapper()
                .readTree(((HttpEntity.Strict) response.entity()).getData().utf8String());
        assertThat(response.status().intValue()).isEqualTo(status);
        assertThat(response.entity().getContentType()).hasToString("application/problem+json");
        assertThat(body.get("status").intValue()).isEqualTo(status);
        assertThat(body.get("type").textValue()).isEqualTo("about:blank");
        assertThat(body.get("detail").textValue()).isEqualTo("request: " + told + " (expected: HTTP/1.1)");
    }
}
