import { connect } from "node:net";
import { createWebSocketStream, WebSocketServer } from "ws";

/**
 * What stands in front of a Neon database, for tests that must not need one: a WebSocket whose messages are the bytes of a
 * connection to PostgreSQL. `address` is `host:port`.
 */
export async function websocketBridge(databaseUrl: string) {
  const { hostname, port } = new URL(databaseUrl);
  const server = new WebSocketServer({ host: "127.0.0.1", port: 0 });
  server.on("connection", (socket) => {
    const database = connect(Number(port || 5432), hostname);
    const client = createWebSocketStream(socket);
    client.on("error", () => database.destroy()).pipe(database);
    database.on("error", () => client.destroy()).pipe(client);
  });
  await new Promise((resolve) => server.once("listening", resolve));
  const address = server.address();
  return {
    address: `127.0.0.1:${typeof address === "object" && address ? address.port : 0}`,
    close: () => {
      for (const client of server.clients) client.terminate();
      server.close();
    },
  };
}
