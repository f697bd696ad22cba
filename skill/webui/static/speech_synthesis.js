// Speech synthesis: SSML in parts, which the browser speaks one after the other, with the pauses between them.

const BREAKS_MS = { none: 0, "x-weak": 150, weak: 300, medium: 500, strong: 800, "x-strong": 1200 };
const RATES = { "x-slow": 0.6, slow: 0.8, medium: 1, fast: 1.2, "x-fast": 1.5 };
const PITCHES = { "x-low": 0.5, low: 0.75, medium: 1, high: 1.3, "x-high": 1.6 };
const EMPHASES = {
  strong: { rate: 0.85, pitch: 1.15, volume: 1 },
  moderate: { rate: 0.92, pitch: 1.08, volume: 1 },
  reduced: { rate: 1.08, pitch: 0.95, volume: 0.75 },
  none: { rate: 1, pitch: 1, volume: 1 },
};
const SPELLED_OUT = new Set(["telephone", "digits", "characters", "spell-out"]);
const PAUSES_AFTER_MS = { p: 600, s: 250 };

/** Return the parts of SSML: {text, rate, pitch, volume}, or {pause} in milliseconds. */
export function pieces(ssml) {
  const root = '<speak xmlns:amazon="amazon" xmlns:alexa="alexa">';
  const parsed = new DOMParser().parseFromString(ssml.replace(/^\s*<speak[^>]*>/, root), "text/xml");
  const parts = [];
  if (parsed.querySelector("parsererror")) add(parts, ssml.replace(/<[^>]*>/g, " "), EMPHASES.none);
  else walk(parsed.documentElement, EMPHASES.none, parts);
  return parts;
}

function walk(node, style, parts) {
  for (const child of node.childNodes) {
    if (child.nodeType === Node.TEXT_NODE) add(parts, child.data, style);
    else if (child.nodeType === Node.ELEMENT_NODE) element(child, style, parts);
  }
}

function element(node, style, parts) {
  const attribute = (name) => node.getAttribute(name) ?? "";
  switch (node.nodeName) {
    case "break":
      return pause(parts, milliseconds(attribute("time")) ?? BREAKS_MS[attribute("strength")] ?? BREAKS_MS.medium);
    case "emphasis":
      return walk(node, combined(style, EMPHASES[attribute("level")] ?? EMPHASES.moderate), parts);
    case "prosody":
      return walk(node, combined(style, { rate: rate(attribute("rate")), pitch: PITCHES[attribute("pitch")] ?? 1, volume: 1 }), parts);
    case "sub":
      return add(parts, attribute("alias"), style);
    case "say-as":
      return add(parts, SPELLED_OUT.has(attribute("interpret-as")) ? [...node.textContent].join(" ") : node.textContent, style);
    default:
      walk(node, style, parts);
      if (node.nodeName in PAUSES_AFTER_MS) pause(parts, PAUSES_AFTER_MS[node.nodeName]);
  }
}

function add(parts, text, style) {
  const before = parts.at(-1);
  if (before && "text" in before && before.rate === style.rate && before.pitch === style.pitch && before.volume === style.volume) {
    before.text = (before.text + text).replace(/\s+/g, " ");
  } else if (/[\p{L}\p{N}]/u.test(text)) {
    parts.push({ text: text.replace(/\s+/g, " ").trimStart(), ...style });
  }
}

function pause(parts, length) {
  if (length > 0) parts.push({ pause: Math.min(length, 10_000) }); // as long as Alexa allows
}

function combined(style, other) {
  return { rate: style.rate * other.rate, pitch: style.pitch * other.pitch, volume: style.volume * other.volume };
}

function milliseconds(time) {
  const match = /^([\d.]+)(ms|s)$/.exec(time.trim());
  return match ? Number(match[1]) * (match[2] === "s" ? 1000 : 1) : null;
}

function rate(value) {
  const percent = /^(\d+)%$/.exec(value.trim());
  return percent ? Math.max(Number(percent[1]) / 100, 0.2) : (RATES[value.trim()] ?? 1);
}

/** The browser's voices for a language; those come first that speak on this device, and among them the closest. */
export function voicesFor(lang) {
  const tag = (name) => name.toLowerCase().replaceAll("_", "-");
  const language = (name) => tag(name).split("-")[0];
  const rank = (voice) => (voice.localService ? 0 : 4) + (tag(voice.lang) === tag(lang) ? 0 : 2) + (voice.default ? 0 : 1);
  const all = window.speechSynthesis?.getVoices() ?? [];
  return all.filter((voice) => language(voice.lang) === language(lang)).sort((first, other) => rank(first) - rank(other));
}

/** Speaks aloud, unless it is muted or the browser has no voice. */
export class SpeechSynthesizer {
  isMuted = false;
  /** The voiceURI of the voice that the user chose. */
  chosenVoice = null;
  /** Whether something is being spoken. */
  isSpeaking = false;
  #turn = 0;
  #interrupt = () => {};

  /** Return the voice for a language: the chosen one, or else one on this device, or null. */
  voiceFor(lang) {
    const all = voicesFor(lang);
    return all.find((voice) => voice.voiceURI === this.chosenVoice) ?? all.find((voice) => voice.localService) ?? null;
  }

  /** Call `listener` now, and whenever the voices of the browser change. */
  onVoices(listener) {
    listener();
    window.speechSynthesis?.addEventListener?.("voiceschanged", listener);
  }

  /** Speak SSML texts one after the other, and return whether they were spoken to the end. */
  async speak(texts, lang) {
    const turn = ++this.#turn;
    const voice = this.voiceFor(lang);
    if (this.isMuted || !voice) return true;
    this.isSpeaking = true;
    for (const piece of texts.flatMap(pieces)) {
      for (const part of piece.text?.split(/(?<=[.!?…])\s+/) ?? [null]) {
        await (part === null ? this.#wait(piece.pause) : this.#utter({ ...piece, text: part, lang, voice }));
        if (turn !== this.#turn) return false;
      }
    }
    this.isSpeaking = false;
    return true;
  }

  stop() {
    this.#turn++;
    this.isSpeaking = false;
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
    const utterance = Object.assign(new SpeechSynthesisUtterance(text), { rate, pitch, volume, lang, voice });
    // Some browsers never send the end event.
    const ended = this.#wait(3000 + (text.length * 120) / rate);
    utterance.onend = utterance.onerror = this.#interrupt;
    speechSynthesis.speak(utterance);
    return ended;
  }
}
