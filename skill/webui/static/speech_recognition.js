// Speech recognition of the browser, where it has one.

const Recognition = window.SpeechRecognition ?? window.webkitSpeechRecognition;

const ERRORS = {
  "not-allowed": "The microphone was refused. That's fine: typing always works.",
  "service-not-allowed": "This browser does not let pages recognise speech. Typing always works.",
  "audio-capture": "No microphone was found. Typing always works.",
  network: "This browser can't reach its speech recognition. Typing always works.",
  "language-not-supported": "This browser does not recognise this language. Typing always works.",
  "no-speech": "Nothing was heard.",
};

export class SpeechRecognizer {
  #recognition = null;
  #localLanguage = null; // the language that the browser recognises on this device
  #callbacks;

  /** `callbacks` are onPartial(text), onHeard(text), onError(message) and onEnd(). */
  constructor(callbacks) {
    this.#callbacks = callbacks;
  }

  get isSupported() {
    return Recognition !== undefined;
  }

  get isListening() {
    return this.#recognition !== null;
  }

  /** Find out whether a language is recognised on this device, where the browser can be held to that. */
  async isLocal(lang) {
    const availability = await Recognition?.available?.({ langs: [lang], processLocally: true }).catch(() => null);
    if (availability === "available") this.#localLanguage = lang;
    return availability === "available";
  }

  start(lang) {
    if (this.isListening) return;
    const recognition = Object.assign(new Recognition(), { lang, interimResults: true, maxAlternatives: 1 });
    if (this.#localLanguage === lang) recognition.processLocally = true; // otherwise it may be sent to the browser's maker
    recognition.onresult = ({ results }) => {
      const text = Array.from(results, (result) => result[0].transcript).join("");
      if (results[results.length - 1].isFinal) this.#callbacks.onHeard(text);
      else this.#callbacks.onPartial(text);
    };
    recognition.onerror = ({ error }) => {
      if (error !== "aborted") this.#callbacks.onError(ERRORS[error] ?? "That was not understood. Typing always works.");
    };
    recognition.onend = () => {
      this.#recognition = null;
      this.#callbacks.onEnd();
    };
    this.#recognition = recognition;
    recognition.start();
  }

  stop() {
    this.#recognition?.abort();
  }
}
