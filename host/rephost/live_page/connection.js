// The way to repbelt and back: tries again until it is there.

const SILENT_MS = 3000; // Something comes every second.
const FIRST_MS = 250;
const LONGEST_MS = 5000;

export class Connection {
  // onMessage(message); onState("on" | "lost" | "refused").
  constructor(onMessage, onState) {
    this.onMessage = onMessage;
    this.onState = onState;
    this.waitMs = FIRST_MS;
    this.isLast = false; // Nothing is looked for behind this connection.
    for (const [source, name] of [[window, "online"], [document, "visibilitychange"]]) {
      source.addEventListener(name, () => { if (!document.hidden) this.hurry(); });
    }
    window.addEventListener("offline", () => this.lost());
    this.open();
  }

  open() {
    clearTimeout(this.timer);
    const address = new URL("live", location.href);
    address.protocol = address.protocol.replace("http", "ws");
    address.search = location.search;
    const socket = new WebSocket(address);
    this.socket = socket;
    socket.onmessage = (event) => {
      if (socket !== this.socket) return;
      this.watch();
      this.waitMs = FIRST_MS;
      this.isRefused = false;
      this.onState("on");
      this.onMessage(JSON.parse(event.data));
    };
    socket.onclose = () => { if (socket === this.socket) this.lost(); };
    this.watch();
  }

  watch() {
    clearTimeout(this.silence);
    this.silence = setTimeout(() => this.lost(), SILENT_MS);
  }

  async lost() {
    const { socket } = this;
    if (!socket) return;
    this.socket = null;
    clearTimeout(this.silence);
    socket.close();
    if (!this.isRefused) this.onState("lost");
    if (this.isLast) return;
    this.timer = setTimeout(() => this.open(), this.waitMs * (0.8 + 0.4 * Math.random()));
    this.waitMs = Math.min(LONGEST_MS, this.waitMs * 2);
    // A browser does not tell why a socket was refused; a page that is refused says it.
    const alive = await fetch("alive").catch(() => null);
    this.isRefused = alive?.status === 403;
    if (this.isRefused) this.onState("refused");
  }

  hurry() {
    if (this.socket || this.isLast) return;
    this.waitMs = FIRST_MS;
    this.open();
  }

  get isOn() {
    return this.socket?.readyState === WebSocket.OPEN;
  }

  // Returns whether it went off.
  send(action) {
    if (!this.isOn) return false;
    this.socket.send(JSON.stringify(action));
    return true;
  }
}
