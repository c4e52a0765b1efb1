import { type Server, STATUS_CODES } from "node:http";
import type { Socket } from "node:net";
import { callerAddress } from "@/lib/http/proxies";
import type { VerifyReply } from "@/lib/http/verify-endpoint";
import { newRequestId } from "@/lib/platform/ids";
import { type LaneHead, readLaneHead } from "./lane-head";
import type { Outbox, Way } from "./outbox";

const END_OF_HEAD = "\r\n\r\n";
/** Past it Node's parser decides whether the head is too large. */
const MAX_HEAD_BYTES = 8_192;

type ToNode = (socket: Socket, read: Buffer) => void;

/**
 * A connection that asks for verifications and for nothing else. Reading and writing HTTP in all its forms costs Node as
 * much as the whole decision; a lane knows one form, the plain one that clients send, and answers it from the bytes.
 * Whatever is not that form goes to Node's parser untouched, and so does the rest of its connection.
 *
 * One request is under way at a time: what comes behind it waits, so that answers leave in the order of the requests.
 */
class Lane implements Way {
  /** What has come and is not read: a request that is not whole yet, or what came behind the one under way. */
  #waiting: Buffer | null = null;
  #underWay = false;
  /** The other side sends no more. */
  #ended = false;
  /** The last head: a client's heads are all alike, and comparing is faster than reading. */
  #headText = "";
  #head: LaneHead | null = null;

  constructor(
    readonly lanes: Lanes,
    readonly socket: Socket,
  ) {
    socket.setTimeout(lanes.server.keepAliveTimeout);
    socket.on("data", this.#onData).on("end", this.#onEnd).on("timeout", this.#onTimeout);
    socket.on("error", this.#onError).on("close", this.#onClose);
  }

  get isIdle(): boolean {
    return !this.#underWay;
  }

  send({ status, headers, body }: VerifyReply): void {
    const { socket, lanes } = this;
    this.#underWay = false;
    if (!socket.writable) return;
    const bytes = Buffer.byteLength(body);
    const last = lanes.draining || (this.#ended && !this.#waiting);
    let text = `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n`;
    for (const name in headers) text += `${name}: ${headers[name]}\r\n`;
    text += `${lanes.date()}${last ? "Connection: close" : lanes.keepAlive}\r\nContent-Length: ${bytes}${END_OF_HEAD}`;
    // Plain text is copied as it is; only other characters have to be encoded.
    const room = socket.write(text + body, bytes === body.length ? "latin1" : "utf8");
    if (last) socket.end();
    else if (!room) {
      // Nothing is read while the other side does not take its answers.
      socket.pause();
      socket.once("drain", () => this.#goOn());
    } else if (this.#waiting) this.#goOn();
  }

  #goOn(): void {
    const bytes = this.#waiting;
    this.#waiting = null;
    this.socket.resume();
    if (bytes) this.#read(bytes, false);
  }

  #onData = (chunk: Buffer): void => {
    const before = this.#waiting;
    const bytes = before ? Buffer.concat([before, chunk]) : chunk;
    if (this.#underWay) {
      this.#waiting = bytes;
      this.socket.pause();
      return;
    }
    this.#waiting = null;
    this.#read(bytes, before !== null);
  };

  /** `again`: these bytes have waited for their rest once. What comes in many pieces is Node's, which has clocks for it. */
  #read(bytes: Buffer, again: boolean): void {
    const headEnd = bytes.indexOf(END_OF_HEAD);
    const head =
      headEnd < 0 || headEnd > MAX_HEAD_BYTES ? null : this.#headOf(bytes.toString("latin1", 0, headEnd));
    const bodyAt = headEnd + END_OF_HEAD.length;
    const end = bodyAt + (head?.bodyBytes ?? 0);
    const isWhole = end <= bytes.length;
    if (!head || (!isWhole && again)) {
      this.#leave();
      this.lanes.toNode(this.socket, bytes);
      return;
    }
    if (!isWhole) {
      this.#waiting = bytes;
      return;
    }
    if (end < bytes.length) {
      this.#waiting = bytes.subarray(end);
      this.socket.pause();
    }
    this.#underWay = true;
    const body = bytes.subarray(bodyAt, end);
    const { config } = this.lanes.outbox.rt;
    const address = () => callerAddress(config, this.socket.remoteAddress, head.forwarded);
    this.lanes.outbox.verify(this, head.bearer, address, body, newRequestId());
  }

  #headOf(text: string): LaneHead | null {
    if (text !== this.#headText) {
      this.#head = readLaneHead(text);
      this.#headText = text;
    }
    return this.#head;
  }

  #onEnd = (): void => {
    this.#ended = true;
    if (!this.#underWay) this.socket.end();
  };

  #onTimeout = (): void => {
    if (!this.#underWay) this.socket.destroy();
  };

  #onError = (): void => {
    this.socket.destroy();
  };

  #onClose = (): void => {
    this.lanes.open.delete(this);
  };

  /** The socket is as it came. */
  #leave(): void {
    const { socket } = this;
    this.lanes.open.delete(this);
    socket.setTimeout(0);
    socket.off("data", this.#onData).off("end", this.#onEnd).off("timeout", this.#onTimeout);
    socket.off("error", this.#onError).off("close", this.#onClose);
  }
}

/** All lanes of a server. */
export class Lanes {
  readonly open = new Set<Lane>();
  /** From now on each answer is the last of its connection. */
  draining = false;
  readonly keepAlive: string;
  readonly #always: string;
  #second = 0;
  #date = "";

  constructor(
    readonly server: Server,
    readonly outbox: Outbox,
    readonly toNode: ToNode,
    /** What each answer has besides. */
    always: Record<string, string>,
  ) {
    this.#always = Object.entries(always)
      .map(([name, value]) => `${name}: ${value}\r\n`)
      .join("");
    this.keepAlive = `Connection: keep-alive\r\nKeep-Alive: timeout=${Math.floor(server.keepAliveTimeout / 1_000)}`;
  }

  /** The Date field (RFC 9110, section 6.6.1), made once a second, and what each answer has besides. */
  date(): string {
    const second = Math.floor(this.outbox.rt.now() / 1_000);
    if (second !== this.#second) {
      this.#second = second;
      this.#date = `Date: ${new Date(second * 1_000).toUTCString()}\r\n${this.#always}`;
    }
    return this.#date;
  }

  /** Closes those that wait for a request. */
  closeIdle(): void {
    for (const lane of this.open) if (lane.isIdle) lane.socket.destroy();
  }
}

/** From here on each new connection of the server begins as a lane. */
export function openLanes(server: Server, outbox: Outbox, always: Record<string, string> = {}): Lanes {
  const nodes = server.listeners("connection") as ((socket: Socket) => void)[];
  const toNode: ToNode = (socket, read) => {
    socket.pause();
    socket.unshift(read);
    for (const listener of nodes) listener.call(server, socket);
    socket.resume();
  };
  const lanes = new Lanes(server, outbox, toNode, always);
  server.removeAllListeners("connection");
  server.on("connection", (socket: Socket) => lanes.open.add(new Lane(lanes, socket)));
  return lanes;
}
