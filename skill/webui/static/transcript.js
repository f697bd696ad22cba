// Transcript of the conversation, also for screen readers.

const MAX_ENTRIES = 500;

export class Transcript {
  #list = document.getElementById("transcript");

  /** Add a line of the user. */
  you(text, who) {
    this.#add("you", who === "-" ? "You" : who, text);
  }

  /** Add an answer of the skill, with its card and reprompt. */
  skill(exchange, lang) {
    const isReminder = exchange.request_type === "Reminder";
    if (exchange.speech) this.#add("skill", isReminder ? "A reminder rings" : "Echo", exchange.speech, lang);
    if (exchange.card) {
      const { title, text } = exchange.card;
      this.#add("card", "On the card in the Alexa app", `${title}\n${text}`, lang);
    }
    if (exchange.reprompt) this.#add("asks", "After a silence", exchange.reprompt, lang);
    if (exchange.error) this.event(`The skill refused the request: ${exchange.error}`);
    if (!isReminder && !exchange.session_open) this.event("(session ends)");
  }

  /** Add an event, such as the end of a session. */
  event(text, kind = "event") {
    this.#add(kind, null, text);
  }

  /** Do not announce entries to screen readers, while there are many. */
  setQuiet(isQuiet) {
    this.#list.setAttribute("aria-live", isQuiet ? "off" : "polite");
  }

  clear() {
    this.#list.replaceChildren();
  }

  #add(kind, by, text, lang) {
    const entry = Object.assign(document.createElement("li"), { className: kind });
    if (by) entry.append(Object.assign(document.createElement("span"), { className: "by", textContent: by }));
    const words = Object.assign(document.createElement("span"), { textContent: text });
    if (lang) words.lang = lang;
    entry.append(words);
    this.#list.append(entry);
    while (this.#list.childElementCount > MAX_ENTRIES) this.#list.firstElementChild.remove();
    this.#list.scrollTop = this.#list.scrollHeight;
  }
}
