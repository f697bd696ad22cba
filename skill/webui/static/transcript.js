// What was said, for the eye and for a screen reader.

const MOST = 500;

export class Transcript {
  #list = document.getElementById("transcript");

  /** Put down what somebody said. */
  you(text, who) {
    this.#add("you", who === "-" ? "You" : who, text);
  }

  /** Put down what the skill answered, and all that came with it. */
  skill(exchange, lang) {
    const rings = exchange.request_type === "Reminder";
    if (exchange.speech) this.#add("skill", rings ? "A reminder rings" : "Echo", exchange.speech, lang);
    if (exchange.card) {
      const { title, text } = exchange.card;
      this.#add("card", "On the card in the Alexa app", `${title}\n${text}`, lang);
    }
    if (exchange.reprompt) this.#add("asks", "After a silence", exchange.reprompt, lang);
    if (exchange.error) this.event(`The skill refused the request: ${exchange.error}`);
    if (!rings && !exchange.session_open) this.event("(session ends)");
  }

  /** Put down what happened besides talk. */
  event(text, kind = "event") {
    this.#add(kind, null, text);
  }

  /** Be quiet to screen readers while much goes by. */
  hush(isHushed) {
    this.#list.setAttribute("aria-live", isHushed ? "off" : "polite");
  }

  clear() {
    this.#list.replaceChildren();
  }

  #add(kind, by, text, lang) {
    const entry = Object.assign(document.createElement("li"), { className: kind });
    if (by) entry.append(Object.assign(document.createElement("span"), { className: "by", textContent: by }));
    const said = Object.assign(document.createElement("span"), { textContent: text });
    if (lang) said.lang = lang;
    entry.append(said);
    this.#list.append(entry);
    while (this.#list.childElementCount > MOST) this.#list.firstElementChild.remove();
    this.#list.scrollTop = this.#list.scrollHeight;
  }
}
