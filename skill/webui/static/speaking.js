// The Echo's voice: SSML in pieces, which the browser speaks one after the other, with the pauses between them.

const BREAKS = { none: 0, "x-weak": 150, weak: 300, medium: 500, strong: 800, "x-strong": 1200 };
const RATES = { "x-slow": 0.6, slow: 0.8, medium: 1, fast: 1.2, "x-fast": 1.5 };
const PITCHES = { "x-low": 0.5, low: 0.75, medium: 1, high: 1.3, "x-high": 1.6 };
const EMPHASES = {
  strong: { rate: 0.85, pitch: 1.15, volume: 1 },
  moderate: { rate: 0.92, pitch: 1.08, volume: 1 },
  reduced: { rate: 1.08, pitch: 0.95, volume: 0.75 },
  none: { rate: 1, pitch: 1, volume: 1 },
};
const SPELT = new Set(["telephone", "digits", "characters", "spell-out"]);
const AFTER = { p: 600, s: 250 };

/** What to speak: {text, rate, pitch, volume}, or {pause} in milliseconds. */
export function pieces(ssml) {
  const spaces = '<speak xmlns:amazon="amazon" xmlns:alexa="alexa">';
  const read = new DOMParser().parseFromString(ssml.replace(/^\s*<speak[^>]*>/, spaces), "text/xml");
  const found = [];
  if (read.querySelector("parsererror")) add(found, ssml.replace(/<[^>]*>/g, " "), EMPHASES.none);
  else walk(read.documentElement, EMPHASES.none, found);
  return found;
}

function walk(node, how, found) {
  for (const child of node.childNodes) {
    if (child.nodeType === Node.TEXT_NODE) add(found, child.data, how);
    else if (child.nodeType === Node.ELEMENT_NODE) element(child, how, found);
  }
}

function element(node, how, found) {
  const says = (name) => node.getAttribute(name) ?? "";
  switch (node.nodeName) {
    case "break":
      return pause(found, milliseconds(says("time")) ?? BREAKS[says("strength")] ?? BREAKS.medium);
    case "emphasis":
      return walk(node, times(how, EMPHASES[says("level")] ?? EMPHASES.moderate), found);
    case "prosody":
      return walk(node, times(how, { rate: rate(says("rate")), pitch: PITCHES[says("pitch")] ?? 1, volume: 1 }), found);
    case "sub":
      return add(found, says("alias"), how);
    case "say-as":
      return add(found, SPELT.has(says("interpret-as")) ? [...node.textContent].join(" ") : node.textContent, how);
    default:
      walk(node, how, found);
      if (node.nodeName in AFTER) pause(found, AFTER[node.nodeName]);
  }
}

function add(found, text, how) {
  const before = found.at(-1);
  if (before && "text" in before && before.rate === how.rate && before.pitch === how.pitch && before.volume === how.volume) {
    before.text = (before.text + text).replace(/\s+/g, " ");
  } else if (/[\p{L}\p{N}]/u.test(text)) {
    found.push({ text: text.replace(/\s+/g, " ").trimStart(), ...how });
  }
}

function pause(found, length) {
  if (length > 0) found.push({ pause: Math.min(length, 10_000) }); // as long as Alexa allows
}

function times(how, more) {
  return { rate: how.rate * more.rate, pitch: how.pitch * more.pitch, volume: how.volume * more.volume };
}

function milliseconds(time) {
  const read = /^([\d.]+)(ms|s)$/.exec(time.trim());
  return read ? Number(read[1]) * (read[2] === "s" ? 1000 : 1) : null;
}

function rate(asked) {
  const percent = /^(\d+)%$/.exec(asked.trim());
  return percent ? Math.max(Number(percent[1]) / 100, 0.2) : (RATES[asked.trim()] ?? 1);
}

/** The browser's voices for a language; those come first that speak on this device, and among them the closest. */
export function voicesFor(lang) {
  const tag = (one) => one.toLowerCase().replaceAll("_", "-");
  const language = (one) => tag(one).split("-")[0];
  const rank = (one) => (one.localService ? 0 : 4) + (tag(one.lang) === tag(lang) ? 0 : 2) + (one.default ? 0 : 1);
  const all = window.speechSynthesis?.getVoices() ?? [];
  return all.filter((one) => language(one.lang) === language(lang)).sort((one, other) => rank(one) - rank(other));
}

/** Speaks aloud, unless it is muted or has no voice. */
export class Voice {
  muted = false;
  /** The voiceURI of the voice that the user chose. */
  chosen = null;
  /** Whether something is being spoken. */
  speaks = false;
  #turn = 0;
  #interrupt = () => {};

  /** What speaks a language: what was chosen, or else a voice on this device; null where there is none. */
  voiceFor(lang) {
    const all = voicesFor(lang);
    return all.find((one) => one.voiceURI === this.chosen) ?? all.find((one) => one.localService) ?? null;
  }

  /** Call back when it is known whether there are voices. */
  onKnown(listener) {
    listener();
    window.speechSynthesis?.addEventListener?.("voiceschanged", listener);
  }

  /** Speak all, one after the other, and return whether it was heard to its end. */
  async say(all, lang) {
    const mine = ++this.#turn;
    const voice = this.voiceFor(lang);
    if (this.muted || !voice) return true;
    this.speaks = true;
    for (const piece of all.flatMap(pieces)) {
      for (const part of piece.text?.split(/(?<=[.!?…])\s+/) ?? [null]) {
        await (part === null ? this.#wait(piece.pause) : this.#utter({ ...piece, text: part, lang, voice }));
        if (mine !== this.#turn) return false;
      }
    }
    this.speaks = false;
    return true;
  }

  stop() {
    this.#turn++;
    this.speaks = false;
    this.#interrupt();
    window.speechSynthesis?.cancel();
  }

  #wait(length) {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, length);
      this.#interrupt = () => (clearTimeout(timer), resolve());
    });
  }

  #utter({ text, rate, pitch, volume, lang, voice }) {
    const said = Object.assign(new SpeechSynthesisUtterance(text), { rate, pitch, volume, lang, voice });
    // Some browsers never say that they are done.
    const ends = this.#wait(3000 + (text.length * 120) / rate);
    said.onend = said.onerror = this.#interrupt;
    speechSynthesis.speak(said);
    return ends;
  }
}
