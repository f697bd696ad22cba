// The Echo's ear: the browser's speech recognition, where it has one.

const Recognition = window.SpeechRecognition ?? window.webkitSpeechRecognition;

const TROUBLES = {
  "not-allowed": "The microphone was refused. That's fine: typing always works.",
  "service-not-allowed": "This browser does not let pages recognise speech. Typing always works.",
  "audio-capture": "No microphone was found. Typing always works.",
  network: "This browser can't reach its speech recognition. Typing always works.",
  "language-not-supported": "This browser does not recognise this language. Typing always works.",
  "no-speech": "Nothing was heard.",
};

export class Ear {
  #recognition = null;
  #local = null; // the language that the browser recognises on this device
  #told;

  /** `told` has onPartial(text), onHeard(text), onTrouble(why) and onEnd(). */
  constructor(told) {
    this.#told = told;
  }

  get works() {
    return Recognition !== undefined;
  }

  get listens() {
    return this.#recognition !== null;
  }

  /** Find out whether a language is recognised on this device, where the browser can be held to that. */
  async isLocal(lang) {
    const found = await Recognition?.available?.({ langs: [lang], processLocally: true }).catch(() => null);
    if (found === "available") this.#local = lang;
    return found === "available";
  }

  start(lang) {
    if (this.listens) return;
    const recognition = Object.assign(new Recognition(), { lang, interimResults: true, maxAlternatives: 1 });
    if (this.#local === lang) recognition.processLocally = true; // otherwise it may be sent to the browser's maker
    recognition.onresult = ({ results }) => {
      const text = Array.from(results, (one) => one[0].transcript).join("");
      if (results[results.length - 1].isFinal) this.#told.onHeard(text);
      else this.#told.onPartial(text);
    };
    recognition.onerror = ({ error }) => {
      if (error !== "aborted") this.#told.onTrouble(TROUBLES[error] ?? "That was not understood. Typing always works.");
    };
    recognition.onend = () => {
      this.#recognition = null;
      this.#told.onEnd();
    };
    this.#recognition = recognition;
    recognition.start();
  }

  stop() {
    this.#recognition?.abort();
  }
}
