import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Executors;

/** An HTTP service: java Service.java PORT [--leak]. Its map of sessions is bounded; the leaky one's is not. */
public class Service {
  static final int SESSIONS = 5000;

  public static void main(String[] arguments) throws Exception {
    boolean leaky = arguments.length > 1 && arguments[1].equals("--leak");
    Map<String, int[]> sessions = new LinkedHashMap<>() {
      @Override
      protected boolean removeEldestEntry(Map.Entry<String, int[]> eldest) {
        return !leaky && size() > SESSIONS;
      }
    };
    var server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), Integer.parseInt(arguments[0])), 50);
    server.setExecutor(Executors.newFixedThreadPool(4));
    server.createContext("/", exchange -> {
      StringBuilder page = new StringBuilder();
      for (int line = 0; line < 100; line++) page.append("line ").append(line).append(" of ").append(exchange.getRequestURI()).append('\n');
      synchronized (sessions) {
        sessions.put("session-" + sessions.size() + "-" + System.nanoTime(), new int[60]);
      }
      byte[] body = page.toString().getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(200, body.length);
      try (var out = exchange.getResponseBody()) {
        out.write(body);
      }
    });
    server.start();
  }
}
