package dev.weir.postgres;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Where the database is and as whom to use it.
 *
 * @param jdbcUrl {@code jdbc:postgresql://host:port/database}, with the parameters of the driver that the operator wants
 * @param user a role that may create tables in the database
 * @param password of the role; never in {@link #toString}, nor is one in the URL
 */
public record DatabaseSettings(String jdbcUrl, String user, String password) {

    private static final String SCHEME = "jdbc:postgresql:";
    private static final String OPTIONS = "options";

    /**
     * What the driver does otherwise: wait for ever for a server that is gone, one round trip for each row of a batch.
     * In seconds. The socket's time limit is above the statement's, so that the server ends what is slow and says so.
     */
    private static final Map<String, String> PARAMETERS = ordered(
            "reWriteBatchedInserts", "true",
            "socketTimeout", "6",
            "connectTimeout", "3",
            "loginTimeout", "5",
            "tcpKeepAlive", "true",
            "ApplicationName", "weir");

    /** Limits that the server keeps, in milliseconds. */
    private static final Map<String, String> TIME_LIMITS = ordered(
            "statement_timeout", "5000", "lock_timeout", "2000", "idle_in_transaction_session_timeout", "10000");

    public DatabaseSettings {
        if (!jdbcUrl.startsWith(SCHEME) || hasPasswordBeforeHost(jdbcUrl) || !isUnderstood(jdbcUrl)) {
            throw new DatabaseUnusable("database URL: " + masked(jdbcUrl)
                    + " (expected: jdbc:postgresql://host:port/database, with user and password apart from it)");
        }
    }

    /** The URL for every connection that serves: with time limits, as far as the operator has not set them. */
    public String url() {
        return urlWith(Map.of());
    }

    /** As {@link #url}, with more parameters of the driver; what is in {@link #jdbcUrl} goes before all of them. */
    public String urlWith(Map<String, String> more) {
        return url(parameters(jdbcUrl), more);
    }

    /** As {@link #url}, for what may take as long as it takes; here the operator's limits do not count either. */
    String urlWithoutTimeLimits() {
        var own = parameters(jdbcUrl);
        own.put("socketTimeout", "0");
        own.merge(OPTIONS, options(timeLimit -> "0"), (theirs, ours) -> theirs + " " + ours);
        return url(own, Map.of());
    }

    private String url(Map<String, String> own, Map<String, String> more) {
        var all = new LinkedHashMap<>(PARAMETERS);
        all.putAll(more);
        all.putAll(own);
        all.put(OPTIONS, sessionOptions(own.getOrDefault(OPTIONS, "")));
        var end = jdbcUrl.indexOf('?');
        return (end < 0 ? jdbcUrl : jdbcUrl.substring(0, end)) + "?"
                + all.entrySet().stream()
                        .map(parameter -> encode(parameter.getKey()) + "=" + encode(parameter.getValue()))
                        .collect(Collectors.joining("&"));
    }

    /** The server takes the last of several values: the operator's come last. */
    private static String sessionOptions(String own) {
        return (options(Map.Entry::getValue) + " " + own).strip();
    }

    private static String options(Function<Map.Entry<String, String>, String> value) {
        return TIME_LIMITS.entrySet().stream()
                .map(setting -> "-c " + setting.getKey() + "=" + value.apply(setting))
                .collect(Collectors.joining(" "));
    }

    /** A connection like those that serve. */
    public Connection open() throws SQLException {
        return DriverManager.getConnection(url(), user, password);
    }

    /** As {@link #open}, with the fault told in words for who set the settings. */
    public Connection connect() {
        try {
            return open();
        } catch (SQLException failure) {
            throw unusable(failure);
        }
    }

    /** What a fault of the database means for who set the settings. */
    DatabaseUnusable unusable(SQLException failure) {
        var state = String.valueOf(failure.getSQLState());
        var expected = switch (state) {
            case "28P01", "28000" -> "user and password that it accepts";
            case "3D000" -> "a database that exists";
            case "42501" -> "a user that may create tables";
            default -> state.startsWith("08") ? "a PostgreSQL that answers there" : "a PostgreSQL in order";
        };
        return new DatabaseUnusable(
                "database " + masked(jdbcUrl) + " as user " + user + ": " + failure.getMessage() + " (expected: "
                        + expected + ")",
                failure);
    }

    @Override
    public String toString() {
        return "DatabaseSettings[" + masked(jdbcUrl) + ", user=" + user + "]";
    }

    private static boolean isUnderstood(String url) {
        try {
            return DriverManager.getDriver(url).acceptsURL(url);
        } catch (SQLException noDriver) {
            return false;
        }
    }

    private static boolean hasPasswordBeforeHost(String url) {
        return url.matches("[^/?]*//[^/?]*@.*");
    }

    /** The text with what may be a password in it left out. */
    private static String masked(String url) {
        return url.replaceAll("//[^/?]*@", "//***@").replaceAll("(?i)(password=)[^&]*", "$1***");
    }

    private static Map<String, String> parameters(String url) {
        var parameters = new LinkedHashMap<String, String>();
        var start = url.indexOf('?');
        if (start >= 0) {
            Arrays.stream(url.substring(start + 1).split("&", -1))
                    .filter(parameter -> !parameter.isEmpty())
                    .forEach(parameter -> addParameter(parameters, parameter));
        }
        return parameters;
    }

    private static void addParameter(Map<String, String> parameters, String parameter) {
        var equals = parameter.indexOf('=');
        var name = equals < 0 ? parameter : parameter.substring(0, equals);
        var value = equals < 0 ? "" : parameter.substring(equals + 1);
        parameters.put(decode(name), decode(value));
    }

    private static String decode(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static Map<String, String> ordered(String... namesAndValues) {
        var map = new LinkedHashMap<String, String>();
        for (var i = 0; i < namesAndValues.length; i += 2) {
            map.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return map;
    }
}
