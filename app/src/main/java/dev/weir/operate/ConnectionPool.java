package dev.weir.operate;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One of this process' pools of connections to PostgreSQL, by what HikariCP publishes of it.
 *
 * @param waiting threads that wait for a connection
 */
record ConnectionPool(String name, int active, int idle, int total, int waiting) {

    private static final Logger log = LoggerFactory.getLogger(ConnectionPool.class);
    private static final String POOLS = "com.zaxxer.hikari:type=Pool (*)";

    /** By name. */
    static List<ConnectionPool> all() {
        var server = ManagementFactory.getPlatformMBeanServer();
        var pools = new ArrayList<ConnectionPool>();
        try {
            for (var bean : server.queryNames(new ObjectName(POOLS), null)) {
                pools.add(of(server, bean));
            }
        } catch (MalformedObjectNameException impossible) {
            throw new AssertionError(impossible);
        } catch (JMException gone) {
            log.debug("a pool was closed just now", gone);
        }
        pools.sort(Comparator.comparing(ConnectionPool::name));
        return pools;
    }

    private static ConnectionPool of(MBeanServer server, ObjectName bean) throws JMException {
        var type = bean.getKeyProperty("type");
        return new ConnectionPool(
                type.substring(type.indexOf('(') + 1, type.length() - 1),
                number(server, bean, "ActiveConnections"),
                number(server, bean, "IdleConnections"),
                number(server, bean, "TotalConnections"),
                number(server, bean, "ThreadsAwaitingConnection"));
    }

    private static int number(MBeanServer server, ObjectName bean, String attribute) throws JMException {
        return (Integer) server.getAttribute(bean, attribute);
    }

    void write(JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("pool", name);
        json.writeNumberField("active", active);
        json.writeNumberField("idle", idle);
        json.writeNumberField("total", total);
        json.writeNumberField("waiting", waiting);
        json.writeEndObject();
    }
}
