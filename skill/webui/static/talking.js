// The pretend Echo, which is on the server. It is told one line after another, so it never has two to answer at once.

const PATIENCE = 20_000;

/** The server said why it does not do what was asked. */
export class Refused extends Error {
  constructor(message, status) {
    super(message);
    this.status = status;
  }
}

/** There was no answer. */
export class Silent extends Error {}

async function post(path, asked) {
  let answer;
  try {
    answer = await fetch(path, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(asked),
      signal: AbortSignal.timeout(PATIENCE),
    });
  } catch (error) {
    throw new Silent(
      error.name === "TimeoutError"
        ? `There was no answer for ${PATIENCE / 1000} seconds. What you said may have arrived or not.`
        : "The server can't be reached. Is “trust-steps serve” still running?",
    );
  }
  const found = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Refused(found.error ?? `the server answered ${answer.status}`, answer.status);
  return found;
}

export class Echo {
  locale = "en-US";
  /** Lines that steered the device, by their command: they are said again to one that takes its place. */
  #steered = new Map();
  #key = null;
  #last = Promise.resolve();
  #onPlugged;

  /** `onPlugged(device, isInPlace)` is told of each new device, and whether it took the place of one that was lost. */
  constructor({ onPlugged }) {
    this.#onPlugged = onPlugged;
  }

  /** Whether the device's clock stands still, because it was set. */
  get stands() {
    return this.#steered.has("/at");
  }

  /** Plug a new device in. */
  plugIn() {
    return this.#inTurn(() => this.#plugIn());
  }

  /** Say a line, and return what came of it. */
  say(line) {
    return this.#inTurn(() => this.#say(line));
  }

  /** Delete all that the household told, and plug a new device in. */
  forget() {
    return this.#inTurn(async () => {
      await post("/page/forget", {});
      const screen = this.#steered.get("/screen");
      this.#steered.clear();
      if (screen) this.#steered.set("/screen", screen);
      return this.#plugIn();
    });
  }

  #inTurn(work) {
    const mine = this.#last.then(work);
    this.#last = mine.catch(() => {});
    return mine;
  }

  async #plugIn(isInPlace = false) {
    const timezone = Intl.DateTimeFormat().resolvedOptions().timeZone ?? "UTC";
    let plugged;
    try {
      plugged = await post("/page/echoes", { locale: this.locale, timezone });
    } catch (error) {
      if (error.status !== 400) throw error;
      plugged = await post("/page/echoes", { locale: this.locale, timezone: "UTC" }); // the server's zones are older
    }
    this.#key = plugged.echo;
    let now = plugged.now;
    for (const line of this.#steered.values()) {
      ({ now } = await post("/page/lines", { echo: this.#key, line }));
    }
    this.#onPlugged({ ...plugged, now }, isInPlace);
  }

  async #say(line) {
    if (this.#key === null) await this.#plugIn();
    let answer;
    try {
      answer = await post("/page/lines", { echo: this.#key, line });
    } catch (error) {
      if (error.status !== 404) throw error;
      await this.#plugIn(true);
      answer = await post("/page/lines", { echo: this.#key, line });
    }
    const [command] = line.trim().split(" ", 1);
    if (["/at", "/screen", "/speaker"].includes(command)) this.#steered.set(command, line);
    return answer;
  }
}
