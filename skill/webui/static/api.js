// API client of the simulated Echo on the server. Lines are sent one after the other, never two at once.

const TIMEOUT_MS = 20_000;

/** The server refused a request; the message is its reason. */
export class RefusedError extends Error {
  constructor(message, status) {
    super(message);
    this.status = status;
  }
}

/** There was no response. */
export class NoResponseError extends Error {}

async function post(path, fields) {
  let response;
  try {
    response = await fetch(path, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(fields),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
  } catch (error) {
    throw new NoResponseError(
      error.name === "TimeoutError"
        ? `There was no answer for ${TIMEOUT_MS / 1000} seconds. What you said may have arrived or not.`
        : "The server can't be reached. Is “trust-steps serve” still running?",
    );
  }
  const body = await response.json().catch(() => ({}));
  if (!response.ok) throw new RefusedError(body.error ?? `the server answered ${response.status}`, response.status);
  return body;
}

/** A simulated device, created anew where the server has lost it. */
export class DeviceClient {
  locale = "en-US";
  /** Lines with commands that set the device, by command: they are sent again to a device that replaces it. */
  #settings = new Map();
  #key = null;
  #pending = Promise.resolve();
  #onCreated;

  /** `onCreated(device, isReplacement)` is called for each new device; it may replace one that the server has lost. */
  constructor({ onCreated }) {
    this.#onCreated = onCreated;
  }

  /** Whether the device's clock stands still, because it was set. */
  get isClockStopped() {
    return this.#settings.has("/at");
  }

  /** Create a new device. */
  create() {
    return this.#enqueue(() => this.#create());
  }

  /** Send a line, and return the answer. */
  say(line) {
    return this.#enqueue(() => this.#say(line));
  }

  /** Delete all records of the household, and create a new device. */
  forget() {
    return this.#enqueue(async () => {
      await post("/page/forget", {});
      const screen = this.#settings.get("/screen");
      this.#settings.clear();
      if (screen) this.#settings.set("/screen", screen);
      return this.#create();
    });
  }

  #enqueue(work) {
    const result = this.#pending.then(work);
    this.#pending = result.catch(() => {});
    return result;
  }

  async #create(isReplacement = false) {
    const timezone = Intl.DateTimeFormat().resolvedOptions().timeZone ?? "UTC";
    let device;
    try {
      device = await post("/page/echoes", { locale: this.locale, timezone });
    } catch (error) {
      if (error.status !== 400) throw error;
      device = await post("/page/echoes", { locale: this.locale, timezone: "UTC" }); // the server's zones are older
    }
    this.#key = device.echo;
    let now = device.now;
    for (const line of this.#settings.values()) {
      ({ now } = await post("/page/lines", { echo: this.#key, line }));
    }
    this.#onCreated({ ...device, now }, isReplacement);
  }

  async #say(line) {
    if (this.#key === null) await this.#create();
    let answer;
    try {
      answer = await post("/page/lines", { echo: this.#key, line });
    } catch (error) {
      if (error.status !== 404) throw error;
      await this.#create(true);
      answer = await post("/page/lines", { echo: this.#key, line });
    }
    const [command] = line.trim().split(" ", 1);
    if (["/at", "/screen", "/speaker"].includes(command)) this.#settings.set(command, line);
    return answer;
  }
}
